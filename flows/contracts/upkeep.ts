/** Facts about upkeep: copies, marks for later, and what is counted in one line of a report rather than found one by one. */

/** In the order of the report. */
export const LOOSE_ENDS = [
  'empty-catch',
  'disabled-test',
  'todo',
  'any',
  'suppression',
  'unpinned-action',
  'no-permissions',
  'unpinned-image',
  'piped-download',
  'sample-secret',
] as const;
export type LooseEndKind = (typeof LOOSE_ENDS)[number];

/** A part of `FactData`; comments as there. */
export interface UpkeepData {
  /** path, line..end; value: lines of code that are also at `other`; `changes`: how often both files changed at least */
  dup: {
    other: { path: string; line: number; end: number /** as a fact's own quote */; quote?: string };
    tokens: number;
    changes?: number;
  };
  /** value: per cent of the source lines that are in repeated functions; one fact for the repository */
  'dup-share': { lines: number; of: number };
  /** path, line; subject: the tag (TODO, FIXME…); value: days since it was written, or "unknown" */
  todo: { text: string; date: string | null };
  /** path, line: the first; value: how many of them in the file, or in a run that compares, how many the change adds */
  loose: {
    what: 'empty-catch' | 'any' | 'disabled-test' | 'suppression';
    /** of the file */
    lines?: number;
  };
  /** path, line: the worst example; value: how many there are in the run's scope, none left out */
  'loose-end': {
    what: LooseEndKind;
    files: number;
    /** how many are older than a year; null when that is not known of each */
    old: number | null;
  };
}
