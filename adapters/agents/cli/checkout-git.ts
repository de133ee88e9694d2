/**
 * Finds what `git log` in a checkout reads outside the work tree: the checkout's own repository beside it, and the objects
 * which that one borrows. A confined agent sees them read-only; without them, git in the checkout does not work.
 */
import { access, readFile, readlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/** Git follows borrowed objects as deep as this. */
const DEEPEST = 5;

/** Returns absolute paths that exist; none for a folder that is no checkout with a repository beside it. */
export async function gitFoldersOf(checkout: string): Promise<string[]> {
  const pointer = await textOf(join(checkout, '.git'));
  const named = /^gitdir: (.+)$/m.exec(pointer)?.[1];
  if (named === undefined) return [];
  const own = resolve(checkout, named);
  const shallow = await readlink(join(own, 'shallow')).catch(() => null);
  return [
    own,
    ...(shallow !== null && (await isThere(shallow)) ? [shallow] : []),
    ...(await borrowedBy(join(own, 'objects'), DEEPEST)),
  ];
}

/** Only folders called `objects`, so that a foreign repository can't name any folder of the machine. */
async function borrowedBy(objects: string, depth: number): Promise<string[]> {
  if (depth === 0) return [];
  const lines = (await textOf(join(objects, 'info', 'alternates'))).split('\n');
  const folders = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(objects, plainLine(line)))
    .filter((folder) => basename(folder) === 'objects');
  const there = await Promise.all(folders.map(isThere));
  const found = folders.filter((_, index) => there[index]);
  const further = await Promise.all(found.map((folder) => borrowedBy(folder, depth - 1)));
  return [...found, ...further.flat()];
}

/** Git quotes some lines as C does; the quotes that occur in these paths are valid JSON. */
function plainLine(line: string): string {
  if (!line.startsWith('"')) return line;
  try {
    return String(JSON.parse(line));
  } catch {
    return line;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
