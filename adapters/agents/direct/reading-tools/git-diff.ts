/** The tool `git_diff`: what changed between the base commit and the one that is read. */
import { z } from 'zod';
import type { FileDiff, Hunk } from '../../../../runner/core/ports/repository.ts';
import { clippedLine, counted, fitting } from './caps.ts';
import { type CommitReader, pathWithin, refusal } from './commit-reader.ts';
import { Path, readingTool } from './reading-tool.ts';

const CONTEXT = 3;
const MOST_LINES = 800;
const MOST_FILES = 400;

export const gitDiff = readingTool({
  kind: 'read',
  description:
    'Without a path: the files that changed since the base commit, with counts of lines. With the path of a file or folder: the changed lines, `-` before and `+` after, each with its number on its own side.',
  input: z.object({ path: Path.optional().describe('a changed file, or a folder of changed files') }),
  title: ({ path }) => `git diff${path === undefined ? '' : ` ${path}`}`,
  async run({ path }, reader: CommitReader) {
    const diffs = await reader.repository.diff();
    if (reader.repository.pin.base_sha === null) return 'This run compares nothing: there is no base commit.';
    const within = path === undefined ? '' : pathWithin(path);
    if (within === '') return listing(diffs);
    const chosen = diffs.filter((diff) => isAt(within, diff));
    if (chosen.length === 0) throw refusal('unchanged', `Nothing changed at ${within}. ${listing(diffs)}`);
    return text(chosen, reader);
  },
});

function isAt(within: string, { path, from }: FileDiff): boolean {
  return path === within || from === within || path.startsWith(`${within}/`);
}

function listing(diffs: readonly FileDiff[]): string {
  const shown = fitting(diffs.map(headline), MOST_FILES);
  const rest = diffs.length > shown.length ? [`… ${diffs.length - shown.length} more; ask for a folder`] : [];
  return [`${counted(diffs.length, 'file')} changed`, ...shown, ...rest].join('\n');
}

function headline({ path, from, status, binary, added, deleted, missing }: FileDiff): string {
  const counts = missing
    ? 'not compared: a side of it is not in the clone'
    : binary
      ? 'binary'
      : `+${added} -${deleted}`;
  return `${path} (${status}${from === null ? '' : `, was ${from}`}) ${counts}`;
}

async function text(diffs: readonly FileDiff[], reader: CommitReader): Promise<string> {
  const lines: string[] = [];
  const leftOut: string[] = [];
  for (const diff of diffs) {
    const part = fitting(lines, MOST_LINES).length < lines.length ? null : await fileLines(diff, reader);
    if (part === null) leftOut.push(headline(diff));
    else lines.push(headline(diff), ...part);
  }
  const shown = fitting(lines, MOST_LINES);
  const cut = shown.length < lines.length ? ['… cut; use read for the rest'] : [];
  const rest = leftOut.length === 0 ? [] : ['Changed too, not shown:', ...fitting(leftOut, MOST_FILES)];
  return [...shown, ...cut, ...rest].join('\n');
}

async function fileLines(diff: FileDiff, reader: CommitReader): Promise<string[]> {
  const before = (await reader.files(diff.from ?? diff.path, 'base'))?.lines ?? [];
  const after = (await reader.files(diff.path, 'head'))?.lines ?? [];
  return diff.hunks.flatMap((hunk) => hunkLines(hunk, before, after));
}

/** git counts a side that has no lines from the line before it. */
function hunkLines(hunk: Hunk, before: readonly string[], after: readonly string[]): string[] {
  const { base_start, base_lines, head_start, head_lines } = hunk;
  const next = head_lines === 0 ? head_start + 1 : head_start;
  const end = next + head_lines;
  return [
    `@@ line ${next}`,
    ...numbered(after, Math.max(1, next - CONTEXT), next, ' '),
    ...numbered(before, base_start, base_start + base_lines, '-'),
    ...numbered(after, next, end, '+'),
    ...numbered(after, end, end + CONTEXT, ' '),
  ];
}

/** Lines from `start` up to, not including, `end`. */
function numbered(lines: readonly string[], start: number, end: number, sign: string): string[] {
  return lines.slice(start - 1, end - 1).map((line, at) => `${sign}${start + at}\t${clippedLine(line)}`);
}
