/** A project that is ready to be read: its private repository, and facts about it. */
import type { Pin } from '../../runner/core/ports/repository.ts';
import type { Damage } from './damage.ts';
import type { Git } from './git.ts';

export interface Source {
  readonly git: Git;
  /** the default head if the user names none: a ref or an object name */
  readonly head: string;
  /** refs that may be the default branch, likeliest first */
  readonly defaults: readonly string[];
  readonly history: Pin['history'];
  readonly notes: readonly string[];
  /** the remote's address without credentials; null if there is none */
  readonly remote: string | null;
  /** why the last fetch is read instead of the newest state; null if it is the newest */
  readonly stale: string | null;
  /** whether objects may be missing because they were never fetched */
  readonly partial: boolean;
  /** diagnoses a branch that HEAD names and that has no ref; null if it has no commits yet. May throw `refused`. */
  readonly lostHead: (branch: string) => Promise<Damage | null>;
  /** how the work tree differs from HEAD, for a note; null if there is no work tree */
  readonly workTree: (() => Promise<WorkTreeState>) | null;
}

/** Counts of files, or `unknown` if they could not be determined in time. */
export type WorkTreeState = { readonly changed: number; readonly untracked: number } | 'unknown';

/** Usual names of the default branch, for repositories that do not name it. */
export const USUAL_DEFAULTS = [
  'refs/heads/main',
  'refs/remotes/origin/main',
  'refs/heads/master',
  'refs/remotes/origin/master',
];
