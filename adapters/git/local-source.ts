/** Prepares a git repository on this disk for reading, through a private one that borrows its objects and refs. */

import { randomUUID } from 'node:crypto';
import { copyFile, lstat, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Git, gitIn } from './git.ts';
import { ensureRepository, folderFor } from './private-repository.ts';
import { lostBranch } from './ref-damage.ts';
import { shownRemote } from './remote-url.ts';
import { type Source, USUAL_DEFAULTS, type WorkTreeState } from './source.ts';
import type { GitTarget } from './target.ts';

/** Whether a file is text depends on its content: a `-diff` or `binary` attribute of the target hides nothing. */
const ATTRIBUTES = '* !diff !merge\n';

export async function localSource(
  home: string,
  target: GitTarget,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Source> {
  const { gitDir, commonDir, objectFormat } = target;
  const dir = folderFor(home, 'local', gitDir, commonDir, objectFormat);
  await ensureRepository(dir, {
    objectFormat,
    bare: true,
    head: target.head,
    alternates: [join(commonDir, 'objects')],
    links: {
      refs: join(commonDir, 'refs'),
      'packed-refs': join(commonDir, 'packed-refs'),
      shallow: join(commonDir, 'shallow'),
      'logs/refs': join(commonDir, 'logs', 'refs'),
      'logs/HEAD': join(gitDir, 'logs', 'HEAD'),
      'info/exclude': join(commonDir, 'info', 'exclude'),
    },
    attributes: ATTRIBUTES,
  });
  const git = gitIn(dir, environment, signal);
  const { workTree } = target;
  const notes = [];
  if (target.shallow) notes.push('the clone is shallow: its history ends early');
  if (target.partial) notes.push('the clone is partial: what was never fetched cannot be read');
  return {
    git,
    head: 'HEAD',
    defaults: ['refs/remotes/origin/HEAD', ...USUAL_DEFAULTS],
    history: target.shallow ? 'shallow' : 'full',
    notes,
    remote: shownRemote(target.origin),
    stale: null,
    partial: target.partial,
    lostHead: (branch) => lostBranch(git, branch),
    workTree: workTree === null ? null : () => workTreeState(git, target, workTree),
  };
}

/**
 * Compares the work tree with HEAD using a copy of the index, so that the target's own index is not refreshed. Because of
 * the stored file times, unchanged files are not read. Submodules are skipped: git would open them as repositories.
 */
async function workTreeState(git: Git, target: GitTarget, workTree: string): Promise<WorkTreeState> {
  const index = join(target.gitDir, 'index');
  const info = await lstat(index).catch(() => null);
  if (info === null) return { changed: 0, untracked: 0 };
  const copy = join(git.dir, `index.${randomUUID()}`);
  try {
    if (!info.isFile()) return 'unknown';
    await copyFile(index, copy);
    // Git reads files whose time is that of the index; after a copy with a later time it would miss their changes.
    await utimes(copy, info.atime, info.mtime);
    const args = [
      ...target.settings,
      'status',
      '--porcelain',
      '-z',
      '--no-renames',
      '--ignore-submodules=all',
    ];
    const environment = { GIT_INDEX_FILE: copy, GIT_WORK_TREE: workTree };
    const { code, stdout } = await git.run(args, { environment, time: 5_000, bytes: 64e6 });
    if (code !== 0) return 'unknown';
    const lines = stdout.toString('latin1').split('\0').slice(0, -1);
    const untracked = lines.filter((line) => line.startsWith('??')).length;
    return { changed: lines.length - untracked, untracked };
  } catch (error) {
    git.signal?.throwIfAborted();
    if (error instanceof Error) return 'unknown';
    throw error;
  } finally {
    await rm(copy, { force: true });
  }
}
