/**
 * Implements the repository port with git, for local repositories, plain folders and URLs. A target is only read: git
 * works in private repositories under Baton's home, and never runs or obeys anything of the target.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import type { Pin, Project, Repositories } from '../../runner/core/ports/repository.ts';
import { belongsTo, headRef, type PullRequest } from '../../runner/core/pull-request.ts';
import { writeCheckout } from './checkout.ts';
import { readingEnvironment } from './environment.ts';
import { folderSource } from './folder-source.ts';
import { localSource } from './local-source.ts';
import { mirrorRefs } from './mirror-refs.ts';
import { type Clone, mirrorSource } from './mirror-source.ts';
import { pinCommits } from './pin.ts';
import { createCaches, openRepository } from './repository.ts';
import type { Source } from './source.ts';
import { examine, type GitTarget } from './target.ts';

export interface GitOptions {
  /** Baton's home: private repositories go under `repos`, work trees under `checkouts` */
  readonly home: string;
  /** the operator's environment; git gets `PATH` and, for URLs, `HOME`, keys and proxies, nothing else */
  readonly environment: Readonly<Record<string, string>>;
  /** the hosts that may be fetched from; every one if not given or null */
  readonly hosts?: readonly string[] | null;
  log(line: string): void;
}

export function createGitRepositories(given: GitOptions): Repositories {
  const options = { ...given, home: resolve(given.home) };
  const caches = createCaches();
  const prepare = (project: Project, needs: Needs, signal: AbortSignal | undefined) =>
    sourceOf(options, project, needs, signal);
  return {
    pin: async (project, refs, signal) => {
      const { pull_request_base: base, commits } = refs;
      const request = refs.pull_request ?? null;
      const names = commits === undefined ? [refs.head, refs.base, base?.sha ?? null] : [commits.base];
      const named = names.filter((ref) => ref !== null);
      const needs = { wanted: commits?.head ?? null, named, request };
      return pinCommits(await prepare(project, needs, signal), refs);
    },
    open: async (project, pin, signal) => {
      const named = pin.base_sha === null ? [] : [pin.base_sha];
      const needs = { wanted: pin.commit_sha, named, ...requestOf(pin) };
      const { git, remote } = await prepare(project, needs, signal);
      return openRepository(git, { pin, remote }, caches);
    },
    checkout: async (project, pin, signal) => {
      const needs = { wanted: pin.commit_sha, named: [], ...requestOf(pin) };
      const { git } = await prepare(project, needs, signal);
      return writeCheckout(options.home, git, pin.commit_sha);
    },
  };
}

const requestOf = ({ pull_request }: Pin) => ({ request: pull_request ?? null });

/** What a source has to provide. */
interface Needs {
  /** a pinned commit: if it exists, nothing is fetched or read again; null requests the newest state */
  readonly wanted: string | null;
  readonly named: readonly string[];
  /** the pull request whose head is read, from the project's remote */
  readonly request: PullRequest | null;
}

async function sourceOf(
  { home, environment, hosts = null, log }: GitOptions,
  project: Project,
  { wanted, request, ...needs }: Needs,
  signal: AbortSignal | undefined,
): Promise<Source> {
  await mkdir(join(home, 'repos'), { recursive: true, mode: 0o700 });
  const reading = readingEnvironment(environment);
  const named = request === null ? needs.named : [...needs.named, headRef(request)];
  const fetching = { home, named, wanted, operator: environment, hosts, reading, log, signal };
  if (project.url !== null) {
    if (request !== null) assertBelongs(request, project.url);
    // The base of a request without one is the default branch, whatever the project is usually read at.
    return mirrorSource({ ...fetching, url: project.url, ref: request === null ? project.ref : null });
  }
  if (project.path === null) {
    throw new BatonError(
      'refused',
      'no_such_path',
      `The project ${project.id} has neither a path nor a URL.`,
    );
  }
  const target = await examine(project.path, reading, signal);
  if (request !== null) {
    const origin = target.kind === 'git' ? target.origin : null;
    assertBelongs(request, origin);
    const clone =
      target.kind === 'git' ? cloneIn(target, () => localSource(home, target, reading, signal)) : {};
    return mirrorSource({ ...fetching, ...clone, url: origin, ref: null });
  }
  if (target.kind === 'git') return localSource(home, target, reading, signal);
  return folderSource(home, target, wanted, reading, signal);
}

/** Throws `foreign_request` unless the request is one of that remote: nothing else is ever fetched. */
function assertBelongs(request: PullRequest, remote: string | null): asserts remote is string {
  if (remote !== null && belongsTo(request, remote)) return;
  const message = `${request.url} is not a request of this project's remote. Start a new run on the project that it belongs to.`;
  throw new BatonError('refused', 'foreign_request', message, { path: 'pull_request' });
}

/** A clone that lacks history or objects lends nothing: git would take what is missing for what it has. */
function cloneIn(target: GitTarget, open: () => Promise<Source>): { clone?: Clone } {
  if (target.shallow || target.partial) return {};
  const { commonDir, objectFormat } = target;
  const refs = async () => mirrorRefs((await open()).git);
  return { clone: { objects: join(commonDir, 'objects'), objectFormat, refs } };
}
