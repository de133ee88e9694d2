/** The listing of one commit's tree. */
import type { FileEntry } from '../../runner/core/ports/repository.ts';
import type { Git } from './git.ts';
import { displayLatin1, displayPath, rawPath } from './quoted-path.ts';

export interface Tree {
  /** in path order */
  readonly entries: readonly FileEntry[];
  /** The entry of that name, plain or quoted; lookups never leave the listing, so there is no way out of the tree. */
  find(path: string): FileEntry | null;
}

export async function readTree(git: Git, commit: string): Promise<Tree> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
  const entries = parseTree(await git.output(args, { time: 60_000, bytes: 1e9 }));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return { entries, find: (path) => byPath.get(path) ?? byPath.get(canonical(path)) ?? null };
}

/** Parses `<mode> <type> <oid> <size>\t<path>\0`…; one string for all of it is several times faster than a slice each. */
function parseTree(output: Buffer): FileEntry[] {
  const entries: FileEntry[] = [];
  const text = output.toString('latin1');
  for (let start = 0; start < text.length; ) {
    const tab = text.indexOf('\t', start);
    const end = text.indexOf('\0', tab);
    const [mode = '', type = '', oid = '', ...padded] = text.slice(start, tab).split(' ');
    const size = Number(padded.at(-1));
    const path = displayLatin1(text.slice(tab + 1, end));
    // a submodule has no size, and neither has a blob that a partial clone never fetched
    entries.push({ path, size: Number.isNaN(size) ? 0 : size, kind: kindOf(mode, type), oid });
    start = end + 1;
  }
  return entries;
}

function kindOf(mode: string, type: string): FileEntry['kind'] {
  if (type === 'commit') return 'submodule';
  if (mode === '120000') return 'symlink';
  return mode === '100755' ? 'executable' : 'file';
}

/** The listed form of a name that was given in another quoted form. */
function canonical(path: string): string {
  const raw = rawPath(path);
  return displayPath(typeof raw === 'string' ? Buffer.from(raw) : raw);
}
