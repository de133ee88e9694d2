/**
 * Creates a private work tree at the pinned commit, for agents that need files, and checks that nothing was written to
 * it.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import type { Checkout, FileEntry } from '../../runner/core/ports/repository.ts';
import { createBlobReader } from './blob-reader.ts';
import { firstComplaint, type Git, gitIn } from './git.ts';
import type { GitOutcome } from './git-process.ts';
import { writeRepository } from './private-repository.ts';
import { displayLatin1 } from './quoted-path.ts';
import { pathBytes, writeReadableTree } from './readable-tree.ts';
import { readTree } from './tree.ts';

/** Every file is written byte for byte. */
const ATTRIBUTES = '* -text !eol -ident -filter !working-tree-encoding\n';
const DAY_MS = 86_400_000;
/** Time limit for writing a tree. */
const WRITE_LIMIT_MS = 600_000;

/**
 * Writes the tree beside its own repository (detached at the commit, with borrowed objects), so that `git log` works in it
 * and finds no repository further up. Links are written as files that hold the link's text.
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
    const inTree = gitIn(own, { ...git.environment, GIT_WORK_TREE: tree }, git.signal);
    const written = await inTree.run(['read-tree', '--reset', '-u', sha], { time: WRITE_LIMIT_MS });
    if (written.code !== 0) await writePresentFiles(git, inTree, tree, sha, written);
    await writeFile(join(tree, '.git'), 'gitdir: ../git\n');
    const before = await signatures(tree);
    return { path: tree, changed: async () => differences(before, await signatures(tree)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Writes the files whose content is in the clone. The others are left out of the tree and marked in its index, so that
 * `git status` does not report them as deleted. Throws `environment` (`checkout_failed`) if a file that is in the clone
 * could not be written.
 */
async function writePresentFiles(
  git: Git,
  inTree: Git,
  tree: string,
  sha: string,
  failed: GitOutcome,
): Promise<void> {
  const objects = createBlobReader(git);
  try {
    const { entries } = await readTree(git, sha, objects);
    const files = entries.filter(({ kind }) => kind !== 'submodule' && kind !== 'folder');
    const isListed = entries.every(({ kind }) => kind !== 'folder');
    const listing = isListed ? sha : await writeReadableTree(git, entries);
    await inTree.output(['read-tree', '--reset', listing], { time: WRITE_LIMIT_MS });
    const there = zeroed(files.filter((file) => !file.missing));
    // It exits with 1 if one file could not be written, and writes the others.
    await inTree.run(['checkout-index', '--force', '-z', '--stdin'], { input: there, time: WRITE_LIMIT_MS });
    const absent: FileEntry[] = [];
    for (const file of files) {
      if ((await lstat(bytesOf(tree, pathBytes(file.path).toString('latin1'))).catch(() => null)) === null)
        absent.push(file);
    }
    for (const file of absent) {
      if (!file.missing && (await objects.read(file.oid)) !== null) throw cannotWrite(sha, failed);
    }
    const marks = { input: zeroed(absent), time: WRITE_LIMIT_MS };
    await inTree.output(['update-index', '--skip-worktree', '-z', '--stdin'], marks);
  } finally {
    await objects.close();
  }
}

function zeroed(files: readonly FileEntry[]): Buffer {
  return Buffer.concat(files.flatMap(({ path }) => [pathBytes(path), Buffer.alloc(1)]));
}

function cannotWrite(sha: string, { stderr }: GitOutcome): BatonError {
  const message = `The files of ${sha.slice(0, 7)} could not be written: ${firstComplaint(stderr)}`;
  return new BatonError('environment', 'checkout_failed', message);
}

/** Removes what killed processes left behind more than a day ago. */
async function removeForgotten(checkouts: string, newest: string): Promise<void> {
  const now = (await stat(newest)).mtimeMs;
  for (const name of await readdir(checkouts)) {
    const info = await stat(join(checkouts, name)).catch(() => null);
    if (info === null || now - info.mtimeMs < DAY_MS) continue;
    await rm(join(checkouts, name), { recursive: true, force: true });
  }
}

/** Name in bytes (as latin1) → a value that changes when the file is written to. */
type Signatures = ReadonlyMap<string, string>;

/**
 * Records kind, mode, size, identity and both times of everything in the tree. The time of the last status change can't be
 * set back, so a file that was written and restored is noticed too.
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
  // A folder's times follow its entries, which are compared themselves.
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
