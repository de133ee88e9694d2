/** Opens one pinned commit, and its base, for reading: implements the repository port with the other files of this folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { BatonError } from '../../runner/core/errors.ts';
import type {
  FileDiff,
  FileEntry,
  GrepQuery,
  Log,
  LogQuery,
  Pin,
  Repository,
  Side,
} from '../../runner/core/ports/repository.ts';
import { type BlobReader, createBlobReader } from './blob-reader.ts';
import { missingCommit } from './damage.ts';
import { compareTrees } from './diff.ts';
import { grepContents, MOST_BYTES, type Text, textIn, withoutPointers } from './file-text.ts';
import type { Git } from './git.ts';
import { grepTree } from './grep.ts';
import { isoDate, type LogStart, readBlame, readLog, writeCommitGraph } from './history.ts';
import { diffWhatIsThere } from './partial-diff.ts';
import { writeReadableTree } from './readable-tree.ts';
import { ancestorsOf, NO_RENAMES, readRenames } from './renames.ts';
import { readTree, type Tree, treeOf } from './tree.ts';

const READS_AT_ONCE = 32;

/** Caches kept between runs. All keys are content hashes, so entries never become stale. */
export interface Caches {
  readonly texts: LRUCache<string, Text>;
  readonly trees: LRUCache<string, Tree>;
  readonly logs: LRUCache<string, Log>;
}

export function createCaches(): Caches {
  return {
    texts: new LRUCache({ maxSize: 64e6, sizeCalculation: ({ text }) => text.length + 100 }),
    trees: new LRUCache({ maxSize: 300_000, sizeCalculation: ({ entries }) => entries.length + 1 }),
    logs: new LRUCache({
      maxSize: 300_000,
      sizeCalculation: ({ commits }) => commits.reduce((sum, { files }) => sum + 1 + files.length, 1),
    }),
  };
}

/** Opens a pin whose commits exist. The repository's processes end with `close` or with git's signal. */
export async function openRepository(
  source: Git,
  { pin, remote }: Pick<Repository, 'pin' | 'remote'>,
  caches: Caches,
): Promise<Repository> {
  const closing = new AbortController();
  const git = source.until(closing.signal);
  const start = await logStart(git, pin);
  const objects = createBlobReader(git);
  const shas: Record<Side, string | null> = { head: pin.commit_sha, base: pin.base_sha };
  const tree = once((side: Side) => listed(git, shas[side], objects, caches.trees));
  const searched = once(async (side: Side) => searchedTree(git, shas[side], await tree(side)));
  const readable = once(async (side: Side) => readableTree(git, await tree(side), objects));
  const text = textReader(git, pin, objects, caches.texts);
  const read: Repository['read'] = async (path, side = 'head') => {
    const entry = (await tree(side)).find(path);
    if (entry === null || entry.kind === 'submodule' || entry.kind === 'folder') return null;
    return { path: entry.path, bytes: entry.size, ...(await text(entry)) };
  };
  const diff = once(async (base: string): Promise<readonly FileDiff[]> => {
    const found = await compareTrees(git, base, pin.commit_sha);
    const diffs = Array.isArray(found)
      ? found
      : await diffWhatIsThere(git, await tree('base'), await tree('head'), objects);
    return withoutPointers(diffs, tree, read);
  });
  const graph = once((sha: string) => writeCommitGraph(git, sha));
  const unknown = pin.history === 'none';
  return {
    pin,
    remote,
    date: isoDate(start.seconds),
    list: async (side = 'head') => (await tree(side)).entries,
    read,
    grep: async (query) => {
      const { side = 'head' } = query;
      const searchable = await searched(side);
      if (searchable === null) return [];
      const grep = searcher(git, searchable, () => readable(side));
      return grepContents(query, grep, (path) => read(path, side));
    },
    log: async (query) =>
      unknown
        ? { commits: [], counted: true, cut: false }
        : loggedBefore(git, pin, start, query, caches.logs),
    blame: async (path, first, last) => {
      const entry = (await tree('head')).find(path);
      if (unknown || entry === null || entry.kind === 'submodule' || entry.kind === 'folder') return [];
      if (entry.size === 0 || first > last) return [];
      await graph(pin.commit_sha);
      return readBlame(git, start, entry.path, [Math.max(1, first), Math.max(1, last)]);
    },
    diff: async (): Promise<readonly FileDiff[]> => (pin.base_sha === null ? [] : diff(pin.base_sha)),
    renames: async (from) => (unknown ? NO_RENAMES : readRenames(git, from, pin.commit_sha)),
    ancestors: async (commits) => (unknown ? new Set() : ancestorsOf(git, commits, pin.commit_sha)),
    close: async () => {
      closing.abort(new Error('the repository was closed'));
      await objects.close();
    },
  };
}

/** Searches a tree. git skips missing contents but stops at a damaged one; then only the readable files are searched. */
function searcher(git: Git, searchable: string, readable: () => Promise<string>) {
  return (query: GrepQuery) =>
    grepTree(git, searchable, query).catch(async (error: unknown) => {
      if (!(error instanceof BatonError) || error.code !== 'git_failed') throw error;
      return grepTree(git, await readable(), query);
    });
}

/** An incomplete log is not cached: the rest may be fetched before the next run. */
async function loggedBefore(
  git: Git,
  pin: Pin,
  start: LogStart,
  query: LogQuery,
  logs: Caches['logs'],
): Promise<Log> {
  const key = `${git.dir} ${pin.commit_sha} ${start.ends.size} ${JSON.stringify(query)}`;
  const known = logs.get(key);
  if (known !== undefined) return known;
  const log = await readLog(git, start, query);
  if (log.counted && !log.cut) logs.set(key, log);
  return log;
}

/** An incomplete listing is not cached: the rest may be fetched before the next run. */
async function listed(
  git: Git,
  sha: string | null,
  objects: BlobReader,
  trees: Caches['trees'],
): Promise<Tree> {
  if (sha === null) return treeOf([]);
  const key = `${git.dir} ${sha}`;
  const known = trees.get(key);
  if (known !== undefined) return known;
  const tree = await readTree(git, sha, objects);
  if (tree.complete) trees.set(key, tree);
  return tree;
}

/** Returns what git can search: it skips missing contents, but stops at folders that can't be listed. */
async function searchedTree(git: Git, sha: string | null, tree: Tree): Promise<string | null> {
  const isListed = tree.entries.every(({ kind }) => kind !== 'folder');
  return sha === null || isListed ? sha : writeReadableTree(git, tree.entries);
}

/** Writes a tree of the readable files, found by reading all files: seldom needed, and then once. */
async function readableTree(git: Git, { entries }: Tree, objects: BlobReader): Promise<string> {
  const there: FileEntry[] = [];
  for (let at = 0; at < entries.length; at += READS_AT_ONCE) {
    const batch = entries.slice(at, at + READS_AT_ONCE).filter(({ missing }) => !missing);
    const read = await Promise.all(
      batch.map(async ({ kind, oid }) => kind === 'submodule' || (await objects.read(oid)) !== null),
    );
    there.push(...batch.filter((_, index) => read[index]));
  }
  return writeReadableTree(git, there);
}

function textReader(
  git: Git,
  pin: Pin,
  objects: BlobReader,
  texts: Caches['texts'],
): (entry: FileEntry) => Promise<Text> {
  return async (entry) => {
    // A link is not followed; its own text is a path, not the content of a file.
    if (entry.kind === 'symlink') return { text: '', omitted: 'binary' };
    const known = texts.get(entry.oid);
    if (known !== undefined) return known;
    if (entry.missing) return { text: '', omitted: 'not-in-clone' };
    if (entry.size > MOST_BYTES) return { text: '', omitted: 'too-large' };
    const blob = await objects.read(entry.oid);
    if (blob === null) {
      // It existed when it was listed: either it is damaged, or the whole repository has been removed.
      if (!(await hasCommit(git, pin.commit_sha))) throw missingCommit(pin.commit_sha);
      return { text: '', omitted: 'not-in-clone' };
    }
    const result = textIn(blob);
    texts.set(entry.oid, result);
    return result;
  };
}

/** Throws `environment` (`missing_commit`) if a pinned commit no longer exists. */
async function logStart(git: Git, pin: Pin): Promise<LogStart> {
  for (const sha of [pin.base_sha, pin.commit_sha]) {
    if (sha !== null && !(await hasCommit(git, sha))) throw missingCommit(sha);
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

async function hasCommit(git: Git, sha: string): Promise<boolean> {
  return (await git.run(['cat-file', '-e', `${sha}^{commit}`])).code === 0;
}

/** Asks once per key and shares the answer, unless it is a failure. */
function once<Key, Value>(ask: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const answers = new Map<Key, Promise<Value>>();
  return (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
