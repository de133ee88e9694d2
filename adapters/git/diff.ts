/** Compares two commits: one listing with counts, and one pass over the patch for the hunks. */
import type { FileDiff, Hunk } from '../../runner/core/ports/repository.ts';
import { FATAL, type Git, gitFailed } from './git.ts';
import type { GitOutcome } from './git-process.ts';
import { displayLatin1 } from './quoted-path.ts';

/** Time limit for comparing two trees. */
const TIME_LIMIT_MS = 120_000;
const DIFF = ['diff-tree', '-r', '-M', '--no-ext-diff', '--no-textconv', '--no-color', '--full-index'];
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * Returns the changed files in path order, hunks without context lines; or git's outcome if it failed, as it does at an
 * object that is not in the clone.
 */
export async function compareTrees(git: Git, base: string, head: string): Promise<FileDiff[] | GitOutcome> {
  const listing = await git.run([...DIFF, '-z', '--raw', '--numstat', base, head], { time: TIME_LIMIT_MS });
  if (listing.code === FATAL) return listing;
  if (listing.code !== 0) throw gitFailed(listing);
  const changes = parseListing(listing.stdout);
  const hunks = createHunkReader();
  const patch = [...DIFF, '-p', '-U0', '--submodule=short', base, head];
  await git.output(patch, { time: TIME_LIMIT_MS, bytes: 4e9, onOutput: hunks.read });
  const sections = hunks.sections();
  let next = 0;
  return changes.map(({ typeChanged, ...change }) => {
    // In the patch, a file that became a link is a deletion and an addition.
    const own = sections.slice(next, next + (typeChanged ? 2 : 1));
    next += own.length;
    return { ...change, hunks: own.flat() };
  });
}

type Change = Omit<FileDiff, 'hunks'> & { readonly typeChanged: boolean };

/** First every `:mode mode oid oid status\0path\0`, then, in the same order, every `added\tdeleted\tpath\0`. */
function parseListing(output: Buffer): Change[] {
  const fields = output.toString('latin1').split('\0');
  const raw: { status: string; from: string | null; path: string }[] = [];
  let at = 0;
  for (; fields[at]?.startsWith(':'); at += 1) {
    const status = fields[at]?.split(' ')[4] ?? '';
    const from = status.startsWith('R') ? (fields[++at] ?? '') : null;
    raw.push({ status: status.slice(0, 1), from, path: fields[++at] ?? '' });
  }
  return raw.map(({ status, from, path }) => {
    const [added = '', deleted = ''] = fields[at]?.split('\t') ?? [];
    at += from === null ? 1 : 3;
    return {
      path: displayLatin1(path),
      from: from === null ? null : displayLatin1(from),
      status: STATUSES[status] ?? 'modified',
      binary: added === '-',
      added: added === '-' ? 0 : Number(added),
      deleted: deleted === '-' ? 0 : Number(deleted),
      typeChanged: status === 'T',
    };
  });
}

const STATUSES: Readonly<Record<string, FileDiff['status']>> = { A: 'added', D: 'deleted', R: 'renamed' };

/**
 * Reads a patch as it arrives and collects its hunk headers, one list per file. A content line always begins with a sign,
 * so a line that begins with `diff --git` or `@@` is git's own, and only the first bytes of a line matter.
 */
function createHunkReader(): { read(chunk: Buffer): boolean; sections(): Hunk[][] } {
  const sections: Hunk[][] = [];
  let line = '';
  const finish = () => {
    if (line.startsWith('diff --git ')) sections.push([]);
    const [, base, baseLines = '1', head, headLines = '1'] = HUNK.exec(line) ?? [];
    if (base !== undefined) {
      const [base_start, base_lines, head_start, head_lines] = [base, baseLines, head, headLines].map(Number);
      sections.at(-1)?.push({
        base_start: base_start ?? 0,
        base_lines: base_lines ?? 0,
        head_start: head_start ?? 0,
        head_lines: head_lines ?? 0,
      });
    }
    line = '';
  };
  return {
    read: (chunk) => {
      for (let start = 0; start < chunk.length; ) {
        const end = chunk.indexOf(10, start);
        const stop = end < 0 ? chunk.length : end;
        if (line.length < 120) line += chunk.toString('latin1', start, Math.min(stop, start + 120));
        if (end >= 0) finish();
        start = stop + 1;
      }
      return true;
    },
    sections: () => sections,
  };
}
