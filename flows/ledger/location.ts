/**
 * Where the known findings of earlier runs are at this commit: which of them are on the way to it, and in which file
 * each is now. Asks git once for each commit that matters.
 */
import type { KnownFinding } from '../../runner/core/ledger.ts';
import type { FileEntry, Repository } from '../../runner/core/ports/repository.ts';

export interface LocatedFinding {
  readonly known: KnownFinding;
  /**
   * whether the commit at which it was found last leads to this one: an ancestor, or of the same pull request. Of what
   * was found on another branch nothing is said, unless it is found again.
   */
  readonly related: boolean;
  /** its file at this commit; null if that is gone, or if it is about no file */
  readonly path: string | null;
  /** `unknown`: it may be gone, or have another name that git cannot tell */
  readonly file: 'there' | 'gone' | 'unknown' | 'none';
}

/** Returns the findings in the order given. */
export async function locate(
  findings: readonly KnownFinding[],
  repository: Repository,
  onTheWay: (finding: KnownFinding) => boolean,
): Promise<LocatedFinding[]> {
  const paths = pathsOf(await repository.list());
  const located: LocatedFinding[] = [];
  for (const known of findings) {
    const related = onTheWay(known);
    located.push({ known, related, ...(await fileOf(known, related, paths, repository)) });
  }
  return located;
}

type Where = Pick<LocatedFinding, 'path' | 'file'>;

async function fileOf(
  { path, found_at }: KnownFinding,
  related: boolean,
  paths: Paths,
  repository: Repository,
): Promise<Where> {
  if (path === null) return { path, file: 'none' };
  if (paths.has(path)) return { path, file: 'there' };
  if (!related || paths.mayHave(path)) return { path: null, file: 'unknown' };
  const { renamed, deleted, complete } = await repository.renames(found_at);
  const now = renamed.get(path);
  if (now !== undefined) return { path: now, file: 'there' };
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
