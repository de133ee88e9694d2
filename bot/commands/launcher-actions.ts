/** Handles the launcher, the form that starts a run: opens it, updates it as fields change, and starts the run on submit. */
import { BatonError } from '../../runner/core/errors.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import { judgeOptions, optionAt } from '../../runner/core/run-request.ts';
import { settleInput } from '../../runner/core/settled-input.ts';
import type { Flow } from '../../runner/core/step-spec.ts';
import type { ActionContext } from './action-context.ts';
import { channelProject, offeredProjectIds, visibleRun } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { launcherForm } from './launcher-form.ts';
import {
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

/** Handles "Run again…": opens the launcher filled in with the run's options. */
export async function openLauncherFromRun(context: ActionContext, run_id: string): Promise<Answer> {
  const { run } = (await withinFormDeadline(visibleRun(context, run_id))).snapshot;
  const flow = context.catalogue.flows.find(({ name }) => name === run.flow_name);
  if (flow === undefined)
    return privateText(`The flow ${run.flow_name} no longer exists. Start another: ${launcherIn(context)}`);
  const paths = Array.isArray(run.input.paths) ? run.input.paths.join('\n') : '';
  return openLauncher(context, {
    category: flow.category,
    chosen: { [flow.category]: flow.name },
    values: {
      size: run.band,
      fast: run.fast ? 'yes' : 'no',
      project: run.project_id,
      focus: run.input.focused === true ? run.input.question : '',
      ...run.input.given,
      ...(paths === '' ? {} : { path: paths }),
      ...(run.input.pull_request === undefined ? {} : { pr: run.input.pull_request.url }),
    },
  });
}

export function changeLauncher(
  context: ActionContext,
  state: string,
  values: FormValues,
  field: string,
): Answer {
  const launcher = parseLauncherState(state, values, field);
  return launcher === null ? openLauncher(context) : formOf(context, launcher);
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
  const launcher = parseLauncherState(state, values, null);
  const flow = launcher === null ? undefined : flowOf(launcher, context.catalogue.flows);
  if (launcher === null || flow === undefined) return outOfDate(context);
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
    return await startRun(context, judged.options);
  } catch (error) {
    const fieldError = fieldErrorOf(error, launcher, flow);
    if (fieldError === null) throw error;
    return { kind: 'field_errors', fieldErrors: [fieldError] };
  }
}

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
