/** Maps a channel to its project, and decides which runs and projects may be seen from it. */
import { BatonError } from '../../runner/core/errors.ts';
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { RunOptions } from '../../runner/core/run-options.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { resolveAllowedProject, resolveProject } from '../config/projects.ts';
import { type RunTarget, runTarget } from '../config/run-target.ts';
import { shortId } from '../wording.ts';
import type { ActionContext, ChatSettings } from './action-context.ts';
import { allowedPeople } from './policy.ts';

/** Returns the ids of the projects offered in chat. */
export function offeredProjectIds({ projects }: Pick<ChatSettings, 'projects'>): readonly string[] {
  if (projects.projects.length > 0) return projects.projects.map(({ id }) => id);
  return [resolveProject(null, projects).id];
}

/** Returns the channel's mapped project, or the only project; null if it must be named. */
export function channelProject(
  settings: Pick<ChatSettings, 'channels' | 'projects'>,
  channel: string,
): string | null {
  const offered = offeredProjectIds(settings);
  return settings.channels[channel]?.project ?? (offered.length === 1 ? (offered[0] ?? null) : null);
}

/**
 * Returns what a run reads: the named project or the channel's; for a pull request that is given by its URL, the project
 * that it belongs to. Throws `unknown_project`, `which_project` if none is named and the channel has no project, and
 * what `runTarget` throws.
 */
export async function requestedTarget(
  { settings, action, adapter }: ActionContext,
  named: string | null,
  change: RunOptions['pull_request'],
): Promise<RunTarget> {
  const resolved = (id: string | null) => (id === null ? null : resolveAllowedProject(id, settings.projects));
  const usual = named === null ? resolved(channelProject(settings, action.place.channel)) : null;
  const target = await runTarget({ project: resolved(named), usual, change }, settings.projects);
  if (target !== null) return target;
  const choices = offeredProjectIds(settings).map((each) => adapter.syntax.option('project', each));
  throw new BatonError(
    'refused',
    'which_project',
    `This channel has no project of its own, so name one: ${choices.join(' or ')}.`,
    { path: 'project_id' },
  );
}

/** A run that may be seen from a channel, with its posts on that platform. */
export interface VisibleRun {
  readonly snapshot: RunSnapshot;
  readonly posts: readonly PostRow[];
}

/**
 * Returns the run if it may be seen from here: it is posted here, the user started it, or the channel sees its project.
 * Otherwise throws `unknown_run`, so that the error does not reveal that the run exists.
 */
export async function visibleRun(context: ActionContext, run_id: string): Promise<VisibleRun> {
  const { action, posts } = context;
  const found = UUID.test(run_id)
    ? await posts.thread(run_id, action.platform, action.place.workspace)
    : null;
  const isHere = found?.posts.some(({ channel }) => channel === action.place.channel) ?? false;
  const isOwn = found?.snapshot.run.requested_by === context.actor;
  if (found !== null && (isHere || isOwn || (await sees(context, found.snapshot.run.project_id))))
    return found;
  throw new BatonError(
    'not_found',
    'unknown_run',
    `There is no run ${shortId(run_id)} that can be seen here.`,
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function sees(context: ActionContext, project: string): Promise<boolean> {
  return (await visibleProjects(context)).includes(project);
}

/**
 * Returns the projects whose runs are listed: the channel's own project, or, in a channel without one, all projects
 * offered in chat, for full members and for people whom the policy names.
 */
export async function visibleProjects({ settings, action }: ActionContext): Promise<readonly string[]> {
  const mapped = settings.channels[action.place.channel]?.project ?? null;
  if (mapped !== null) return [mapped];
  const offered = offeredProjectIds(settings);
  if (await action.person.isMember()) return offered;
  return offered.filter(
    (id) => allowedPeople(settings.policy, 'start', id)?.includes(action.person.id) ?? false,
  );
}
