/**
 * Compares two commits of which some objects are not in the clone: the changed files are found from the two listings,
 * those present on both sides are compared by git, and the others are listed as missing.
 */
import type { FileDiff, FileEntry } from '../../runner/core/ports/repository.ts';
import type { BlobReader } from './blob-reader.ts';
import { compareTrees } from './diff.ts';
import { type Git, gitFailed } from './git.ts';
import { pathBytes, writeReadableTree } from './readable-tree.ts';
import type { Tree } from './tree.ts';

/** A changed path; a side is null if the file does not exist at that commit. */
interface Pair {
  readonly path: string;
  readonly base: FileEntry | null;
  readonly head: FileEntry | null;
}

/** In path order. */
export async function diffWhatIsThere(
  git: Git,
  base: Tree,
  head: Tree,
  objects: BlobReader,
): Promise<FileDiff[]> {
  const folders = unknownFolders(base, head);
  const changed = changedPairs(base, head).filter(
    ({ path }) => !path.endsWith('/') && !folders.some((folder) => path.startsWith(folder)),
  );
  const { moved, rest } = withoutMoves(changed);
  const comparable: Pair[] = [];
  const missing: FileDiff[] = folders.map((path) => missingDiff(path, 'modified'));
  for (const pair of rest) {
    if (await isReadable(pair, objects)) comparable.push(pair);
    else missing.push(missingDiff(pair.path, statusOf(pair)));
  }
  const sides = await Promise.all([
    writeReadableTree(git, entriesOf(comparable, 'base')),
    writeReadableTree(git, entriesOf(comparable, 'head')),
  ]);
  const compared = await compareTrees(git, ...sides);
  if (Array.isArray(compared)) return [...compared, ...moved, ...missing].sort(inPathOrder);
  throw gitFailed(compared);
}

/** Returns folders that differ and can't be listed on one side: the changes below them are unknown. */
function unknownFolders(base: Tree, head: Tree): string[] {
  const of = (tree: Tree, other: Tree): string[] =>
    tree.entries
      .filter(({ kind, path, oid }) => kind === 'folder' && other.find(path)?.oid !== oid)
      .map(({ path }) => path);
  const all = [...new Set([...of(base, head), ...of(head, base)])];
  return all.filter((path) => !all.some((above) => above !== path && path.startsWith(above)));
}

function changedPairs(base: Tree, head: Tree): Pair[] {
  const before = new Map(base.entries.map((entry) => [entry.path, entry]));
  const now = new Map(head.entries.map((entry) => [entry.path, entry]));
  return [...new Set([...before.keys(), ...now.keys()])]
    .map((path) => ({ path, base: before.get(path) ?? null, head: now.get(path) ?? null }))
    .filter((pair) => pair.base?.oid !== pair.head?.oid || pair.base?.kind !== pair.head?.kind);
}

/** Recognizes files that were moved unchanged by their object name, for which their content is not needed. */
function withoutMoves(changed: readonly Pair[]): { moved: FileDiff[]; rest: Pair[] } {
  const gone = new Map(
    changed.flatMap((pair) => (pair.head === null && pair.base !== null ? [[pair.base.oid, pair]] : [])),
  );
  const moved: FileDiff[] = [];
  const left = new Set(changed);
  for (const pair of changed) {
    const from = pair.base === null && pair.head !== null ? gone.get(pair.head.oid) : undefined;
    if (from === undefined || !left.has(from)) continue;
    left.delete(from);
    left.delete(pair);
    moved.push({ ...NO_LINES, path: pair.path, from: from.path, status: 'renamed' });
  }
  return { moved, rest: [...left] };
}

async function isReadable({ base, head }: Pair, objects: BlobReader): Promise<boolean> {
  for (const entry of [base, head]) {
    if (entry === null || entry.kind === 'submodule') continue;
    if (entry.missing || (await objects.read(entry.oid)) === null) return false;
  }
  return true;
}

function entriesOf(pairs: readonly Pair[], side: 'base' | 'head'): FileEntry[] {
  return pairs.flatMap((pair) => pair[side] ?? []);
}

const NO_LINES = { from: null, binary: false, added: 0, deleted: 0, hunks: [] } as const;

function missingDiff(path: string, status: FileDiff['status']): FileDiff {
  return { ...NO_LINES, path, status, missing: true };
}

function statusOf({ base, head }: Pair): FileDiff['status'] {
  if (base === null) return 'added';
  return head === null ? 'deleted' : 'modified';
}

function inPathOrder(a: FileDiff, b: FileDiff): number {
  return Buffer.compare(pathBytes(a.path), pathBytes(b.path));
}
