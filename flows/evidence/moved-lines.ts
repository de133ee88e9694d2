/**
 * Which lines of a change are new. Lines that only moved, within a file or from another changed one, and lines that were
 * only laid out differently (indented, wrapped, with other line ends) were there before.
 */
import type { FileDiff, Hunk, Repository } from '../../runner/core/ports/repository.ts';
import type { ScopeHunk } from '../contracts/scope.ts';

export interface ChangedText {
  readonly path: string;
  readonly hunks: readonly Hunk[];
  readonly before: string;
  readonly after: string;
}

/** A shorter run of lines that is elsewhere too may be chance. */
const LEAST_MOVED = 4;

/** What the lines in the same place held before, wrapped in another way. Shorter text may be chance. */
const LEAST_WRAPPED = 8;

/** The ranges of new lines at the head; a hunk that only removes counts by the line before it. */
export function newLines(changes: readonly ChangedText[]): ScopeHunk[] {
  // Each of them can have moved to one place.
  const removed = new Map<string, number>();
  for (const line of changes.flatMap(removedLines)) removed.set(line, (removed.get(line) ?? 0) + 1);
  return changes.flatMap(({ path, hunks, before, after }) => {
    const [was, is] = [before.split('\n'), after.split('\n')];
    return hunks.flatMap((hunk): ScopeHunk[] => {
      const start = Math.max(hunk.head_start, 1);
      if (hunk.head_lines === 0) return [{ path, start, end: start }];
      const own = is.slice(start - 1, start - 1 + hunk.head_lines);
      const old = was.slice(
        Math.max(hunk.base_start - 1, 0),
        Math.max(hunk.base_start - 1, 0) + hunk.base_lines,
      );
      if (hunk.base_lines > 0 && squeezed(own.join('')) === squeezed(old.join(''))) return [];
      return rangesOf(own, removed, squeezed(old.join(''))).map(([from, to]) => ({
        path,
        start: start + from,
        end: start + to,
      }));
    });
  });
}

function removedLines({ hunks, before }: ChangedText): string[] {
  const lines = before.split('\n');
  return hunks.flatMap((hunk) => {
    const first = Math.max(hunk.base_start - 1, 0);
    return hunk.base_lines === 0 ? [] : lines.slice(first, first + hunk.base_lines).map(squeezed);
  });
}

/** A trailing comma comes and goes with the layout. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '');
}

/** First and last index of each run of lines that is not part of a moved one. Takes those that moved out of `removed`. */
function rangesOf(
  lines: readonly string[],
  removed: Map<string, number>,
  replaced: string,
): [number, number][] {
  const texts = lines.map(squeezed);
  const isMoved = texts.map(() => false);
  for (let start = 0; start < texts.length; ) {
    const run = knownRun(texts, start, removed);
    if (run.filter((line) => line.length > 3).length >= LEAST_MOVED) {
      isMoved.fill(true, start, start + run.length);
      for (const line of run) removed.set(line, (removed.get(line) ?? 0) - 1);
    }
    start += run.length + 1;
  }
  for (const [at, text] of texts.entries()) {
    if (text.length >= LEAST_WRAPPED && replaced.includes(text)) isMoved[at] = true;
  }
  const ranges: [number, number][] = [];
  for (const [at, moved] of isMoved.entries()) {
    const last = ranges.at(-1);
    if (moved) continue;
    if (last !== undefined && last[1] === at - 1) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges;
}

/** The lines from `start` on that were removed elsewhere, each as often as there, and blank ones between them. */
function knownRun(
  texts: readonly string[],
  start: number,
  removed: ReadonlyMap<string, number>,
): readonly string[] {
  const used = new Map<string, number>();
  let end = start;
  for (; end < texts.length; end += 1) {
    const text = texts[end] ?? '';
    const before = used.get(text) ?? 0;
    if (text !== '' && (removed.get(text) ?? 0) <= before) break;
    used.set(text, before + 1);
  }
  return texts.slice(start, end);
}

/** Of more changed files, every changed line counts as new. */
const MOST_COMPARED = 1_000;

/** Of all changed files, each read on both sides. */
export async function newLinesOf(
  changed: readonly FileDiff[],
  repository: Repository,
  signal: AbortSignal,
): Promise<ScopeHunk[]> {
  const texts: ChangedText[] = [];
  for (const { path, from, status, hunks } of changed.slice(0, MOST_COMPARED)) {
    if (hunks.length === 0) continue;
    signal.throwIfAborted();
    const before = status === 'added' ? null : await repository.read(from ?? path, 'base');
    const after = status === 'deleted' ? null : await repository.read(path);
    texts.push({ path, hunks, before: before?.text ?? '', after: after?.text ?? '' });
  }
  const gone = new Set(changed.filter(({ status }) => status === 'deleted').map(({ path }) => path));
  return [...newLines(texts), ...changed.slice(MOST_COMPARED).flatMap(hunksOf)].filter(
    ({ path }) => !gone.has(path),
  );
}

function hunksOf(diff: FileDiff): ScopeHunk[] {
  return diff.hunks.map((hunk) => {
    // A pure deletion has no lines on the head side; the line before it is used.
    const start = Math.max(hunk.head_start, 1);
    return { path: diff.path, start, end: start + Math.max(hunk.head_lines - 1, 0) };
  });
}
