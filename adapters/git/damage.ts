/**
 * Diagnoses why something in a repository can't be read: permissions, alternates, packs, and git's own messages. It is
 * reported as damage, never as absent.
 */
import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BatonError, codeOf } from '../../runner/core/errors.ts';
import { firstComplaint, type Git } from './git.ts';
import type { GitOutcome } from './git-process.ts';
import { rawPath } from './quoted-path.ts';

/** A diagnosis, with its remedy. */
export interface Damage {
  readonly why: string;
  readonly remedy: string;
}

const FSCK = 'Try git fsck, or clone the repository again.';
const MOST_ALTERNATES = 20;

export function brokenRepository(
  what: string,
  { why, remedy }: Damage,
  detail: { path?: string | undefined; cause?: unknown } = {},
): BatonError {
  return new BatonError('environment', 'broken_repository', `${what}: ${why}. ${remedy}`, detail);
}

export function damaged(why: string): Damage {
  return { why, remedy: FSCK };
}

/** Returns git's error message, without the path of Baton's private repository. */
export function gitsWords(git: Git, outcome: GitOutcome): string {
  const line = firstComplaint(outcome.stderr).replaceAll(`${git.dir}/`, '.git/');
  return line.replace(/^(fatal|error|warning): /, '');
}

/** Returns null if this user may read the file or folder, or if there is none. */
export async function deniedAt(path: string): Promise<Damage | null> {
  try {
    const folder = (await stat(path)).isDirectory();
    await access(path, folder ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    return isMissing(error) ? null : unreadable(path, error);
  }
  return null;
}

export function unreadable(path: string, error: unknown): Damage {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    const remedy = 'Run Baton as a user that may, or change the permissions.';
    return { why: `this user may not read ${path}`, remedy };
  }
  return damaged(`${path} cannot be read (${code || String(error)})`);
}

export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Looks for problems of the object store from outside: folders that this user may not read, missing alternates, an
 * index without its pack. `sha` is the object that was looked for.
 */
export async function objectDamage(git: Git, sha: string | null): Promise<Damage | null> {
  const folders = [join(git.dir, 'objects')];
  for (let at = 0; at < folders.length && at < MOST_ALTERNATES; at += 1) {
    const folder = folders[at] ?? '';
    const found = (await deniedIn(folder, sha)) ?? (await packWithout(folder));
    if (found !== null) return found;
    for (const other of await alternatesOf(folder)) {
      if ((await stat(other).catch((error: unknown) => (isMissing(error) ? null : other))) === null) {
        return {
          why: `${join(folder, 'info', 'alternates')} names ${other}, which does not exist`,
          remedy: 'Put that folder back, or clone the repository again.',
        };
      }
      if (!folders.includes(other)) folders.push(other);
    }
  }
  return null;
}

async function deniedIn(folder: string, sha: string | null): Promise<Damage | null> {
  const loose =
    sha === null ? [] : [join(folder, sha.slice(0, 2)), join(folder, sha.slice(0, 2), sha.slice(2))];
  const packs = join(folder, 'pack');
  for (const path of [folder, join(folder, 'info', 'alternates'), packs, ...loose]) {
    const denied = await deniedAt(path);
    if (denied !== null) return denied;
  }
  for (const name of await packFiles(packs)) {
    const denied = await deniedAt(join(packs, name));
    if (denied !== null) return denied;
  }
  return null;
}

async function packWithout(folder: string): Promise<Damage | null> {
  const names = new Set(await packFiles(join(folder, 'pack')));
  for (const name of names) {
    const other = name.endsWith('.idx') ? name.replace(/idx$/, 'pack') : name.replace(/pack$/, 'idx');
    if (!names.has(other)) return damaged(`${name} is there, but ${other} is not`);
  }
  return null;
}

async function packFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^pack-.*\.(idx|pack)$/.test(name)).sort();
}

async function alternatesOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'info', 'alternates'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(folder, String(rawPath(line))));
}

/** Returns whether a commit's root folder can be listed; without that listing nothing of the commit can be read. */
export async function hasRootTree(git: Git, commit: string): Promise<boolean> {
  return (await git.run(['cat-file', '-e', `${commit}^{tree}`])).code === 0;
}

/** For a commit whose root folder can't be listed. */
export function missingTree(commit: string, path: string | null = null): BatonError {
  const message = `The list of files of commit ${commit.slice(0, 7)} is not in the clone, which is partial or damaged. Fetch it with: git fetch --refetch --no-filter`;
  return new BatonError('environment', 'missing_tree', message, path === null ? {} : { path });
}

/** For a pinned commit that has disappeared from the repository. */
export function missingCommit(commit: string): BatonError {
  const message = `The commit ${commit} that this run reads is no longer in the repository. Start a new run.`;
  return new BatonError('environment', 'missing_commit', message);
}
