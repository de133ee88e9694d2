/** Opens the launcher, updates it as the user changes fields, and starts a run on submit. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import type { ActionContext } from './action-context.ts';
import { channelProject, offeredIds, seenRun } from './channel-projects.ts';
import { withinDeadline } from './deadline.ts';
import { launcherForm } from './launcher.ts';
import { emptyLauncherState, flowOf, type LauncherState, launcherStateOf } from './launcher-state.ts';
import { NOTHING, privateText } from './messages.ts';
import { longFocus, MOST_FOCUS, type RunOptions } from './parse.ts';
import { defaultFlow, startRun } from './start.ts';

/** Opens without delay: asks neither the database nor the network. */
export function openLauncher(context: ActionContext, over: Partial<LauncherState> = {}): Answer {
  const { settings, catalogue, action } = context;
  const { channel } = action.place;
  const usual = catalogue.flows.find(({ name }) => name === defaultFlow(settings, channel));
  return formOf(context, { ...emptyLauncherState(usual, channelProject(settings, channel)), ...over });
}

/** Handles "Run again…": opens the launcher filled in with the run's options. */
export async function openAgain(context: ActionContext, run_id: string): Promise<Answer> {
  const { run } = (await withinDeadline(seenRun(context, run_id))).snapshot;
  const flow = context.catalogue.flows.find(({ name }) => name === run.flow_name);
  if (flow === undefined)
    return privateText(`The flow ${run.flow_name} no longer exists. Start another: /flow`);
  const paths = Array.isArray(run.input.paths) ? run.input.paths.join('\n') : '';
  return openLauncher(context, {
    category: flow.category,
    chosen: { [flow.category]: flow.name },
    band: run.band,
    fast: run.fast,
    project: run.project_id,
    focus: run.input.focused === true ? run.input.question : '',
    paths: paths === '' ? null : paths,
  });
}

export function changeLauncher(
  context: ActionContext,
  state: string,
  values: FormValues,
  field: string,
): Answer {
  const launcher = launcherStateOf(state, values, field);
  return launcher === null ? openLauncher(context) : formOf(context, launcher);
}

function formOf({ catalogue, settings }: ActionContext, launcher: LauncherState): Answer {
  return { kind: 'form', view: launcherForm(launcher, { catalogue, projects: offeredIds(settings) }) };
}

type FieldErrors = Extract<Answer, { kind: 'field_errors' }>['fieldErrors'];

export async function submitLauncher(
  context: ActionContext,
  state: string,
  values: FormValues,
): Promise<Answer> {
  const launcher = launcherStateOf(state, values, null);
  if (launcher === null) return privateText('This form is out of date. Open a new one with /flow');
  const fieldErrors = fieldErrorsOf(launcher);
  if (fieldErrors.length > 0) return { kind: 'field_errors', fieldErrors };
  const flow = flowOf(launcher, context.catalogue.flows);
  if (flow === undefined) {
    const message = `There is no flow of the category ${launcher.category} yet: choose another category.`;
    return { kind: 'field_errors', fieldErrors: [{ field: 'focus', message }] };
  }
  try {
    await startRun(context, startCommandOf(launcher, flow.name, flow.compares));
    return NOTHING;
  } catch (error) {
    const fieldError = fieldErrorOf(error, launcher, flow.compares);
    if (fieldError === null) throw error;
    return { kind: 'field_errors', fieldErrors: [fieldError] };
  }
}

/** Checks what can be checked without asking the database or the network. */
function fieldErrorsOf({ focus, base, head, project }: LauncherState): FieldErrors {
  const blank = (text: string) => text !== '' && text.trim() === '';
  return [
    ...(project === null ? [{ field: 'project', message: 'Choose the project to read.' }] : []),
    ...(blank(focus)
      ? [{ field: 'focus', message: 'The focus is blank. Say what to look at, or leave it empty.' }]
      : []),
    ...([...focus.trim()].length > MOST_FOCUS ? [{ field: 'focus', message: longFocus(focus) }] : []),
    ...(blank(base)
      ? [{ field: 'base', message: 'The base is blank. Name a branch, tag or commit, or leave it empty.' }]
      : []),
    ...(blank(head)
      ? [{ field: 'head', message: 'The ref is blank. Name a branch, tag or commit, or leave it empty.' }]
      : []),
  ];
}

function startCommandOf(launcher: LauncherState, flow: string, compares: boolean): RunOptions {
  const ref = (text: string) => (compares && text !== '' ? text.trim() : null);
  return {
    flow,
    focus: launcher.focus === '' ? null : launcher.focus,
    band: launcher.band,
    fast: launcher.fast,
    project: launcher.project,
    base: ref(launcher.base),
    head: ref(launcher.head),
    paths: (launcher.paths ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
    backend: null,
    model: null,
  };
}

const FIELDS: Readonly<Record<string, string>> = {
  'input.question': 'focus',
  base: 'base',
  '--base': 'base',
  head: 'head',
  '--head': 'head',
  paths: 'paths',
  project_id: 'project',
  flow_name: 'flow',
};

/** Returns the field that a refused start concerns; null if it concerns none of them. */
function fieldErrorOf(
  error: unknown,
  { paths }: LauncherState,
  compares: boolean,
): FieldErrors[number] | null {
  if (!(error instanceof BatonError) || error.kind !== 'refused') return null;
  const field = FIELDS[error.path ?? ''] ?? null;
  if (field === 'paths' && paths === null) return null;
  if (field === null || (!compares && (field === 'base' || field === 'head'))) return null;
  return { field, message: error.message };
}
