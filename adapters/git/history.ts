/** What the commits behind the pinned one say: the log, and who last touched a line. */
import type { BlameLine, Commit, CommitFile, LogQuery } from '../../runner/core/ports/repository.ts';
import { type Git, gitFailed } from './git.ts';
import { displayLatin1, displayPath, rawPath } from './quoted-path.ts';

const FORMAT = '--format=%x00%H%x00%an%x00%at%x00%s%x00';
const DAY = 86_400;
/** Milliseconds. */
const PATIENCE = 120_000;

/** Seconds since 1970 as ISO 8601; a commit may carry any number. */
export function isoDate(seconds: number): string {
  const bounded = Math.min(
    Math.max(Number.isFinite(seconds) ? seconds : 0, -62_135_596_800),
    253_402_300_799,
  );
  return new Date(bounded * 1000).toISOString().replace('.000Z', 'Z');
}

/** Where a log starts, and what of it is not to be believed. */
export interface LogStart {
  readonly commit: string;
  /** committer date of that commit, in seconds since 1970 */
  readonly seconds: number;
  /** commits where a shallow clone ends: each looks as if it had added every file */
  readonly ends: ReadonlySet<string>;
}

/** Newest first, merges left out. */
export async function readLog(git: Git, start: LogStart, query: LogQuery): Promise<Commit[]> {
  if (query.only !== undefined) return readOne(git, start, query.only, query.path);
  const since =
    query.days === undefined ? [] : [`--since=@${Math.max(0, start.seconds - query.days * DAY)} +0000`];
  const most = query.most === undefined ? [] : [`--max-count=${query.most}`];
  const path = query.path === undefined ? [] : [rawPath(query.path)];
  const shape = ['-z', '--numstat', '-M', '-l400', '--no-merges', '--no-ext-diff', '--no-textconv', FORMAT];
  const args = ['--literal-pathspecs', 'log', ...shape, ...since, ...most, start.commit, '--', ...path];
  const output = await git.output(args, { time: PATIENCE, bytes: 1e9 });
  return parseLog(output).filter((commit) => !start.ends.has(commit.sha));
}

/** One commit, if it is in the history and touches the path; a merge is compared with its first parent. */
async function readOne(git: Git, start: LogStart, only: string, path: string | undefined): Promise<Commit[]> {
  if (!/^[0-9a-f]{4,64}$/i.test(only)) return [];
  const found = await git.run(['rev-parse', '--verify', '--quiet', `${only}^{commit}`]);
  const sha = found.stdout.toString().trim();
  if (found.code !== 0 || start.ends.has(sha)) return [];
  const related = await git.run(['merge-base', '--is-ancestor', sha, start.commit], { time: PATIENCE });
  if (related.code === 1) return [];
  if (related.code !== 0) throw gitFailed(related);
  const shape = [
    '--no-walk',
    '-z',
    '--numstat',
    '-M',
    '-m',
    '--first-parent',
    '--no-ext-diff',
    '--no-textconv',
  ];
  const commits = parseLog(await git.output(['log', ...shape, FORMAT, sha]));
  if (path === undefined) return commits;
  return commits
    .map((commit) => ({
      ...commit,
      files: commit.files.filter((file) => file.path === path || file.from === path),
    }))
    .filter((commit) => commit.files.length > 0);
}

/** Fields end with NUL, and so do the entries of `--numstat -z`; no field can hold one. */
function parseLog(output: Buffer): Commit[] {
  const commits: Commit[] = [];
  const fields = fieldsOf(output);
  let files: CommitFile[] = [];
  for (let field = fields.next(); field !== null; field = fields.next()) {
    if (field.length === 0) continue;
    const [, added, deleted, path] = /^\n?(\d+|-)\t(\d+|-)\t(.*)$/s.exec(field.toString('latin1')) ?? [];
    if (path === undefined) {
      files = [];
      const [author, seconds, subject] = [fields.next(), fields.next(), fields.next()].map(String);
      const date = isoDate(Number(seconds));
      commits.push({ sha: String(field), author: author ?? '', date, subject: subject ?? '', files });
      continue;
    }
    const from = path === '' ? fields.next() : null;
    const to = path === '' ? (fields.next()?.toString('latin1') ?? '') : path;
    files.push({
      path: displayLatin1(to),
      added: added === '-' ? null : Number(added),
      deleted: deleted === '-' ? null : Number(deleted),
      from: from === null ? null : displayPath(from),
    });
  }
  return commits;
}

function fieldsOf(output: Buffer): { next(): Buffer | null } {
  let start = 0;
  return {
    next: () => {
      if (start >= output.length) return null;
      const end = output.indexOf(0, start);
      const field = output.subarray(start, end < 0 ? output.length : end);
      start = end < 0 ? output.length : end + 1;
      return field;
    },
  };
}

/** Lines that a shallow clone cannot tell about are left out. */
export async function readBlame(
  git: Git,
  start: LogStart,
  path: string,
  [first, last]: readonly [number, number],
): Promise<BlameLine[]> {
  const args = [
    'blame',
    '--porcelain',
    '--no-textconv',
    '-L',
    `${first},${last}`,
    start.commit,
    '--',
    rawPath(path),
  ];
  const outcome = await git.run(args, { time: PATIENCE });
  if (outcome.code !== 0 && /has only \d+ lines?/.test(outcome.stderr)) return [];
  if (outcome.code !== 0) throw gitFailed(outcome);
  return parseBlame(outcome.stdout).filter((line) => !start.ends.has(line.sha));
}

/** A header line per line of the file, the commit's own lines at its first mention, then a tab and the text. */
function parseBlame(output: Buffer): BlameLine[] {
  const lines: BlameLine[] = [];
  const commits = new Map<string, { author: string; date: string }>();
  let current = { sha: '', line: 0, author: '', date: '' };
  for (const row of output.toString().split('\n')) {
    const [, sha, line] = /^([0-9a-f]{40}|[0-9a-f]{64}) \d+ (\d+)/.exec(row) ?? [];
    if (row.startsWith('\t')) {
      const { author, date } = current;
      commits.set(current.sha, { author, date });
      lines.push({ line: current.line, sha: current.sha, author, date });
    } else if (sha !== undefined) {
      current = { sha, line: Number(line), ...(commits.get(sha) ?? { author: '', date: '' }) };
    } else if (row.startsWith('author ')) current.author = row.slice(7);
    else if (row.startsWith('author-time ')) current.date = isoDate(Number(row.slice(12)));
  }
  return lines;
}
