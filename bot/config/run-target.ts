/**
 * Resolves what a run reads: the project that a person or a request names, or the one that a pull request belongs to.
 * Only requests of the known projects are accepted, so that no address from outside is ever fetched.
 */
import { originOf } from '../../adapters/git/target.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import { belongsTo, type PullRequest, pullRequestAt, shownRemote } from '../../runner/core/pull-request.ts';
import { childVariables } from './environment.ts';
import { type Projects, resolveAllowedProject, resolveProject } from './projects.ts';

export interface RunTarget {
  readonly project: Project;
  readonly pull_request: PullRequest | null;
}

/** What a person said about what to read. */
export interface Wanted {
  /** null if no project was named */
  readonly project: Project | null;
  /** what is read if none is named; null if there is no such project */
  readonly usual: Project | null;
  /** a number is one of the project that is named, or usual */
  readonly change: PullRequest | number | null;
}

/**
 * Null if the person named neither a project nor a change of a known one, and there is no usual project.
 * Throws `refused`: `foreign_request`, `no_remote`, `which_request`.
 */
export async function runTarget(
  { project, usual, change }: Wanted,
  config: Projects,
): Promise<RunTarget | null> {
  const own = project ?? usual;
  if (change === null) return own === null ? null : { project: own, pull_request: null };
  if (typeof change === 'number') return own === null ? null : numbered(own, change);
  if (project !== null) {
    const remote = await remoteOf(project);
    if (remote !== null && belongsTo(change, remote)) return { project, pull_request: change };
    throw foreign(change, await placesOf([project]), 'It is not of the project that is named');
  }
  const candidates = [...(usual === null ? [] : [usual]), ...knownProjects(config)];
  const places = await placesOf(candidates);
  const found = places.find(({ remote }) => remote !== null && belongsTo(change, remote));
  if (found !== undefined) return { project: found.project, pull_request: change };
  throw foreign(change, places, 'It is of none of the projects');
}

interface Place {
  readonly project: Project;
  readonly remote: string | null;
}

async function placesOf(projects: readonly Project[]): Promise<Place[]> {
  const distinct = [...new Map(projects.map((project) => [project.id, project])).values()];
  return Promise.all(distinct.map(async (project) => ({ project, remote: await remoteOf(project) })));
}

/** Null also for a folder that can't be read: a run on it says why. */
async function remoteOf({ path, url }: Project): Promise<string | null> {
  return path === null ? url : originOf(path, childVariables()).catch(() => null);
}

/** Those of `baton.yaml`, without folders that are gone; without any, the repository that Baton was started in. */
function knownProjects(config: Projects): Project[] {
  if (config.projects.length === 0) return [resolveProject(null, config)];
  return config.projects.flatMap(({ id }) => {
    try {
      return [resolveAllowedProject(id, config)];
    } catch (error) {
      if (error instanceof BatonError) return [];
      throw error;
    }
  });
}

async function numbered(project: Project, number: number): Promise<RunTarget> {
  const remote = await remoteOf(project);
  if (remote === null) {
    const message = `The project ${project.id} has no remote, so it has no pull requests. Name branches with --base and --head.`;
    throw refused('no_remote', message);
  }
  const found = pullRequestAt(remote, number);
  if ('request' in found) return { project, pull_request: found.request };
  throw refused('which_request', `${number} names no request: ${found.fault}.`);
}

const MOST_LISTED = 10;

function foreign(request: PullRequest, places: readonly Place[], why: string): BatonError {
  const listed = places.slice(0, MOST_LISTED).map(({ project: { id }, remote }) => {
    const shown = remote === null ? null : shownRemote(remote);
    return `${id} (${shown ?? 'no remote on a code host'})`;
  });
  const rest = places.length > MOST_LISTED ? `, and ${places.length - MOST_LISTED} more` : '';
  const known = listed.length === 1 ? listed.join() : `${listed.join(', ')}${rest}`;
  return refused('foreign_request', `${request.url} cannot be reviewed here. ${why}: ${known}.`);
}

function refused(code: string, message: string): BatonError {
  return new BatonError('refused', code, message, { path: 'pull_request' });
}
