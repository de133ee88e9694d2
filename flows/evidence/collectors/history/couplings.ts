/** Which source files change in the same commits, more often than not. Pure. */
import { byWorth } from '../../../ordering.ts';

export interface Coupling {
  readonly path: string;
  readonly other: string;
  /** commits that changed both */
  readonly together: number;
  /** of the commits that changed either, 0 to 1 */
  readonly share: number;
}

/** A commit with more files than this couples nothing: its pairs would be chance. */
const MOST_FILES = 30;
const LEAST_TOGETHER = 3;
const LEAST_SHARE = 0.4;

/** Best first. `sets` holds the files of each commit, `among` those that count. */
export function couplings(sets: readonly (readonly string[])[], among: ReadonlySet<string>): Coupling[] {
  const alone = new Map<string, number>();
  const pairs = new Map<string, { path: string; other: string; together: number }>();
  for (const set of sets) {
    const files = [...new Set(set)].filter((path) => among.has(path)).sort();
    for (const path of files) alone.set(path, (alone.get(path) ?? 0) + 1);
    if (set.length <= MOST_FILES) countPairs(files, pairs);
  }
  return [...pairs.values()]
    .filter(({ together }) => together >= LEAST_TOGETHER)
    .map((pair) => {
      const either = (alone.get(pair.path) ?? 0) + (alone.get(pair.other) ?? 0) - pair.together;
      return { ...pair, share: pair.together / Math.max(either, 1) };
    })
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort(
      byWorth(
        ({ together, share }) => together * share,
        ({ path, other }) => `${path}\0${other}`,
      ),
    );
}

function countPairs(
  files: readonly string[],
  pairs: Map<string, { path: string; other: string; together: number }>,
): void {
  for (const [index, path] of files.entries()) {
    for (const other of files.slice(index + 1)) {
      const key = `${path}\0${other}`;
      const pair = pairs.get(key);
      if (pair === undefined) pairs.set(key, { path, other, together: 1 });
      else pair.together += 1;
    }
  }
}
