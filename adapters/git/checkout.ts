/** A private work tree at the pinned commit, for agents that need files, and the check that nobody wrote to it. */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import type { Checkout } from '../../runner/core/ports/repository.ts';
import { firstComplaint, type Git, gitIn } from './git.ts';
import { writeRepository } from './private-repository.ts';
import { displayLatin1 } from './quoted-path.ts';

/** Every file is written byte for byte. */
const ATTRIBUTES = '* -text !eol -ident -filter !working-tree-encoding\n';
const DAY_MS = 86_400_000;

/**
 * Writes the tree beside a repository of its own (detached at the commit, objects borrowed), so that `git log` works
 * in it and finds no repository further up. Links are written as files that hold the link's text.
 */
export async function writeCheckout(home: string, git: Git, sha: string): Promise<Checkout> {
  const checkouts = join(home, 'checkouts');
  const folder = join(checkouts, randomUUID());
  const [own, tree] = [join(folder, 'git'), join(folder, 'tree')];
  await mkdir(tree, { recursive: true, mode: 0o700 });
  await removeForgotten(checkouts, folder);
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    await writeRepository(own, {
      objectFormat: sha.length === 64 ? 'sha256' : 'sha1',
      bare: false,
      head: sha,
      alternates: [join(git.dir, 'objects')],
      links: { shallow: join(git.dir, 'shallow') },
      attributes: ATTRIBUTES,
    });
    const environment = { ...git.environment, GIT_WORK_TREE: tree };
    const written = await gitIn(own, environment, git.signal).run(['read-tree', '--reset', '-u', sha], {
      time: 600_000,
    });
    if (written.code !== 0) {
      const message = `The files of ${sha.slice(0, 7)} could not be written: ${firstComplaint(written.stderr)}`;
      throw new BatonError('environment', 'checkout_failed', message);
    }
    await writeFile(join(tree, '.git'), 'gitdir: ../git\n');
    const before = await signatures(tree);
    return { path: tree, changed: async () => differences(before, await signatures(tree)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Removes what processes that were killed left behind more than a day ago. */
async function removeForgotten(checkouts: string, newest: string): Promise<void> {
  const now = (await stat(newest)).mtimeMs;
  for (const name of await readdir(checkouts)) {
    const info = await stat(join(checkouts, name)).catch(() => null);
    if (info === null || now - info.mtimeMs < DAY_MS) continue;
    await rm(join(checkouts, name), { recursive: true, force: true });
  }
}

/** Name in bytes (as latin1) → what tells whether it was written to. */
type Signatures = ReadonlyMap<string, string>;

/**
 * Kind, mode, size, identity and both times of everything in the tree, whatever it is called. The time of the last
 * change cannot be set back, so a file that was written and restored shows too.
 */
async function signatures(root: string): Promise<Signatures> {
  const found = new Map<string, string>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const names = await readdir(bytesOf(root, folder), { encoding: 'buffer' }).catch(() => []);
    for (let at = 0; at < names.length; at += 64) {
      const batch = names.slice(at, at + 64).map((name) => `${folder}${name.toString('latin1')}`);
      for (const [path, signature] of await Promise.all(batch.map((path) => signatureOf(root, path)))) {
        if (signature !== null) found.set(path, signature);
        if (path.endsWith('/')) folders.push(path);
      }
    }
  }
  return found;
}

async function signatureOf(root: string, path: string): Promise<[path: string, signature: string | null]> {
  const info = await lstat(bytesOf(root, path), { bigint: true }).catch(() => null);
  if (info === null) return [path, null];
  // a folder's times follow its entries, which are looked at themselves
  if (info.isDirectory()) return [`${path}/`, `${info.mode} ${info.uid}`];
  const { mode, uid, size, ino, mtimeNs, ctimeNs } = info;
  return [path, [mode, uid, size, ino, mtimeNs, ctimeNs].join(' ')];
}

function bytesOf(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

function differences(before: Signatures, after: Signatures): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed = [...paths].filter((path) => before.get(path) !== after.get(path));
  return changed.sort().map(displayLatin1);
}
