/** What the tests of this folder share: a `Repositories` over a fresh home, and projects for it. */
import { createGitRepositories } from '../../../adapters/git/repositories.ts';
import type { Project, Refs, Repositories } from '../../../runner/core/ports/repository.ts';
import { makeFolder } from '../../setup/repositories.ts';

export interface Setting {
  readonly repositories: Repositories;
  readonly home: string;
  /** every line that was logged */
  readonly lines: string[];
}

export function setting(home: string = makeFolder()): Setting {
  const lines: string[] = [];
  const environment = { PATH: process.env.PATH ?? '', HOME: makeFolder() };
  return {
    repositories: createGitRepositories({ home, environment, log: (line) => lines.push(line) }),
    home,
    lines,
  };
}

export function atPath(path: string): Project {
  return { id: path, path, url: null, ref: null, host: 'here' };
}

export function atUrl(url: string, ref: string | null = null): Project {
  return { id: 'remote', path: null, url, ref, host: null };
}

export function refs(given: Partial<Refs> = {}): Refs {
  return { base: null, head: null, compares: false, ...given };
}
