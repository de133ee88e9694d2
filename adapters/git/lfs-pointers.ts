/**
 * Excludes Git LFS pointers. Git LFS stores a file's content elsewhere and a pointer of a few lines in git; pointers
 * are not source, so they are not searched or compared.
 */
import type {
  FileDiff,
  FileText,
  GrepHit,
  GrepQuery,
  Repository,
  Side,
} from '../../runner/core/ports/repository.ts';
import { LFS_POINTER_BYTES, mayBeInLfsPointer } from './file-text.ts';
import type { Tree } from './tree.ts';

const MOST_HITS = 1_000;

/** Returns hits in files that are not pointers, as many as requested if there are that many. */
export async function grepContents(
  query: GrepQuery,
  grep: (query: GrepQuery) => Promise<readonly GrepHit[]>,
  read: (path: string) => Promise<FileText | null>,
): Promise<readonly GrepHit[]> {
  const { most = MOST_HITS } = query;
  for (let wide = most; ; wide *= 4) {
    const found = await grep({ ...query, most: wide });
    const suspects = new Set(found.filter((hit) => mayBeInLfsPointer(hit.text)).map((hit) => hit.path));
    const pointers = new Set<string>();
    for (const path of suspects) if ((await read(path))?.omitted === 'lfs-pointer') pointers.add(path);
    const hits = found.filter((hit) => !pointers.has(hit.path));
    if (hits.length >= most || found.length < wide) return hits.slice(0, most);
  }
}

/** A pointer has no more lines than this, whatever extensions it names. */
const MOST_LINES = 20;

/** The changed files, those that are a pointer on either side as files without lines. */
export async function withoutPointers(
  diffs: readonly FileDiff[],
  tree: (side: Side) => Promise<Tree>,
  read: Repository['read'],
): Promise<FileDiff[]> {
  const isPointer = async (path: string, side: Side): Promise<boolean> => {
    const entry = (await tree(side)).find(path);
    if (entry === null || entry.missing || entry.size >= LFS_POINTER_BYTES) return false;
    return (await read(path, side))?.omitted === 'lfs-pointer';
  };
  const changed: FileDiff[] = [];
  for (const diff of diffs) {
    const pointer =
      diff.hunks.length > 0 &&
      ((await isPointer(diff.path, 'head')) ||
        (mayReplacePointer(diff) && (await isPointer(diff.from ?? diff.path, 'base'))));
    changed.push(pointer ? { ...diff, binary: true, added: 0, deleted: 0, hunks: [] } : diff);
  }
  return changed;
}

/** Uses the hunks alone, so that the listing of the base is seldom needed. */
function mayReplacePointer({ hunks, deleted }: FileDiff): boolean {
  return hunks.length === 1 && hunks[0]?.base_start === 1 && deleted > 0 && deleted <= MOST_LINES;
}
