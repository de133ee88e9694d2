/** Which schedules belong to a place, and who may change them. */
import { BatonError } from '../../runner/core/errors.ts';
import { parsePostTo } from '../../runner/core/run-options.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { isScheduleActor, type ScheduleDocument } from '../../runner/core/schedule.ts';
import type { ActionContext } from './action-context.ts';
import { visibleProjects } from './channel-projects.ts';
import { authorize } from './policy.ts';

/** Names a channel of the workspace that the user is in, as schedules keep it. */
export function postTo({ action }: ActionContext, channel: string): string {
  return `${action.platform}:${action.place.workspace}/${channel}`;
}

/** Returns the channel that a schedule posts to, if that is one of this workspace. */
export function channelOf({ action }: ActionContext, { post_to }: ScheduleDocument): string | null {
  const named = parsePostTo(post_to ?? '');
  const { workspace } = action.place;
  const isOurs = named?.platform === action.platform && (named.workspace ?? workspace) === workspace;
  return isOurs ? named.channel : null;
}

/** Returns those that post here, and those of the projects that are seen from here that post nowhere. */
export async function schedulesHere(context: ActionContext): Promise<readonly ScheduleDocument[]> {
  const [all, projects] = await Promise.all([context.schedules.list({}), visibleProjects(context)]);
  return all.filter((schedule) =>
    schedule.post_to === null
      ? projects.includes(schedule.run.project_id)
      : channelOf(context, schedule) === context.action.place.channel,
  );
}

/** Throws `unknown_schedule` also for one of another place, so that the error does not reveal that it exists. */
export async function scheduleHere(context: ActionContext, id: string): Promise<ScheduleDocument> {
  const found = (await schedulesHere(context)).find((schedule) => schedule.id === id);
  if (found !== undefined || id === '') return found ?? unknown(context);
  const own = await context.schedules.get(id).catch(notFound);
  return own?.owner === context.actor ? own : unknown(context);
}

function notFound(error: unknown): null {
  if (error instanceof BatonError && error.kind === 'not_found') return null;
  throw error;
}

function unknown({ adapter }: ActionContext): never {
  const list = adapter.syntax.command({ kind: 'verb', verb: 'schedule' });
  throw new BatonError('not_found', 'unknown_schedule', `That schedule is no longer here. See: ${list}`);
}

/** `schedule`: null for one that is to be added. Throws `NotAllowed`. */
export async function authorizeChange(
  context: ActionContext,
  schedule: Pick<ScheduleDocument, 'owner'> | null,
  project: string,
): Promise<void> {
  await authorize(context, 'schedule', { project, run_id: null, starter: schedule?.owner ?? null });
}

/** Who counts as the starter of a run: of one that a schedule started, the owner of that; null if it has none. */
export async function starterOf(
  { schedules }: Pick<ActionContext, 'schedules'>,
  { schedule, requested_by }: Pick<RunSnapshot['run'], 'schedule' | 'requested_by'>,
): Promise<string | null> {
  if (schedule === null || !isScheduleActor(requested_by)) return requested_by;
  return (await schedules.get(schedule.id).catch(notFound))?.owner ?? null;
}
