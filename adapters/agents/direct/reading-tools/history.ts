/** The tools `git_log` and `git_blame`: who changed what, and when. */
import { z } from 'zod';
import type { BlameLine, Commit, Log } from '../../../../runner/core/ports/repository.ts';
import { clippedLine, counted, fitting } from './caps.ts';
import { type CommitReader, pathWithin, refusal } from './commit-reader.ts';
import { Line, Path, readingTool } from './reading-tool.ts';

const USUAL_COMMITS = 20;
const MOST_COMMITS = 100;
const MOST_FILES = 20;
const MOST_BLAMED = 300;

export const gitLog = readingTool({
  kind: 'read',
  description:
    'Shows the commits behind the one that is read, newest first, of the whole repository or of one file, also under its former names: sha, date, author and subject.',
  input: z.object({
    path: Path.optional().describe('only commits that touch this file or folder'),
    days: z.int().min(1).optional().describe('only commits so many days younger than the one that is read'),
    most: z
      .int()
      .min(1)
      .max(MOST_COMMITS)
      .optional()
      .describe(`at most so many; absent means ${USUAL_COMMITS}`),
    files: z.boolean().optional().describe('with the files that each commit touches'),
  }),
  title: ({ path }) => `git log${path === undefined ? '' : ` ${path}`}`,
  async run({ path, days, most = USUAL_COMMITS, files = false }, { repository }: CommitReader) {
    const within = path === undefined ? '' : pathWithin(path);
    const isFile = within !== '' && (await repository.list()).some((entry) => entry.path === within);
    const log = await repository.log({
      most,
      ...(within === '' ? {} : { path: within }),
      ...(isFile ? { follow: true } : {}),
      ...(days === undefined ? {} : { days }),
    });
    const { commits } = log;
    const gaps = [...gapLines(log), ...(isFile ? renameLines(log) : [])];
    if (commits.length === 0)
      return [`No commits. (History: ${repository.pin.history}.)`, ...gaps].join('\n');
    const lines = commits.flatMap((commit) => [
      commitLine(commit),
      ...(files ? fileLines(commit, log.counted) : []),
    ]);
    return [counted(commits.length, 'commit'), ...gaps, ...fitting(lines, lines.length)].join('\n');
  },
});

export const gitBlame = readingTool({
  kind: 'read',
  description: `Shows which commit each line of a file came with, at most ${MOST_BLAMED} lines at once: lines, sha, date and author.`,
  input: z.object({
    path: Path,
    start: Line.describe('first line, 1-based'),
    end: Line.describe('last line'),
  }),
  title: ({ path, start, end }) => `git blame ${path}:${start}-${end}`,
  async run({ path, start, end }, reader: CommitReader) {
    const file = pathWithin(path);
    const { length } = await reader.lines(file, 'head');
    if (start > length || end < start) {
      throw refusal(
        'no_such_lines',
        `${file} has ${counted(length, 'line')}: there are no lines ${start} to ${end}.`,
      );
    }
    const last = Math.min(end, length, start + MOST_BLAMED - 1);
    const lines = await reader.repository.blame(file, start, last);
    if (lines.length === 0)
      return `Nothing is known: older contents of ${file} are not in the clone. (History: ${reader.repository.pin.history}.)`;
    return [`${file}, lines ${start}-${last} of ${length}`, ...stretches(lines)].join('\n');
  },
});

const day = (date: string): string => date.slice(0, 10);
const short = (sha: string): string => sha.slice(0, 10);

function commitLine({ sha, date, author, subject, files }: Commit): string {
  return `${short(sha)} ${day(date)} ${author}: ${clippedLine(subject, 200)} (${counted(files.length, 'file')})`;
}

/** A model can't see from shas and subjects under which name a commit knew the file. */
function renameLines({ commits, counted: hasCounts }: Log): string[] {
  const names = commits.flatMap(({ sha, files }) =>
    files.flatMap(({ path, from }) => (from === null ? [] : [`${from} until ${short(sha)}, then ${path}`])),
  );
  if (names.length > 0) return [`Renames are followed: ${names.join('; ')}.`];
  return hasCounts ? ['Renames are followed; there is none among these.'] : [];
}

function gapLines({ counted: hasCounts, cut }: Log): string[] {
  return [
    ...(hasCounts ? [] : ['No counts of lines and no renames: older contents are not in the clone.']),
    ...(cut ? ['The history is cut here: older trees are not in the clone.'] : []),
  ];
}

function fileLines({ files }: Commit, hasCounts: boolean): string[] {
  const shown = files.slice(0, MOST_FILES).map(({ path, added, deleted, from }) => {
    if (!hasCounts) return `  ${path}`;
    const counts = added === null ? 'binary' : `+${added} -${deleted ?? 0}`;
    return `  ${path} ${counts}${from === null ? '' : `, was ${from}`}`;
  });
  return files.length > MOST_FILES ? [...shown, `  … ${files.length - MOST_FILES} more`] : shown;
}

/** One line for neighbours of the same commit. */
function stretches(lines: readonly BlameLine[]): string[] {
  const runs: { first: BlameLine; last: number }[] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run !== undefined && run.first.sha === line.sha) run.last = line.line;
    else runs.push({ first: line, last: line.line });
  }
  return runs.map(({ first, last }) => {
    const span = last === first.line ? `${last}` : `${first.line}-${last}`;
    return `${span}\t${short(first.sha)} ${day(first.date)} ${first.author}`;
  });
}
