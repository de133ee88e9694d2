/**
 * Implements the repository port with git, for local repositories, plain folders and URLs. A target is only read: git
 * works in private repositories under Baton's home, and never runs or obeys anything of the target.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import type { Project, Repositories } from '../../runner/core/ports/repository.ts';
import { writeCheckout } from './checkout.ts';
import { readingEnvironment } from './environment.ts';
import { folderSource } from './folder-source.ts';
import { localSource } from './local-source.ts';
import { mirrorSource } from './mirror-source.ts';
import { pinCommits } from './pin.ts';
import { createCaches, openRepository } from './repository.ts';
import type { Source } from './source.ts';
import { examine } from './target.ts';

export interface GitOptions {
  /** Baton's home: private repositories go under `repos`, work trees under `checkouts` */
  readonly home: string;
  /** the operator's environment; git gets `PATH` and, for URLs, `HOME`, keys and proxies, nothing else */
  readonly environment: Readonly<Record<string, string>>;
  log(line: string): void;
}

export function createGitRepositories(given: GitOptions): Repositories {
  const options = { ...given, home: resolve(given.home) };
  const caches = createCaches();
  const prepare = (project: Project, needs: Needs, signal: AbortSignal | undefined) =>
    sourceOf(options, project, needs, signal);
  return {
    pin: async (project, refs, signal) => {
      const named = [refs.head, refs.base].filter((ref) => ref !== null);
      return pinCommits(await prepare(project, { wanted: null, named }, signal), refs);
    },
    open: async (project, pin, signal) => {
      const named = pin.base_sha === null ? [] : [pin.base_sha];
      const { git, remote } = await prepare(project, { wanted: pin.commit_sha, named }, signal);
      return openRepository(git, { pin, remote }, caches);
    },
    checkout: async (project, pin, signal) => {
      const { git } = await prepare(project, { wanted: pin.commit_sha, named: [] }, signal);
      return writeCheckout(options.home, git, pin.commit_sha);
    },
  };
}

/** What a source has to provide. */
interface Needs {
  /** a pinned commit: if it exists, nothing is fetched or read again; null requests the newest state */
  readonly wanted: string | null;
  readonly named: readonly string[];
}

async function sourceOf(
  { home, environment, log }: GitOptions,
  project: Project,
  { wanted, named }: Needs,
  signal: AbortSignal | undefined,
): Promise<Source> {
  await mkdir(join(home, 'repos'), { recursive: true, mode: 0o700 });
  const reading = readingEnvironment(environment);
  if (project.url !== null) {
    const { url, ref } = project;
    return mirrorSource({ home, url, ref, named, wanted, operator: environment, reading, log, signal });
  }
  if (project.path === null) {
    throw new BatonError(
      'refused',
      'no_such_path',
      `The project ${project.id} has neither a path nor a URL.`,
    );
  }
  const target = await examine(project.path, reading, signal);
  if (target.kind === 'git') return localSource(home, target, reading, signal);
  return folderSource(home, target, wanted, reading, signal);
}
