/** Handles button presses. A press that is stale or not allowed always gets a private answer that says why. */
import type { Answer } from '../../runner/core/ports/platform.ts';
import { type ActionContext, pressIdOf } from './action-context.ts';
import { openAsk } from './ask.ts';
import { visibleRun } from './channel-projects.ts';
import { openExport, repostCard } from './export.ts';
import { openFindings } from './findings.ts';
import { historyPage, parsePage, showRun } from './history.ts';
import { openLauncherAt, openLauncherFromRun } from './launcher-actions.ts';
import { NO_ANSWER, privateText } from './messages.ts';
import { outputAnswer } from './output.ts';
import { authorize } from './policy.ts';
import { starterOf } from './schedule-access.ts';
import {
  addSchedule,
  deleteSchedule,
  editSchedule,
  pauseSchedule,
  resumeFromNotice,
  resumeSchedule,
  runSchedule,
  turnSchedules,
} from './schedules.ts';
import { sendTimeline } from './timeline.ts';

type Press = (context: ActionContext, value: string) => Answer | Promise<Answer>;

const BUTTONS: Readonly<Record<string, Press>> = {
  cancel: cancelRun,
  retry: retryRun,
  again: openLauncherFromRun,
  export: openExport,
  findings: openFindings,
  ask: openAsk,
  reopen: repostCard,
  output: showOutput,
  timeline: sendTimeline,
  show: showRun,
  page: async (context, value) => ({ kind: 'replace', view: await historyPage(context, parsePage(value)) }),
  launch: (context, value) => openLauncherAt(context, value),
  schedules: turnSchedules,
  'schedule-add': addSchedule,
  'schedule-edit': editSchedule,
  'schedule-run': runSchedule,
  'schedule-pause': pauseSchedule,
  'schedule-resume': resumeSchedule,
  'schedule-again': resumeFromNotice,
  'schedule-delete': deleteSchedule,
};

/** Two clicks of a double click are closer than this; a second, deliberate press comes later. */
const DOUBLE_CLICK_MS = 1_000;
/** What starts or posts something each time is not pressed again on purpose before it can be seen. */
const STARTS: ReadonlySet<string> = new Set(['retry', 'reopen', 'schedule-run']);
const START_MS = 3_000;

/** Handles two clicks on the same button as one, whichever processes they reach. A refused press may follow at once. */
export async function pressOnce(
  context: ActionContext,
  button: string,
  handle: () => Promise<Answer>,
): Promise<Answer> {
  const { handled, action } = context;
  const press = pressIdOf(action);
  if (press === null) return await handle();
  if (!(await handled.press(press, STARTS.has(button) ? START_MS : DOUBLE_CLICK_MS))) return NO_ANSWER;
  try {
    return await handle();
  } catch (error) {
    await handled.release(press);
    throw error;
  }
}

export async function handleButton(context: ActionContext, button: string, value: string): Promise<Answer> {
  const action = Object.hasOwn(BUTTONS, button) ? BUTTONS[button] : undefined;
  if (action !== undefined) return await action(context, value);
  const help = context.adapter.syntax.command({ kind: 'verb', verb: 'help' });
  return privateText(`This button is from another version of Baton and no longer works. See: ${help}`);
}

/** Cancels a run; its thread shows that it was cancelled. */
export async function cancelRun(context: ActionContext, run_id: string): Promise<Answer> {
  const { run } = (await visibleRun(context, run_id)).snapshot;
  const starter = await starterOf(context, run);
  await authorize(context, 'cancel', { project: run.project_id, run_id, starter });
  await context.service.cancel(run_id, context.actor);
  return NO_ANSWER;
}

/** Retries a run; anyone who may start it may retry it. */
export async function retryRun(context: ActionContext, run_id: string): Promise<Answer> {
  const { run } = (await visibleRun(context, run_id)).snapshot;
  await authorize(context, 'start', { project: run.project_id, run_id, starter: run.requested_by });
  await context.service.retry(run_id, context.actor);
  return NO_ANSWER;
}

/** Shows a step's full output; `value` holds the run's id and the step's. */
async function showOutput(context: ActionContext, value: string): Promise<Answer> {
  const [run_id = '', step_id = ''] = value.split(' ');
  await visibleRun(context, run_id);
  const { steps } = await context.service.run(run_id);
  const step = steps.find((candidate) => candidate.step_id === step_id);
  if (step === undefined) return privateText('This run has no such step.');
  const { label, output } = step;
  if (output === null || output === '')
    return privateText(`${label} has no output yet. It comes when the step is done.`);
  return outputAnswer({ step_id, label, output });
}
