/** Opens the launcher, follows what is changed in it, and starts what it was filled in with. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import { channelProject, offeredIds, seenRun } from './channel-projects.ts';
import { longFocus, MOST_FOCUS, type Wish } from './command.ts';
import { launcherForm } from './launcher.ts';
import { type Draft, draftOf, emptyDraft, flowOf } from './launcher-draft.ts';
import { atOnce } from './patience.ts';
import { NOTHING, say } from './said.ts';
import { defaultFlow, startRun } from './start.ts';
import type { Turn } from './turn.ts';

/** Waits for nothing: neither the database nor the network is asked. */
export function openLauncher(turn: Turn, over: Partial<Draft> = {}): Answer {
  const { settings, catalogue, act } = turn;
  const { channel } = act.place;
  const usual = catalogue.flows.find(({ name }) => name === defaultFlow(settings, channel));
  return formOf(turn, { ...emptyDraft(usual, channelProject(settings, channel)), ...over });
}

/** "Run again…": filled in as the run was. */
export async function openAgain(turn: Turn, run_id: string): Promise<Answer> {
  const { run } = (await atOnce(seenRun(turn, run_id))).story;
  const flow = turn.catalogue.flows.find(({ name }) => name === run.flow_name);
  if (flow === undefined) return say(`There is no flow ${run.flow_name} any more. Start another: /flow`);
  const paths = Array.isArray(run.input.paths) ? run.input.paths.join('\n') : '';
  return openLauncher(turn, {
    category: flow.category,
    chosen: { [flow.category]: flow.name },
    band: run.band,
    fast: run.fast,
    project: run.project_id,
    focus: run.input.focused === true ? run.input.question : '',
    paths: paths === '' ? null : paths,
  });
}

export function changeLauncher(turn: Turn, state: string, values: FormValues, field: string): Answer {
  const draft = draftOf(state, values, field);
  return draft === null ? openLauncher(turn) : formOf(turn, draft);
}

function formOf({ catalogue, settings }: Turn, draft: Draft): Answer {
  return { kind: 'form', view: launcherForm(draft, { catalogue, projects: offeredIds(settings) }) };
}

type Faults = Extract<Answer, { kind: 'faults' }>['faults'];

export async function submitLauncher(turn: Turn, state: string, values: FormValues): Promise<Answer> {
  const draft = draftOf(state, values, null);
  if (draft === null) return say('This form is out of date. Open it again: /flow');
  const faults = faultsOf(draft);
  if (faults.length > 0) return { kind: 'faults', faults };
  const flow = flowOf(draft, turn.catalogue.flows);
  if (flow === undefined) {
    const says = `There is no flow of the category ${draft.category} yet: choose another category.`;
    return { kind: 'faults', faults: [{ field: 'focus', says }] };
  }
  try {
    await startRun(turn, wishOf(draft, flow.name, flow.compares));
    return NOTHING;
  } catch (error) {
    const fault = faultOf(error, flow.compares);
    if (fault === null) throw error;
    return { kind: 'faults', faults: [fault] };
  }
}

/** What can be told without asking anyone. */
function faultsOf({ focus, base, head, project }: Draft): Faults {
  const blank = (text: string) => text !== '' && text.trim() === '';
  return [
    ...(project === null ? [{ field: 'project', says: 'Choose the project to read.' }] : []),
    ...(blank(focus)
      ? [{ field: 'focus', says: 'The focus is blank. Say what to look at, or leave it empty.' }]
      : []),
    ...([...focus.trim()].length > MOST_FOCUS ? [{ field: 'focus', says: longFocus(focus) }] : []),
    ...(blank(base)
      ? [{ field: 'base', says: 'The base is blank. Name a branch, tag or commit, or leave it empty.' }]
      : []),
    ...(blank(head)
      ? [{ field: 'head', says: 'The ref is blank. Name a branch, tag or commit, or leave it empty.' }]
      : []),
  ];
}

function wishOf(draft: Draft, flow: string, compares: boolean): Wish {
  const ref = (text: string) => (compares && text !== '' ? text.trim() : null);
  return {
    flow,
    focus: draft.focus === '' ? null : draft.focus,
    band: draft.band,
    fast: draft.fast,
    project: draft.project,
    base: ref(draft.base),
    head: ref(draft.head),
    paths: (draft.paths ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
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
  project_id: 'project',
  flow_name: 'flow',
};

/** The field that a refused start is about; null when it is about none of them. */
function faultOf(error: unknown, compares: boolean): Faults[number] | null {
  if (!(error instanceof BatonError) || error.kind !== 'refused') return null;
  const field = FIELDS[error.path ?? ''] ?? null;
  if (field === null || (!compares && (field === 'base' || field === 'head'))) return null;
  return { field, says: error.message };
}
