/** Handles the launcher, the form that starts a run: opens it, updates it as fields change, and starts the run on submit. */

import type { Commits } from '../../runner/core/commits.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import { judgeOptions, optionAt } from '../../runner/core/run-request.ts';
import { settleInput } from '../../runner/core/settled-input.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import type { ActionContext } from './action-context.ts';
import { channelProject, offeredProjectIds, visibleRun } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { chosenCommits, earlierRun, halfChanged } from './earlier-run.ts';
import { launcherForm } from './launcher-form.ts';
import {
  emptyLauncherState,
  flowOf,
  givenOptions,
  isShown,
  type LauncherState,
  parseHiddenState,
  shownState,
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
  const launcher = await launcherState(context, state, values, field);
  return launcher === null ? openLauncher(context) : formOf(context, launcher);
}

/** Returns the state of a form with the run that it is to run again; null if the form is not a launcher. */
async function launcherState(
  context: ActionContext,
  state: string,
  values: FormValues,
  field: string | null,
): Promise<LauncherState | null> {
  const hidden = parseHiddenState(state);
  if (hidden === null) return null;
  const { again: run_id } = hidden;
  const again =
    run_id === undefined
      ? null
      : earlierRun((await withinFormDeadline(visibleRun(context, run_id))).snapshot);
  return shownState(hidden, values, field, again);
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
  const launcher = await launcherState(context, state, values, null);
  const flow = launcher === null ? undefined : flowOf(launcher, context.catalogue.flows);
  if (launcher === null || flow === undefined) return outOfDate(context);
  const chosen = commitsOf(launcher);
  if ('message' in chosen) return { kind: 'field_errors', fieldErrors: [chosen] };
  const judged = judgeOptions(givenOptions(launcher, flow));
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
    return await startRun(context, judged.options, chosen);
  } catch (error) {
    const fieldError = fieldErrorOf(error, launcher, flow);
    if (fieldError === null) throw error;
    return { kind: 'field_errors', fieldErrors: [fieldError] };
  }
}

/** Returns the commits to read again, if that was chosen, or what to say where the launcher contradicts itself about them. */
function commitsOf({ again, values }: LauncherState): { readonly commits?: Commits } | FieldErrors[number] {
  if (again === null) return {};
  const field = halfChanged(again, values);
  if (field !== null) return { field, message: HALF_CHANGED };
  const chosen = chosenCommits(again, values);
  if (typeof chosen === 'string') return { field: 'commits', message: chosen };
  return chosen === null ? {} : { commits: chosen };
}

const HALF_CHANGED =
  'This text is shown shortened. Put it back to use the whole text, or replace all of it, the last line too.';

/** Returns the field that a refusal concerns; null if it concerns none that is shown. */
function fieldErrorOf(error: unknown, launcher: LauncherState, flow: Flow): FieldErrors[number] | null {
  if (!(error instanceof BatonError) || error.kind !== 'refused') return null;
  if (error.path === 'commits' && launcher.again !== null)
    return { field: 'commits', message: error.message };
  const option = optionAt(error.path);
  if (option === undefined) return null;
  const isThere = option.field === undefined ? ALWAYS.includes(option.name) : isShown(option, launcher, flow);
  return isThere ? { field: option.name, message: error.message } : null;
}

/** Fields that are no text fields. */
const ALWAYS = ['flow', 'size', 'project'];
