/** Lists the tree of one commit. */
import type { FileEntry } from '../../runner/core/ports/repository.ts';
import type { BlobReader } from './blob-reader.ts';
import { missingTree } from './damage.ts';
import { FATAL, type Git, gitFailed } from './git.ts';
import { displayLatin1, displayPath, rawPath } from './quoted-path.ts';

export interface Tree {
  /** in path order */
  readonly entries: readonly FileEntry[];
  /** whether everything that is listed is in the clone */
  readonly complete: boolean;
  /** Returns the entry of that name, plain or quoted. Only listed names are found, so no path leads out of the tree. */
  find(path: string): FileEntry | null;
}

/** Throws `environment` (`missing_tree`) if the listing of the root folder is not in the clone. */
export async function readTree(git: Git, commit: string, objects: BlobReader): Promise<Tree> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
  const outcome = await git.run(args, { time: 60_000, bytes: 1e9 });
  if (outcome.code === 0) return treeOf(parseTree(outcome.stdout));
  if (outcome.code > FATAL) throw gitFailed(outcome);
  // git stops at the first folder whose listing is missing; the walk continues after it.
  const root = (await git.run(['rev-parse', '--verify', '--quiet', `${commit}^{tree}`])).stdout
    .toString()
    .trim();
  const listed = root === '' ? null : await walk(objects, root, '');
  if (listed === null) throw missingTree(commit);
  return treeOf(await withSizes(git, listed));
}

export function treeOf(entries: readonly FileEntry[]): Tree {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return {
    entries,
    complete: entries.every((entry) => !entry.missing),
    find: (path) => byPath.get(path) ?? byPath.get(canonical(path)) ?? null,
  };
}

/** Parses `<mode> <type> <oid> <size>\t<path>\0`…; one string for all of it is several times faster than a slice each. */
function parseTree(output: Buffer): FileEntry[] {
  const entries: FileEntry[] = [];
  const text = output.toString('latin1');
  for (let start = 0; start < text.length; ) {
    const tab = text.indexOf('\t', start);
    const end = text.indexOf('\0', tab);
    const [mode = '', type = '', oid = '', ...padded] = text.slice(start, tab).split(' ');
    entries.push(entryOf({ mode, type, oid, path: text.slice(tab + 1, end) }, padded.at(-1)));
    start = end + 1;
  }
  return entries;
}

interface Listed {
  readonly mode: string;
  readonly type: string;
  readonly oid: string;
  /** bytes as latin1 */
  readonly path: string;
}

/** Submodules and missing blobs have no size. */
function entryOf({ mode, type, oid, path }: Listed, size: string | undefined): FileEntry {
  const kind = kindOf(mode, type);
  const bytes = /^\d+$/.test(size ?? '') ? Number(size) : null;
  const missing = kind === 'folder' || (kind !== 'submodule' && bytes === null);
  return { path: displayLatin1(path), size: bytes ?? 0, kind, oid, missing };
}

function kindOf(mode: string, type: string): FileEntry['kind'] {
  if (type === 'folder') return 'folder';
  if (type === 'commit') return 'submodule';
  if (mode === '120000') return 'symlink';
  return mode === '100755' ? 'executable' : 'file';
}

/** Lists everything below a tree in path order; null if that tree is missing. A missing folder is one entry. */
async function walk(objects: BlobReader, oid: string, prefix: string): Promise<Listed[] | null> {
  const content = await objects.read(oid);
  if (content === null) return null;
  const found: Listed[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space).padStart(6, '0');
    const path = prefix + content.toString('latin1', space + 1, end);
    at = end + 1 + oid.length / 2;
    const own = content.toString('hex', end + 1, at);
    if (mode !== '040000') {
      found.push({ mode, type: mode === '160000' ? 'commit' : 'blob', oid: own, path });
      continue;
    }
    const below = await walk(objects, own, `${path}/`);
    found.push(...(below ?? [{ mode, type: 'folder', oid: own, path: `${path}/` }]));
  }
  return found;
}

/** Adds the sizes from `git cat-file --batch-check`, which prints `<oid> <type> <size>` or `<oid> missing`. */
async function withSizes(git: Git, listed: readonly Listed[]): Promise<FileEntry[]> {
  const blobs = listed.filter(({ type }) => type === 'blob').map(({ oid }) => oid);
  const input = Buffer.from(blobs.map((oid) => `${oid}\n`).join(''));
  const answers = await git.output(['cat-file', '--batch-check'], { input, time: 60_000, bytes: 1e9 });
  const sizes = new Map<string, string | undefined>();
  for (const line of answers.toString('latin1').split('\n')) {
    const [oid = '', , size] = line.split(' ');
    sizes.set(oid, size);
  }
  return listed.map((one) => entryOf(one, sizes.get(one.oid)));
}

/** Returns the listed form of a name that is quoted differently. */
function canonical(path: string): string {
  const raw = rawPath(path);
  return displayPath(typeof raw === 'string' ? Buffer.from(raw) : raw);
}
