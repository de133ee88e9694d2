/** The two commits that a run compares, as it is told them instead of finding them: those of the run that is run again. Pure. */

/** What an earlier run read, as full object names; `base` is null if it compared nothing. */
export interface Commits {
  readonly head: string;
  readonly base: string | null;
}

/** The base of a pull request, as its code host tells it: untrusted until it is found in the repository. */
export interface RequestBase {
  readonly branch: string;
  /** where that branch was when the request last changed; a full object name */
  readonly sha: string;
}

/** What a run is pinned by, in a document or a snapshot of it. */
interface PinnedRun {
  readonly commit_sha: string | null;
  readonly base_sha: string | null;
  readonly history: 'full' | 'shallow' | 'none' | null;
}

/** Returns null before the commit is known, and for a folder without git: what that was is kept nowhere. */
export function commitsOf({ commit_sha, base_sha, history }: PinnedRun): Commits | null {
  return commit_sha === null || history === 'none' ? null : { head: commit_sha, base: base_sha };
}

/** `a1b2c3d`, or `9f8e7d6..a1b2c3d` */
export function commitsText({ head, base }: Commits): string {
  return base === null ? head.slice(0, 7) : `${base.slice(0, 7)}..${head.slice(0, 7)}`;
}

/** What a form offers, by the values of its field. */
export const COMMIT_CHOICES = { newest: 'Newest commits', same: 'Same commits' } as const;

/** The options that name what is read. */
const NAMING = {
  project: 'the project',
  base: 'the base',
  head: 'the ref to read',
  pr: 'the change',
} as const;

type Values = Readonly<Record<string, string | null | undefined>>;

/** Returns what to say if the same commits are chosen and an option that names others was changed; null if none was. */
export function sameCommitsFault(before: Values, typed: Values): string | null {
  const changed = Object.entries(NAMING).find(
    ([name]) => Object.hasOwn(typed, name) && (typed[name] || null) !== (before[name] || null),
  );
  if (changed === undefined) return null;
  return `You changed ${changed[1]}. Choose ${COMMIT_CHOICES.newest} for that, or put it back.`;
}
