/** Reads the history of the pinned commit: the log, and who last changed a line. */
import { join } from 'node:path';
import type { BlameLine, Commit, CommitFile, Log, LogQuery } from '../../runner/core/ports/repository.ts';
import { FATAL, type Git, gitFailed } from './git.ts';
import { exists } from './private-repository.ts';
import { displayLatin1, displayPath, rawPath } from './quoted-path.ts';

const FORMAT = '--format=%x00%H%x00%an%x00%at%x00%s%x00';
const DAY = 86_400;
/** Time limit for one query of the history. */
const TIME_LIMIT_MS = 120_000;

/** Seconds since 1970 as ISO 8601; a commit may carry any number. */
export function isoDate(seconds: number): string {
  const bounded = Math.min(
    Math.max(Number.isFinite(seconds) ? seconds : 0, -62_135_596_800),
    253_402_300_799,
  );
  return new Date(bounded * 1000).toISOString().replace('.000Z', 'Z');
}

/** Where a log starts, and which commits are unreliable. */
export interface LogStart {
  readonly commit: string;
  /** committer date of that commit, in seconds since 1970 */
  readonly seconds: number;
  /** commits where a shallow clone ends: each looks as if it had added every file */
  readonly ends: ReadonlySet<string>;
}

const PLAIN = ['--no-ext-diff', '--no-textconv'];
const COUNTED = ['-z', '--numstat', '-M', '-l400', ...PLAIN];
/** Uses trees only; contents are not read, so that a rename is followed only where nothing else changed. */
const NAMES = ['-z', '--raw', '-M100%', ...PLAIN];

/** Returns commits, newest first, without merges. */
export async function readLog(git: Git, start: LogStart, query: LogQuery): Promise<Log> {
  if (query.only !== undefined) return readOne(git, start, query.only, query.path);
  if (query.bare) return readBare(git, start, query.most);
  const since =
    query.days === undefined ? [] : [`--since=@${Math.max(0, start.seconds - query.days * DAY)} +0000`];
  if (query.lines !== undefined) return readLines(git, start, query.path ?? '', query.lines, since);
  const most = query.most === undefined ? [] : [`--max-count=${query.most}`];
  const path = query.path === undefined ? [] : [rawPath(query.path)];
  // git follows the names of a single file only, and finds them by its contents.
  const follow = query.follow === true && query.path !== undefined ? ['--follow'] : [];
  const log = await logged(git, (shape) => [
    ...['--literal-pathspecs', 'log', ...shape, ...(shape === COUNTED ? follow : []), '--no-merges', FORMAT],
    ...[...since, ...most, start.commit, '--', ...path],
  ]);
  return { ...log, commits: log.commits.filter((commit) => !start.ends.has(commit.sha)) };
}

/** git traces the lines through every change of the file, which takes their contents. */
async function readLines(
  git: Git,
  start: LogStart,
  path: string,
  [first, last]: readonly [number, number],
  since: readonly string[],
): Promise<Log> {
  const range = Buffer.concat([Buffer.from(`-L${first},${last}:`), Buffer.from(rawPath(path))]);
  const traced = await git.run(
    ['log', '-z', '--no-patch', ...PLAIN, '--no-merges', FORMAT, ...since, range, start.commit],
    { time: TIME_LIMIT_MS, bytes: 1e9 },
  );
  // There are no such lines, or contents of older commits are not in the clone.
  if (traced.code === FATAL) return { commits: [], counted: false, cut: true };
  if (traced.code !== 0) throw gitFailed(traced);
  const commits = parseLog(traced.stdout).filter((commit) => !start.ends.has(commit.sha));
  return { commits, counted: true, cut: false };
}

async function readBare(git: Git, start: LogStart, most: number | undefined): Promise<Log> {
  const limit = most === undefined ? [] : [`--max-count=${most}`];
  const log = await git.run(['log', '-z', FORMAT, ...limit, start.commit, '--'], {
    time: TIME_LIMIT_MS,
    bytes: 1e9,
  });
  if (log.code !== 0 && log.code !== FATAL) throw gitFailed(log);
  return { commits: parseLog(log.stdout), counted: false, cut: log.code !== 0 };
}

/**
 * Reads line counts if every content is in the clone, else names only. git prints commit by commit, so its output before
 * it fails at a missing tree or commit is the history that the clone has.
 */
async function logged(
  git: Git,
  args: (shape: readonly string[]) => readonly (string | Buffer)[],
): Promise<Log> {
  const limits = { time: TIME_LIMIT_MS, bytes: 1e9 };
  const counted = await git.run(args(COUNTED), limits);
  if (counted.code === 0) return { commits: parseLog(counted.stdout), counted: true, cut: false };
  if (counted.code !== FATAL) throw gitFailed(counted);
  const named = await git.run(args(NAMES), limits);
  if (named.code !== 0 && named.code !== FATAL) throw gitFailed(named);
  return { commits: parseLog(named.stdout), counted: false, cut: named.code !== 0 };
}

const NOTHING: Log = { commits: [], counted: true, cut: false };

/** Returns one commit, if it is in the history and touches the path; a merge is compared with its first parent. */
async function readOne(git: Git, start: LogStart, only: string, path: string | undefined): Promise<Log> {
  if (!/^[0-9a-f]{4,64}$/i.test(only)) return NOTHING;
  const found = await git.run(['rev-parse', '--verify', '--quiet', `${only}^{commit}`]);
  const sha = found.stdout.toString().trim();
  if (found.code !== 0 || start.ends.has(sha)) return NOTHING;
  const related = await git.run(['merge-base', '--is-ancestor', sha, start.commit], { time: TIME_LIMIT_MS });
  if (related.code === 1) return NOTHING;
  if (related.code !== 0) throw gitFailed(related);
  const log = await logged(git, (shape) => [
    ...['log', '--no-walk', ...shape, '-m', '--first-parent', FORMAT, sha],
  ]);
  if (path === undefined) return log;
  const commits = log.commits.map((commit) => ({
    ...commit,
    files: commit.files.filter((file) => file.path === path || file.from === path),
  }));
  return { ...log, commits: commits.filter((commit) => commit.files.length > 0) };
}

/** Fields end with NUL, and so do the entries of `--numstat -z` and `--raw -z`; no field contains one. */
function parseLog(output: Buffer): Commit[] {
  const commits: Commit[] = [];
  const fields = fieldsOf(output);
  let files: CommitFile[] = [];
  for (let field = fields.next(); field !== null; field = fields.next()) {
    if (field.length === 0) continue;
    const text = field.toString('latin1');
    const [, added, deleted, path] = /^\n?(\d+|-)\t(\d+|-)\t(.*)$/s.exec(text) ?? [];
    if (/^\n?:\d{6} /.test(text)) {
      const name = fields.next()?.toString('latin1') ?? '';
      files.push(/ R100$/.test(text) ? renamed(name, fields.next()) : changedFile(name));
      continue;
    }
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

function changedFile(name: string): CommitFile {
  return { path: displayLatin1(name), added: null, deleted: null, from: null };
}

/** A file that has another name and the same content. */
function renamed(from: string, to: Buffer | null): CommitFile {
  const path = displayLatin1(to?.toString('latin1') ?? '');
  return { path, added: 0, deleted: 0, from: displayLatin1(from) };
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

/** Leaves out lines whose origin is not in a shallow or partial clone. */
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
  const outcome = await git.run(args, { time: TIME_LIMIT_MS });
  // There are no such lines, or contents of older commits are not in the clone.
  if (outcome.code === FATAL) return [];
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

/** 5,000 commits take 300 ms; a history too long for the limit is walked without the graph. */
const GRAPH_LIMIT_MS = 3_000;
/** Commits whose changed paths are computed at once. */
const MOST_COMMITS = 20_000;

/**
 * Writes git's commit-graph with changed paths into the private repository, unless it exists: blaming the lines of a
 * file, the slowest query, then takes less than half the time. Later commits are walked as usual, and failures are
 * ignored.
 */
export async function writeCommitGraph(git: Git, commit: string): Promise<void> {
  if (await exists(join(git.dir, 'objects', 'info', 'commit-graph'))) return;
  const args = ['commit-graph', 'write', '--stdin-commits', '--changed-paths'];
  const bounds = [`--max-new-filters=${MOST_COMMITS}`, '--no-progress'];
  const options = { input: Buffer.from(`${commit}\n`), time: GRAPH_LIMIT_MS };
  await git.run([...args, ...bounds], options).catch(() => null);
}
