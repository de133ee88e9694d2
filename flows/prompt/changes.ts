/**
 * The text of a change for a reviewer's prompt: removed and added lines, hunk by hunk, without
 * context, which the agent reads for itself, and without its secrets. Cut between files, never within a line; what is
 * left out is named.
 */
import type { FileDiff, Hunk, Repository } from '../../runner/core/ports/repository.ts';
import { maskLines } from '../secrets/mask.ts';

/** Characters; a quarter of that in tokens. */
const MOST_TEXT = 12_000;
const MOST_LINE = 200;
/** a line's sign and its line break, so that what can't fit is not read */
const LEAST_LINE = 2;

export interface Changes {
  /** in the order asked for */
  readonly text: string;
  /** changed files whose text is not in it, with their changed stretches on the head side */
  readonly left_out: readonly string[];
}

/** The changed stretches of `paths`, in that order. Other changed files are not named. */
export async function changesOf(repository: Repository, paths: readonly string[]): Promise<Changes> {
  const diffs = new Map((await repository.diff()).map((diff) => [diff.path, diff]));
  const parts: string[] = [];
  const left_out: string[] = [];
  let room = MOST_TEXT;
  for (const path of paths) {
    const diff = diffs.get(path);
    if (diff === undefined) continue;
    const worthReading =
      !diff.binary && diff.missing !== true && (diff.added + diff.deleted) * LEAST_LINE <= room;
    const part = worthReading ? await textOf(repository, diff) : null;
    if (part !== null && part.length <= room) {
      parts.push(part);
      room -= part.length;
    } else left_out.push(`${diff.path} (${diff.status}): ${stretches(diff)}`);
  }
  return { text: parts.join('\n\n'), left_out };
}

async function textOf(repository: Repository, diff: FileDiff): Promise<string> {
  const [before, after] = await Promise.all([
    linesOf(repository, diff.from ?? diff.path, 'base'),
    linesOf(repository, diff.path, 'head'),
  ]);
  const renamed = diff.from === null ? '' : `, was ${diff.from}`;
  const hunks = diff.hunks.map((hunk) => hunkText(hunk, before, after));
  return [`${diff.path} (${diff.status}${renamed})`, ...hunks].join('\n');
}

async function linesOf(
  repository: Repository,
  path: string,
  side: 'head' | 'base',
): Promise<readonly string[]> {
  const file = await repository.read(path, side);
  return file === null ? [] : maskLines(file.text.split('\n'));
}

function hunkText(hunk: Hunk, before: readonly string[], after: readonly string[]): string {
  const part = (lines: readonly string[], start: number, count: number, sign: string): string[] =>
    count === 0 ? [] : lines.slice(start - 1, start - 1 + count).map((line) => `${sign}${clip(line)}`);
  const at = hunk.head_lines === 0 ? `after line ${hunk.head_start}` : `line ${hunk.head_start}`;
  return [
    `@@ ${at}`,
    ...part(before, hunk.base_start, hunk.base_lines, '-'),
    ...part(after, hunk.head_start, hunk.head_lines, '+'),
  ].join('\n');
}

const clip = (line: string): string => (line.length > MOST_LINE ? `${line.slice(0, MOST_LINE)}…` : line);

function stretches(diff: FileDiff): string {
  if (diff.missing) return 'not compared, since a side of it is not in the clone';
  if (diff.binary) return 'binary';
  const spans = diff.hunks.map(({ head_start, head_lines }) =>
    head_lines < 2 ? `${head_start}` : `${head_start}-${head_start + head_lines - 1}`,
  );
  const shown = spans.slice(0, 12).join(', ');
  return spans.length > 12 ? `lines ${shown} and ${spans.length - 12} more` : `lines ${shown}`;
}
