/** Reads the default branch of a local repository from its files, so that listing projects starts no process. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Returns the remote's default branch, else the one that is checked out; null if neither is known. */
export function defaultBranch(folder: string): string | null {
  const git = gitFolder(folder);
  if (git === null) return null;
  const shared = resolve(git, firstLine(join(git, 'commondir')) ?? '.');
  const remote = firstLine(join(shared, 'refs', 'remotes', 'origin', 'HEAD'));
  return branchOf(remote, 'refs/remotes/origin/') ?? branchOf(firstLine(join(git, 'HEAD')), 'refs/heads/');
}

function gitFolder(folder: string): string | null {
  const dotGit = join(folder, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isDirectory()) return dotGit;
  const named = firstLine(dotGit)?.match(/^gitdir: (.+)$/)?.[1];
  return named === undefined ? null : resolve(folder, named);
}

function branchOf(line: string | null, prefix: string): string | null {
  const name = line?.startsWith(`ref: ${prefix}`) ? line.slice(5 + prefix.length) : null;
  return name !== null && /^[^\p{Cc}\s~^:?*[\\]+$/u.test(name) ? name : null;
}

/** Reads at most 1,000 bytes, of a plain file only: the repository may hold huge files or pipes. */
function firstLine(file: string): string | null {
  try {
    if (!statSync(file).isFile()) return null;
    const handle = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(1000);
      return bytes.toString('utf8', 0, readSync(handle, bytes)).split('\n', 1)[0] ?? null;
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
}
