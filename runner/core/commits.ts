/** The two commits that a run compares, as it is told them instead of finding them. */

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
