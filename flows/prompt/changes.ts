/**
 * The text of a change for a reviewer's prompt, without its secrets: source before tests before configuration, each line
 * with its number, small files whole and the rest with three lines around. What other programs write is one line each.
 * Cut between hunks, never within a line; what is left out is named with its size.
 */
import type { FileDiff, Hunk, Repository } from '../../runner/core/ports/repository.ts';
import { maskLines } from '../secrets/mask.ts';
import { count } from '../wording.ts';

/** Characters; a quarter of that in tokens. */
const MOST_TEXT = 28_000;
const MOST_LINE = 200;
/** Unchanged lines around a hunk. */
const CONTEXT = 3;
/** Lines of a file that is shown whole, if it was there before. */
const SMALL_FILE = 120;
/** A number, a sign, a tab and a line break, so that what can't fit is not read. */
const LEAST_LINE = 4;

export interface Changes {
  /** in the order of roles, then in the order asked for */
  readonly text: string;
  /** changed files, or parts of them, whose text is not in it, each with its size */
  readonly left_out: readonly string[];
}

/** What kind of file a path is, such as `src` or `test`; null if it is not known. */
export type RoleOf = (path: string) => string | null;

/** What people write first: code, then what checks it, then what sets it up. */
const ORDER: readonly string[] = ['src', 'migration', 'test', 'config'];
/** What programs write: nobody reviews its lines. */
const WRITTEN_BY_PROGRAMS: ReadonlySet<string | null> = new Set(['generated', 'vendored', 'snapshot']);

/** Paths by role; within one in the order given. */
export function byRole(paths: readonly string[], roleOf: RoleOf): string[] {
  const rank = (path: string): number => {
    const at = ORDER.indexOf(roleOf(path) ?? 'src');
    if (at !== -1) return at;
    return WRITTEN_BY_PROGRAMS.has(roleOf(path)) ? ORDER.length + 1 : ORDER.length;
  };
  return paths.toSorted((a, b) => rank(a) - rank(b));
}

/** The changed stretches of `paths`. Other changed files are not named. */
export async function changesOf(
  repository: Repository,
  paths: readonly string[],
  roleOf: RoleOf,
): Promise<Changes> {
  const diffs = new Map((await repository.diff()).map((diff) => [diff.path, diff]));
  const parts: string[] = [];
  const left_out: string[] = [];
  let room = MOST_TEXT;
  for (const path of byRole(paths, roleOf)) {
    const diff = diffs.get(path);
    if (diff === undefined) continue;
    const { shown, rest } = await partOf(repository, diff, roleOf(path), room);
    if (shown !== null) {
      parts.push(shown);
      room -= shown.length;
    }
    if (rest !== null) left_out.push(rest);
  }
  return { text: parts.join('\n\n'), left_out };
}

interface Part {
  readonly shown: string | null;
  readonly rest: string | null;
}

async function partOf(
  repository: Repository,
  diff: FileDiff,
  role: string | null,
  room: number,
): Promise<Part> {
  const head = headOf(diff, role);
  if (diff.missing || diff.binary || WRITTEN_BY_PROGRAMS.has(role) || diff.hunks.length === 0) {
    return head.length <= room ? { shown: head, rest: null } : { shown: null, rest: head };
  }
  const [first] = diff.hunks;
  if (first === undefined || (first.head_lines + first.base_lines) * LEAST_LINE > room)
    return { shown: null, rest: head };
  const hunks = await hunkTexts(repository, diff);
  let size = head.length;
  const fitting = hunks.filter(({ text }) => {
    size += text.length + 1;
    return size <= room;
  });
  if (fitting.length === 0) return { shown: null, rest: head };
  const shown = [head, ...fitting.map(({ text }) => text)].join('\n');
  const cut = hunks.slice(fitting.length);
  if (cut.length === 0) return { shown, rest: null };
  return { shown, rest: `${diff.path}: ${count(cut.length, 'more hunk')}, at lines ${spans(cut)}` };
}

/** `src/a.ts (renamed from src/b.ts): +4 -1`. */
function headOf(
  { path, from, status, added, deleted, binary, missing, hunks }: FileDiff,
  role: string | null,
): string {
  const was = from === null ? status : `${status} from ${from}`;
  const kind = WRITTEN_BY_PROGRAMS.has(role) ? `, ${role}` : '';
  const size = missing
    ? 'not compared, since a side of it is not in the clone'
    : binary
      ? 'binary'
      : hunks.length === 0
        ? 'no line differs'
        : `+${added} -${deleted}`;
  return `${path} (${was}${kind}): ${size}`;
}

interface HunkText {
  readonly text: string;
  /** first and last line on the head side; on the base side for a deleted file */
  readonly start: number;
  readonly end: number;
}

async function hunkTexts(repository: Repository, diff: FileDiff): Promise<HunkText[]> {
  const [before, after] = await Promise.all([
    linesOf(repository, diff.from ?? diff.path, 'base'),
    linesOf(repository, diff.path, 'head'),
  ]);
  const isSmall = diff.status !== 'deleted' && after.length <= SMALL_FILE;
  const around = isSmall ? after.length : CONTEXT;
  return groups(diff.hunks, around).map((group) => groupText(group, around, before, after, diff.status));
}

/** Without the empty string after the last line break. */
async function linesOf(
  repository: Repository,
  path: string,
  side: 'head' | 'base',
): Promise<readonly string[]> {
  const file = await repository.read(path, side);
  if (file === null) return [];
  const lines = await maskLines(file.text.split('\n'));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** git counts a side that has no lines from the line before it. */
const headStart = ({ head_start, head_lines }: Hunk): number =>
  head_lines === 0 ? head_start + 1 : head_start;
const headEnd = (hunk: Hunk): number => headStart(hunk) + hunk.head_lines;

/** Hunks whose surroundings meet are one group. */
function groups(hunks: readonly Hunk[], around: number): Hunk[][] {
  const grouped: Hunk[][] = [];
  for (const hunk of hunks) {
    const group = grouped.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && headStart(hunk) - headEnd(last) <= 2 * around)
      group.push(hunk);
    else grouped.push([hunk]);
  }
  return grouped;
}

function groupText(
  group: readonly Hunk[],
  around: number,
  before: readonly string[],
  after: readonly string[],
  status: FileDiff['status'],
): HunkText {
  const lines: string[] = [];
  const first = group[0];
  let next = first === undefined ? 1 : Math.max(1, headStart(first) - around);
  const start = next;
  for (const hunk of group) {
    lines.push(...numbered(after, next, headStart(hunk), ' '));
    const from = hunk.base_lines === 0 ? hunk.base_start + 1 : hunk.base_start;
    lines.push(...numbered(before, from, from + hunk.base_lines, '-'));
    lines.push(...numbered(after, headStart(hunk), headEnd(hunk), '+'));
    next = headEnd(hunk);
  }
  const end = Math.min(after.length, next - 1 + around);
  lines.push(...numbered(after, next, end + 1, ' '));
  const place = status === 'deleted' ? `@@ was line ${first?.base_start ?? 1}` : `@@ line ${start}`;
  return { text: [place, ...lines].join('\n'), start, end: Math.max(start, end) };
}

/** Lines from `start` up to, not including, `end`. */
function numbered(lines: readonly string[], start: number, end: number, sign: string): string[] {
  return lines
    .slice(start - 1, Math.max(start - 1, end - 1))
    .map((line, at) => `${sign}${start + at}\t${clip(line)}`);
}

const clip = (line: string): string => (line.length > MOST_LINE ? `${line.slice(0, MOST_LINE)}…` : line);

function spans(hunks: readonly HunkText[]): string {
  const shown = hunks.slice(0, 12).map(({ start, end }) => (end === start ? `${start}` : `${start}-${end}`));
  const rest = hunks.length > 12 ? ` and ${hunks.length - 12} more` : '';
  return `${shown.join(', ')}${rest}`;
}
