/** Diagnoses why an existing ref can't be read: its file, the folders above it, or a branch that lost its file. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Damage, damaged, deniedAt, gitsWords, isMissing, unreadable } from './damage.ts';
import type { Git } from './git.ts';

const MOST_HOPS = 5;
const OBJECT_NAME = /^([0-9a-f]{40}|[0-9a-f]{64})(\s|$)/;

/** Diagnoses the ref of that full name, and the ref it points to; null if it is sound or does not exist. */
export async function refDamage(git: Git, name: string, hops = 0): Promise<Damage | null> {
  const file = join(git.dir, name);
  let text: string;
  try {
    const info = await stat(file);
    if (info.isDirectory()) return null;
    if (!info.isFile()) return damaged(`${name} is not a file`);
    text = (await readFile(file, 'latin1')).trim();
  } catch (error) {
    return isMissing(error) ? null : unreadable(await realName(file), error);
  }
  const [, target] = /^ref: *(refs\/\S+)$/.exec(text) ?? [];
  if (target !== undefined && hops < MOST_HOPS) return refDamage(git, target, hops + 1);
  if (text === '') return damaged(`the file of ${name} is empty`);
  if (OBJECT_NAME.test(text) && !/^0+$/.test(text)) return null;
  return damaged(`the file of ${name} holds no object name`);
}

/**
 * Diagnoses a branch that has no ref: its file was lost if its reflog has commits, or if there is an empty folder in its
 * place. Null for a branch that has no commits yet.
 */
export async function lostBranch(git: Git, name: string): Promise<Damage | null> {
  const file = join(git.dir, name);
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory() && (await readdir(file).catch(() => [])).length === 0) {
    return damaged(`${name} is an empty folder`);
  }
  const log = await stat(join(git.dir, 'logs', name)).catch(() => null);
  if (log?.isFile() && log.size > 0)
    return damaged(`the file of ${name} is gone, though its reflog has commits`);
  return null;
}

/** Returns the damage if this user may not read a folder of refs, or the packed refs. */
export async function refsDenied(git: Git): Promise<Damage | null> {
  for (const name of ['refs', 'refs/heads', 'refs/tags', 'refs/remotes', 'packed-refs']) {
    const denied = await deniedAt(await realName(join(git.dir, name)));
    if (denied !== null) return denied;
  }
  return null;
}

/** Diagnoses all refs, also packed refs that git can't parse, and broken refs that it only warns of. */
export async function refsDamage(git: Git): Promise<Damage | null> {
  const denied = await refsDenied(git);
  if (denied !== null) return denied;
  const outcome = await git.run(['for-each-ref', '--format=x'], { onOutput: () => true });
  return outcome.code === 0 && outcome.stderr.trim() === '' ? null : damaged(gitsWords(git, outcome));
}

/** Returns the path in the target: the private repository's refs are links. */
async function realName(file: string): Promise<string> {
  const folder = await realpath(dirname(file)).catch(() => null);
  const own = await realpath(file).catch(() => null);
  return own ?? (folder === null ? file : join(folder, file.slice(dirname(file).length + 1)));
}
