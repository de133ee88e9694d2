/** One pinned commit (and its base), open for reading: the pieces of this folder put together behind the port. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import type {
  Commit,
  FileDiff,
  FileEntry,
  FileText,
  Pin,
  Repository,
  Side,
} from '../../runner/core/ports/repository.ts';
import { createBlobReader } from './blob-reader.ts';
import { Cache } from './cache.ts';
import { writeCommitGraph } from './commit-graph.ts';
import { diffCommits } from './diff.ts';
import type { Git } from './git.ts';
import { grepTree } from './grep.ts';
import { isoDate, type LogStart, readBlame, readLog } from './history.ts';
import { readTree, type Tree } from './tree.ts';

/** The largest file whose text is given, in bytes. */
const MOST_BYTES = 1_000_000;
/** A NUL in so many first bytes makes a file binary, as git has it. */
const BINARY_WINDOW = 8_000;

/** What is kept between runs. Everything is named by the hash of its content, so nothing here goes out of date. */
export interface Caches {
  readonly texts: Cache<Pick<FileText, 'text' | 'omitted'>>;
  readonly trees: Cache<Tree>;
  readonly logs: Cache<readonly Commit[]>;
}

export function createCaches(): Caches {
  return { texts: new Cache(64e6), trees: new Cache(300_000), logs: new Cache(300_000) };
}

/** Opens a pin whose commits are there. The repository's processes end with `close` or with git's signal. */
export async function openRepository(source: Git, pin: Pin, caches: Caches): Promise<Repository> {
  const closing = new AbortController();
  const git = source.until(closing.signal);
  const start = await logStart(git, pin);
  const blobs = createBlobReader(git);
  const shas: Record<Side, string | null> = { head: pin.commit_sha, base: pin.base_sha };
  const tree = once((side: Side) => treeOf(git, shas[side], caches.trees));
  const diff = once(async () =>
    pin.base_sha === null ? [] : diffCommits(git, pin.base_sha, pin.commit_sha),
  );
  const graph = once((sha: string) => writeCommitGraph(git, sha));
  const unknown = pin.history === 'none';
  return {
    pin,
    date: isoDate(start.seconds),
    list: async (side = 'head') => (await tree(side)).entries,
    read: async (path, side = 'head') => {
      const entry = (await tree(side)).find(path);
      if (entry === null || entry.kind === 'submodule') return null;
      const known = caches.texts.get(entry.oid);
      const { text, omitted } = linked(entry) ?? known ?? (await textOf(entry, blobs.read, caches));
      return { path: entry.path, text, bytes: entry.size, omitted };
    },
    grep: async (query) => {
      const sha = shas[query.side ?? 'head'];
      return sha === null ? [] : grepTree(git, sha, query);
    },
    log: async (query) => {
      if (unknown) return [];
      const key = `${git.dir} ${pin.commit_sha} ${start.ends.size} ${JSON.stringify(query)}`;
      const commits = caches.logs.get(key) ?? (await readLog(git, start, query));
      caches.logs.set(
        key,
        commits,
        commits.reduce((sum, commit) => sum + 1 + commit.files.length, 1),
      );
      return commits;
    },
    blame: async (path, first, last) => {
      const entry = (await tree('head')).find(path);
      if (unknown || entry === null || entry.kind === 'submodule') return [];
      if (entry.size === 0 || first > last) return [];
      await graph(pin.commit_sha);
      return readBlame(git, start, entry.path, [Math.max(1, first), Math.max(1, last)]);
    },
    diff: (): Promise<readonly FileDiff[]> => diff(pin.commit_sha),
    close: async () => {
      closing.abort(new Error('the repository was closed'));
      await blobs.close();
    },
  };
}

async function treeOf(git: Git, sha: string | null, trees: Caches['trees']): Promise<Tree> {
  if (sha === null) return { entries: [], find: () => null };
  const known = trees.get(sha);
  if (known !== undefined) return known;
  const tree = await readTree(git, sha);
  trees.set(sha, tree, tree.entries.length);
  return tree;
}

/** A link is not followed, and its own text (a path) is not the file's: it has none. */
function linked(entry: FileEntry): Pick<FileText, 'text' | 'omitted'> | null {
  return entry.kind === 'symlink' ? { text: '', omitted: 'binary' } : null;
}

/** Decoded, without a byte order mark; ends of lines as they are. */
async function textOf(
  entry: FileEntry,
  read: (oid: string) => Promise<Buffer | null>,
  caches: Caches,
): Promise<Pick<FileText, 'text' | 'omitted'>> {
  if (entry.size > MOST_BYTES) return { text: '', omitted: 'too-large' };
  const blob = await read(entry.oid);
  if (blob === null) {
    const message = `${entry.path} is not in the clone (a partial or damaged one?). Fetch it in full and try again.`;
    throw new BatonError('environment', 'missing_object', message);
  }
  const result = textIn(blob);
  caches.texts.set(entry.oid, result, blob.length + 100);
  return result;
}

function textIn(blob: Buffer): Pick<FileText, 'text' | 'omitted'> {
  if (blob.length > MOST_BYTES) return { text: '', omitted: 'too-large' };
  if (blob.subarray(0, BINARY_WINDOW).includes(0)) return { text: '', omitted: 'binary' };
  const text = blob.toString();
  return { text: text.startsWith('\u{feff}') ? text.slice(1) : text, omitted: null };
}

/** Throws `environment` (`missing_commit`) when a pinned commit is no longer there. */
async function logStart(git: Git, pin: Pin): Promise<LogStart> {
  for (const sha of [pin.base_sha, pin.commit_sha]) {
    if (sha === null || (await git.run(['cat-file', '-e', `${sha}^{commit}`])).code === 0) continue;
    const message = `The commit ${sha} that this run reads is no longer in the repository. Start a new run.`;
    throw new BatonError('environment', 'missing_commit', message);
  }
  const args = ['log', '-1', '--no-walk', '--format=%ct', pin.commit_sha];
  const seconds = Number((await git.output(args)).toString().trim());
  const shallow = await readFile(join(git.dir, 'shallow'), 'utf8').catch(() => '');
  return {
    commit: pin.commit_sha,
    seconds,
    ends: new Set(shallow.split('\n').filter((line) => line !== '')),
  };
}

/** Asks once per key and shares the answer; a failure is not kept. */
function once<Key, Value>(ask: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const answers = new Map<Key, Promise<Value>>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
