/** What a run that compares has changed: a finding that cites none of it was there before. */
import type { FileDiff } from '../../runner/core/ports/repository.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';

/** A citation this near to a changed line counts as in it. */
const MARGIN = 3;

export type ChangedLines = (evidence: CheckedEvidence) => boolean;

export function changedLines(diff: readonly FileDiff[]): ChangedLines {
  const byPath = {
    head: new Map(diff.map((file) => [file.path, file])),
    base: new Map(diff.map((file) => [file.from ?? file.path, file])),
  };
  return ({ path, side, start, end }) => {
    const file = path === null ? undefined : byPath[side].get(path);
    if (file === undefined) return false;
    if (start === null || end === null) return true;
    return file.hunks.some((hunk) => {
      const [first, lines] =
        side === 'head' ? [hunk.head_start, hunk.head_lines] : [hunk.base_start, hunk.base_lines];
      const last = first + Math.max(lines, 1) - 1;
      return start <= last + MARGIN && end >= first - MARGIN;
    });
  };
}
