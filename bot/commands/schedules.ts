/** `/flow schedule`: shows the schedules of a channel, and does what their buttons and their form ask for. */
import { BatonError } from '../../runner/core/errors.ts';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Answer, FormValues } from '../../runner/core/ports/platform.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import type { ScheduleDocument } from '../../runner/core/schedule.ts';
import { withinDeadline } from '../../runner/deadline.ts';
import { resolveAllowedProject } from '../config/projects.ts';
import { timeSpan } from '../threads/format.ts';
import { sentence, shortId } from '../wording.ts';
import { type ActionContext, requestIdOf } from './action-context.ts';
import { channelProject, offeredProjectIds } from './channel-projects.ts';
import { withinFormDeadline } from './deadline.ts';
import { parsePage } from './history.ts';
import { authorize } from './policy.ts';
import { authorizeChange, channelOf, postTo, scheduleHere, schedulesHere } from './schedule-access.ts';
import { schedulable, scheduledRun, scheduleForm } from './schedule-form.ts';
import { schedulesView } from './schedule-list.ts';
import { defaultFlow } from './start.ts';
import { asksForList, typedSchedule } from './typed-schedule.ts';

/** Without words it lists; with some it opens the form, filled in as far as they are understood. */
export async function scheduleByCommand(context: ActionContext, text: string): Promise<Answer> {
  const asked = asksForList(text);
  if (asked !== null) {
    return { kind: 'message', view: await listView(context, 1, asked === 'changed' ? PRESS : null) };
  }
  const flows = schedulable(context.catalogue.flows);
  return await openNew(context, typedSchedule(text, flows, offeredProjectIds(context.settings)));
}

const PRESS: Line = ['Nothing was changed yet. Press a button below the schedule that you mean.'];

export async function turnSchedules(context: ActionContext, value: string): Promise<Answer> {
  return { kind: 'replace', view: await listView(context, parsePage(value), null) };
}

export function addSchedule(context: ActionContext): Promise<Answer> {
  return openNew(context, {});
}

async function openNew(context: ActionContext, over: FormValues): Promise<Answer> {
  const { settings, action } = context;
  const { channel } = action.place;
  const project = over.project ?? channelProject(settings, channel);
  const allowed = project === null ? undefined : authorizeChange(context, null, project);
  const [tz] = await withinFormDeadline(Promise.all([over.tz ?? zoneOf(context), allowed]));
  const usual = { flow: defaultFlow(settings, channel), project, size: 'small', tz, channel };
  return formOf(context, '', { ...usual, ...over });
}

/** What a form waits for must leave time to open it. */
const ZONE_MS = 1_000;

/** The person's own zone where the platform tells it, else that of a schedule of theirs, else of one here. */
async function zoneOf(context: ActionContext): Promise<string> {
  const known = async () => {
    const own = await context.action.person.timeZone();
    if (own !== null) return own;
    const all = await context.schedules.list({});
    const last =
      all.find(({ owner }) => owner === context.actor) ??
      all.find((schedule) => channelOf(context, schedule) === context.action.place.channel);
    return last?.tz ?? 'UTC';
  };
  return await withinDeadline(ZONE_MS, known(), () => new Error('too slow')).catch(() => 'UTC');
}

function formOf({ catalogue, settings }: ActionContext, state: string, values: FormValues): Answer {
  const projects = offeredProjectIds(settings);
  return { kind: 'form', view: scheduleForm({ state, values }, { catalogue, projects }) };
}

export async function editSchedule(context: ActionContext, id: string): Promise<Answer> {
  const opened = async () => {
    const schedule = await scheduleHere(context, id);
    await authorizeChange(context, schedule, schedule.run.project_id);
    return schedule;
  };
  const schedule = await withinFormDeadline(opened());
  const { run, cron, tz } = schedule;
  return formOf(context, id, {
    flow: run.flow_name,
    project: run.project_id,
    size: run.band,
    fast: run.fast ? 'yes' : 'no',
    focus: run.question,
    when: schedule.when.startsWith('cron ') ? cron : schedule.when,
    tz,
    channel: channelOf(context, schedule),
  });
}

export function changeScheduleForm(context: ActionContext, state: string, values: FormValues): Answer {
  return formOf(context, state, values);
}

export async function submitSchedule(
  context: ActionContext,
  state: string,
  values: FormValues,
): Promise<Answer> {
  const missing = (['project', 'channel'] as const).filter((field) => (values[field] ?? '') === '');
  if (missing.length > 0) {
    const fieldErrors = missing.map((field) => ({ field, message: `Choose the ${field}.` }));
    return { kind: 'field_errors', fieldErrors };
  }
  try {
    return await stored(context, state, values);
  } catch (error) {
    const field = fieldOf(error);
    if (field === null || !(error instanceof Error)) throw error;
    return { kind: 'field_errors', fieldErrors: [{ field, message: sentence(error.message) }] };
  }
}

async function stored(context: ActionContext, id: string, values: FormValues): Promise<Answer> {
  const { action, settings, schedules, adapter, actor } = context;
  const project = resolveAllowedProject(values.project ?? '', settings.projects).id;
  const earlier = id === '' ? null : await scheduleHere(context, id);
  if (earlier !== null) await authorizeChange(context, earlier, earlier.run.project_id);
  if (earlier?.run.project_id !== project) await authorizeChange(context, earlier, project);
  const channel = values.channel ?? '';
  await adapter.enter(action.place.workspace, channel);
  const request = {
    when: values.when ?? '',
    tz: (values.tz ?? '').trim(),
    post_to: postTo(context, channel),
    run: scheduledRun(values, project, earlier?.run ?? null),
  };
  const done =
    earlier === null
      ? await schedules.add({ ...request, name: null }, actor, requestIdOf(action))
      : await schedules.change(id, request, actor);
  return {
    kind: 'message',
    view: await listView(context, 1, [earlier === null ? 'Added: ' : 'Changed: ', ...nameAndNext(done)]),
  };
}

function nameAndNext({ name, next_fire }: ScheduleDocument): Line {
  const first: Line = [{ text: name, mark: 'bold' }];
  return next_fire === null ? [...first, '.'] : [...first, ', next ', timeSpan(next_fire), '.'];
}

const FIELDS: Readonly<Record<string, string>> = {
  when: 'when',
  tz: 'tz',
  flow_name: 'flow',
  project_id: 'project',
  band: 'size',
  'input.question': 'focus',
  post_to: 'channel',
};

/** Returns the field that a refusal concerns; null if it concerns none. */
function fieldOf(error: unknown): string | null {
  if (error instanceof DeliveryError) return error.isPassing ? null : 'channel';
  if (!(error instanceof BatonError) || error.kind !== 'refused') return null;
  return FIELDS[error.path ?? ''] ?? null;
}

export async function runSchedule(context: ActionContext, id: string): Promise<Answer> {
  const { run, name } = await scheduleHere(context, id);
  await authorize(context, 'start', { project: run.project_id, run_id: null, starter: null });
  const { run_id } = await context.schedules.run(id, context.actor, requestIdOf(context.action));
  return await afterChange(context, [
    'Started ',
    { text: name, mark: 'bold' },
    ': run ',
    { text: shortId(run_id), mark: 'code' },
    '.',
  ]);
}

export function pauseSchedule(context: ActionContext, id: string): Promise<Answer> {
  return changed(context, id, () => context.schedules.pause(id, context.actor), 'Paused: ');
}

export function resumeSchedule(context: ActionContext, id: string): Promise<Answer> {
  return changed(context, id, () => context.schedules.resume(id, context.actor), 'Resumed: ');
}

/** The message that tells of the pause is not the person's alone, so the answer does not replace it. */
export async function resumeFromNotice(context: ActionContext, id: string): Promise<Answer> {
  const answer = await resumeSchedule(context, id);
  return answer.kind === 'replace' ? { ...answer, kind: 'message' } : answer;
}

export function deleteSchedule(context: ActionContext, id: string): Promise<Answer> {
  const remove = async () => {
    await context.schedules.remove(id, context.actor);
    return null;
  };
  return changed(context, id, remove, 'Deleted: ');
}

async function changed(
  context: ActionContext,
  id: string,
  change: () => Promise<ScheduleDocument | null>,
  done: string,
): Promise<Answer> {
  const schedule = await scheduleHere(context, id);
  await authorizeChange(context, schedule, schedule.run.project_id);
  const after = await change();
  const last: Line = [{ text: schedule.name, mark: 'bold' }, '.'];
  return await afterChange(context, [done, ...(after?.next_fire == null ? last : nameAndNext(after))]);
}

async function afterChange(context: ActionContext, note: Line): Promise<Answer> {
  return { kind: 'replace', view: await listView(context, 1, note) };
}

async function listView(context: ActionContext, page: number, note: Line | null) {
  const titles = new Map(context.catalogue.flows.map(({ name, title }) => [name, title]));
  const title = (name: string) => titles.get(name) ?? name;
  return schedulesView(await schedulesHere(context), { title, page, note });
}
