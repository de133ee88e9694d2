/** Resolves a project that a person or a request names, or leaves out, to a repository. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BatonError, nearest } from '../../runner/core/errors.ts';
import type { ProjectDocument } from '../../runner/core/listings.ts';
import type { Project } from '../../runner/core/ports/repository.ts';
import type { Config, ConfiguredProject } from './config.ts';
import { defaultBranch } from './default-branch.ts';
import { hostOf } from './host.ts';
import { foldersOf } from './repository-reach.ts';
import { isRepositoryUrl, shownUrl, withoutCredentials } from './repository-url.ts';

/** What projects are resolved with. */
export type Projects = Pick<Config, 'callerDirectory' | 'projects' | 'roots' | 'home' | 'homeSource'>;

/** Resolves `--project PATH|ID|URL`; without it, the git top level of the caller's directory. */
export function resolveProject(given: string | null, config: Projects): Project {
  if (given === null) return atPath(topLevel(config.callerDirectory), config);
  if (given.trim() === '')
    throw refused('unknown_project', 'The project is blank: give a path, an id or a URL.');
  const configured = config.projects.find(({ id }) => id === given);
  if (configured !== undefined) return fromConfigured(configured, config);
  if (isRepositoryUrl(given)) return fromUrl(given, config);
  const path = resolve(config.callerDirectory, given);
  if (!existsSync(path) && !given.includes(sep)) throw unknownId(given, config);
  return atPath(path, config);
}

/**
 * Resolves a project that a request from outside names: a configured one, a folder below one of the `roots` or, if no
 * projects are configured, the repository that the service was started in. Throws `unknown_project`.
 */
export function resolveAllowedProject(given: string, config: Projects): Project {
  const configured = config.projects.find(({ id }) => id === given);
  if (configured !== undefined) return fromConfigured(configured, config);
  const offered = config.projects.length === 0 ? resolveProject(null, config) : null;
  if (offered?.id === given) return offered;
  const path = isAbsolute(given) ? realPath(given) : null;
  if (path === null) throw unknownId(given, config);
  const allowed = config.projects.some((project) => project.path !== null && realPath(project.path) === path);
  if (!allowed && offered?.path !== path) {
    const roots = config.roots.map(realPath);
    const isInside = (folder: string) => roots.some((root) => isBelow(folder, root));
    if (!isInside(path)) throw unknownId(given, config);
    if (!foldersOf(path).every(isInside)) throw reachesOut(given);
  }
  return atPath(path, config);
}

/** Resolves the project of a schedule. What was added at the command line may name any, as there. */
export function scheduledProject(given: string, owner: string | null, config: Projects): Project {
  return owner?.startsWith('cli:') === true
    ? resolveProject(given, config)
    : resolveAllowedProject(given, config);
}

/** Returns the body of `GET /api/projects`. */
export function offeredProjects(config: Projects): ProjectDocument[] {
  if (config.projects.length === 0) {
    const { id, path } = resolveProject(null, config);
    return path === null ? [] : [{ id, path, default_branch: defaultBranch(path) }];
  }
  return config.projects.map(({ id, path, url, ref }) =>
    path === null
      ? { id, url: shownUrl(url ?? ''), default_branch: ref }
      : { id, path, default_branch: defaultBranch(path) },
  );
}

/** Returns the nearest folder upwards that has `.git`, else the folder itself. */
function topLevel(folder: string): string {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here;
    if (dirname(here) === here) return folder;
  }
}

function fromConfigured({ id, path, url, ref }: ConfiguredProject, config: Projects): Project {
  if (path === null) return { id, path: null, url, ref, host: null };
  return { id, path: realFolder(path), url: null, ref: null, host: hostOf(config) };
}

function fromUrl(url: string, config: Projects): Project {
  if (shownUrl(url) !== url) {
    throw refused(
      'credentials_in_url',
      'This URL holds a user name or a password, which would be stored with the run. Leave them out and let git fetch them from its credential helper.',
    );
  }
  const configured = config.projects.find((project) => project.url === url);
  return configured === undefined
    ? { id: url, path: null, url, ref: null, host: null }
    : fromConfigured(configured, config);
}

function atPath(path: string, config: Projects): Project {
  const real = realFolder(path);
  const configured = config.projects.find(
    (project) => project.path !== null && realPath(project.path) === real,
  );
  return { id: configured?.id ?? real, path: real, url: null, ref: null, host: hostOf(config) };
}

function realFolder(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw refused('no_such_path', `There is no folder ${withoutCredentials(path)}.`);
  if (stat.isDirectory()) return realpathSync(path);
  throw refused('not_a_folder', `${path} is not a folder. A project is the folder of a repository.`);
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function isBelow(path: string, root: string | null): boolean {
  if (root === null) return false;
  const rest = relative(root, path);
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

function reachesOut(given: string): BatonError {
  return refused(
    'outside_roots',
    `${given} keeps a part of its repository outside of the roots of baton.yaml (a linked work tree, a link or borrowed objects), so it cannot be read from here. Configure it below projects.`,
  );
}

function unknownId(given: string, { projects }: Projects): BatonError {
  const ids = projects.map(({ id }) => id);
  const near = nearest(given, ids);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : ids.length > 0
        ? `Configured projects: ${ids.join(', ')}.`
        : 'No projects are configured in baton.yaml.';
  return refused(
    'unknown_project',
    `There is no project or folder ${JSON.stringify(withoutCredentials(given))}. ${hint}`,
  );
}

function refused(code: string, message: string): BatonError {
  return new BatonError('refused', code, message, { path: 'project_id' });
}
