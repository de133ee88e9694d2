/** Which lines a run is about: all of them, or in a run that compares two commits, those that the change adds or replaces. Pure. */
import type { Scope, ScopeHunk } from '../contracts/scope.ts';

export type LineTest = (path: string, line: number) => boolean;

export function linesInQuestion(scope: Scope): LineTest {
  if (scope.base === null) return () => true;
  const hunks = Map.groupBy(scope.hunks, ({ path }) => path);
  return (path, line) => (hunks.get(path) ?? []).some(({ start, end }) => start <= line && line <= end);
}

/** How many lines of a range the change adds or replaces. */
export function addedLines(
  hunks: readonly ScopeHunk[],
  at: { path: string; line: number; end: number },
): number {
  return hunks
    .filter(({ path }) => path === at.path)
    .reduce(
      (sum, { start, end }) => sum + Math.max(0, Math.min(end, at.end) - Math.max(start, at.line) + 1),
      0,
    );
}
