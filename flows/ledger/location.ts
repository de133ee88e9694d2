/**
 * Where the known findings of earlier runs are at this commit: which of them are on the way to it, and in which file
 * each is now. Asks git once for each commit that matters.
 */
import type { KnownFinding } from '../../runner/core/ledger.ts';
import type { FileEntry, Renames, Repository } from '../../runner/core/ports/repository.ts';

export interface LocatedFinding {
  readonly known: KnownFinding;
  /**
   * whether the commit at which it was found last leads to this one: an ancestor, or of the same pull request. Of what
   * was found on another branch nothing is said, unless it is found again.
   */
  readonly related: boolean;
  /**
   * whether rules look at the same now as they did then: at a whole tree, or at the same pull request. What another change
   * does not do is not fixed by it.
   */
  readonly comparable: boolean;
  /** its file at this commit; null if that is gone, or if it is about no file */
  readonly path: string | null;
  /** `unknown`: it may be gone, or have another name that git cannot tell */
  readonly file: 'there' | 'gone' | 'unknown' | 'none';
}

/** Returns the findings in the order given. */
export async function locate(
  findings: readonly KnownFinding[],
  repository: Repository,
  is: Record<'onTheWay' | 'comparable', (finding: KnownFinding) => boolean>,
): Promise<LocatedFinding[]> {
  const paths = pathsOf(await repository.list());
  const moves = new Map<string, Renames>();
  const located: LocatedFinding[] = [];
  for (const known of findings) {
    const { path, found_at } = known;
    const one = { known, related: is.onTheWay(known), comparable: is.comparable(known) };
    if (path === null) located.push({ ...one, path, file: 'none' });
    else if (paths.has(path)) located.push({ ...one, path, file: 'there' });
    // Files of other branches are not worth a comparison each.
    else if (!one.related || paths.mayHave(path)) located.push({ ...one, path: null, file: 'unknown' });
    else {
      const since = moves.get(found_at) ?? (await repository.renames(found_at));
      moves.set(found_at, since);
      located.push({ ...one, ...movedIn(since, path) });
    }
  }
  return located;
}

function movedIn(
  { renamed, deleted, complete }: Renames,
  path: string,
): Pick<LocatedFinding, 'path' | 'file'> {
  const now = renamed.get(path) ?? null;
  if (now !== null) return { path: now, file: 'there' };
  return { path: null, file: complete && deleted.has(path) ? 'gone' : 'unknown' };
}

interface Paths {
  has(path: string): boolean;
  /** whether it is below a folder that cannot be listed */
  mayHave(path: string): boolean;
}

function pathsOf(entries: readonly FileEntry[]): Paths {
  const known = new Set(entries.map(({ path }) => path));
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
  return {
    has: (path) => known.has(path),
    mayHave: (path) => folders.some((folder) => path.startsWith(folder)),
  };
}
