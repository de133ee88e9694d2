/**
 * Tells text from other contents: decodes a blob or says why it has no text, and excludes Git LFS pointers from searches
 * and comparisons. Git LFS stores a file's content elsewhere and a pointer of a few lines in git, which is not source.
 */
import type {
  FileDiff,
  FileText,
  GrepHit,
  GrepQuery,
  Repository,
  Side,
} from '../../runner/core/ports/repository.ts';
import type { Tree } from './tree.ts';

export type Text = Pick<FileText, 'text' | 'omitted'>;

/** The largest file that is decoded, in bytes. */
export const MOST_BYTES = 1_000_000;
/** A NUL within this many bytes makes a file binary, as in git. */
const BINARY_WINDOW = 8_000;
/** The specification of Git LFS has every pointer smaller than this. */
const LFS_POINTER_BYTES = 1_024;
const LFS_POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d+\r?\n(?:[a-z0-9.-]+ .*\r?\n)*oid [a-z0-9]+:[0-9a-f]{32,}\r?\n(?:[a-z0-9.-]+ .*\r?\n)*size \d+\r?\n?$/;

/** Decodes a blob without its byte order mark; line ends are not changed. */
export function textIn(blob: Buffer): Text {
  if (blob.length > MOST_BYTES) return { text: '', omitted: 'too-large' };
  if (blob.subarray(0, BINARY_WINDOW).includes(0)) return { text: '', omitted: 'binary' };
  const text = blob.toString();
  if (blob.length < LFS_POINTER_BYTES && LFS_POINTER.test(text)) return { text: '', omitted: 'lfs-pointer' };
  return { text: text.startsWith('\u{feff}') ? text.slice(1) : text, omitted: null };
}

/** Returns true if a line can occur in a Git LFS pointer; only the whole file shows whether it is one. */
function mayBeInLfsPointer(line: string): boolean {
  return /^(version https:\/\/|oid |size |ext-)/.test(line);
}

const MOST_HITS = 1_000;

/** Returns hits in files that are not pointers, up to the requested number. */
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

/** Returns the changed files; one that is a pointer on either side has no lines. */
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
