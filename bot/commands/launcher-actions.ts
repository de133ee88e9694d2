/** Handles the launcher, the form that starts a run: opens it, updates it as fields change, and starts the run on submit. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import { type GivenOptions, judgeOptions, optionAt } from '../../runner/core/run-request.ts';
import { settleInput } from '../../runner/core/settled-input.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import type { ActionContext } from './action-context.ts';
import { channelProject, offeredProjectIds, visibleRun } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { type EarlierRun, earlierRun, halfChanged, withCommits } from './earlier-run.ts';
import { launcherForm } from './launcher-form.ts';
import {
  earlierRunId,
  emptyLauncherState,
  flowOf,
  givenOptions,
  isShown,
  type LauncherState,
  parseLauncherState,
} from './launcher-state.ts';
import { privateText } from './messages.ts';
import { defaultFlow, startRun } from './start.ts';

/** Opens without delay: asks neither the database nor the network. */
export function openLauncher(context: ActionContext, over: Partial<LauncherState> = {}): Answer {
  const { settings, catalogue, action } = context;
  const { channel } = action.place;
  const usual = catalogue.flows.find(({ name }) => name === defaultFlow(settings, channel));
  const empty = emptyLauncherState(usual ?? catalogue.flows[0], channelProject(settings, channel));
  return formOf(context, { ...empty, ...over, values: { ...empty.values, ...over.values } });
}

/** Opens it at a flow; at the channel's own if there is none of that name. */
export function openLauncherAt(context: ActionContext, name: string): Answer {
  const flow = context.catalogue.flows.find((each) => each.name === name);
  return openLauncher(
    context,
    flow === undefined ? {} : { category: flow.category, chosen: { [flow.category]: name } },
  );
}

/** Handles "Run again…": opens the launcher with everything as it was. */
export async function openLauncherFromRun(context: ActionContext, run_id: string): Promise<Answer> {
  const { run } = (await withinFormDeadline(visibleRun(context, run_id))).snapshot;
  const flow = context.catalogue.flows.find(({ name }) => name === run.flow_name);
  if (flow === undefined)
    return privateText(`The flow ${run.flow_name} no longer exists. Start another: ${launcherIn(context)}`);
  const again = earlierRun({ run });
  const { category } = flow;
  return openLauncher(context, { category, chosen: { [category]: flow.name }, values: again.shown, again });
}

export async function changeLauncher(
  context: ActionContext,
  state: string,
  values: FormValues,
  field: string,
): Promise<Answer> {
  const again = await earlierRunOf(context, state);
  const launcher = parseLauncherState(state, values, field, again);
  return launcher === null ? openLauncher(context) : formOf(context, launcher);
}

/** Returns the run that the form is to run again; null for a new run. */
async function earlierRunOf(context: ActionContext, state: string): Promise<EarlierRun | null> {
  const run_id = earlierRunId(state);
  if (run_id === null) return null;
  return earlierRun((await withinFormDeadline(visibleRun(context, run_id))).snapshot);
}

const launcherIn = ({ adapter }: ActionContext): string => adapter.syntax.command({ kind: 'launcher' });

const outOfDate = (context: ActionContext): Answer =>
  privateText(`This form is out of date. Open a new one with ${launcherIn(context)}`);

function formOf(context: ActionContext, launcher: LauncherState): Answer {
  const { catalogue, settings } = context;
  const flow = flowOf(launcher, catalogue.flows);
  if (flow === undefined) return outOfDate(context);
  return {
    kind: 'form',
    view: launcherForm(launcher, flow, { catalogue, projects: offeredProjectIds(settings) }),
  };
}

type FieldErrors = Extract<Answer, { kind: 'field_errors' }>['fieldErrors'];

/** Shows at their fields what is wrong; what can be judged at once comes before any question to database or network. */
export async function submitLauncher(
  context: ActionContext,
  state: string,
  values: FormValues,
): Promise<Answer> {
  const again = await earlierRunOf(context, state);
  const launcher = parseLauncherState(state, values, null, again);
  const flow = launcher === null ? undefined : flowOf(launcher, context.catalogue.flows);
  if (launcher === null || flow === undefined) return outOfDate(context);
  const given = optionsOf(launcher, flow);
  if ('message' in given) return { kind: 'field_errors', fieldErrors: [given] };
  const judged = judgeOptions(given.options);
  const settled = 'options' in judged ? settleInput(flow, context.catalogue.flows, judged.options) : judged;
  const refusals = 'refusals' in settled ? settled.refusals : [];
  const fieldErrors = [
    ...(launcher.values.project == null
      ? [{ field: 'project', message: 'Choose the project to read.' }]
      : []),
    ...refusals.flatMap((refusal) => fieldErrorOf(refusal, launcher, flow) ?? []),
  ];
  if (!('options' in judged) || fieldErrors.length > 0) return { kind: 'field_errors', fieldErrors };
  try {
    return await startRun(context, judged.options);
  } catch (error) {
    const fieldError = fieldErrorOf(error, launcher, flow);
    if (fieldError === null) throw error;
    return { kind: 'field_errors', fieldErrors: [fieldError] };
  }
}

/** Returns what the launcher asks for, or what to say where it contradicts itself about the run that is run again. */
function optionsOf(
  launcher: LauncherState,
  flow: Flow,
): { readonly options: GivenOptions } | FieldErrors[number] {
  const { again, values } = launcher;
  const options = givenOptions(launcher, flow);
  if (again === null) return { options };
  const field = halfChanged(again, values);
  if (field !== null) return { field, message: HALF_CHANGED };
  const pinned = withCommits(again, values, options, flow);
  return typeof pinned === 'string' ? { field: 'commits', message: pinned } : { options: pinned };
}

const HALF_CHANGED =
  'This text is shown shortened. Put it back to use the whole text, or replace all of it, the last line too.';

/** Returns the field that a refusal concerns; null if it concerns none that is shown. */
function fieldErrorOf(error: unknown, launcher: LauncherState, flow: Flow): FieldErrors[number] | null {
  if (!(error instanceof BatonError) || error.kind !== 'refused') return null;
  const option = optionAt(error.path);
  if (option === undefined) return null;
  const isThere = option.field === undefined ? ALWAYS.includes(option.name) : isShown(option, launcher, flow);
  return isThere ? { field: option.name, message: error.message } : null;
}

/** Fields that are no text fields. */
const ALWAYS = ['flow', 'size', 'project'];
