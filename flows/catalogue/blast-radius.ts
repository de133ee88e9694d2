/** What a change to some files reaches: who imports them, which tests do, and what usually changes with them. Pure. */

import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { sourcePaths } from '../contracts/scope.ts';
import { reachingTests, testGraph } from '../evidence/reaching-tests.ts';
import { byWorth } from '../ordering.ts';

/** One file and what depends on it. */
export interface Reach {
  readonly path: string;
  /** files that import it, in path order, tests left out */
  readonly importers: readonly string[];
  /** how many files depend on it directly or through others, tests left out */
  readonly dependents: number;
  /** tests that reach it through imports, the nearest first */
  readonly tests: readonly string[];
  /** commits in the window */
  readonly changes: number;
  /** files that usually change with it, with the commits that changed both */
  readonly partners: readonly { readonly path: string; readonly commits: number }[];
}

export interface BlastRadius {
  /** the most depended on first */
  readonly reaches: readonly Reach[];
  /** how many files depend on any of them, themselves left out */
  readonly dependents: number;
  readonly tests: number;
}

/** The source files that speak of what the run is about, the best first. */
export function namedFiles(pack: EvidencePack, scope: Scope): string[] {
  const source = sourcePaths(scope.files);
  const paths = factsOf(pack, 'mention').flatMap(({ path }) =>
    path !== null && source.has(path) ? [path] : [],
  );
  return [...new Set(paths)];
}

export function blastRadius(paths: readonly string[], pack: EvidencePack, scope: Scope): BlastRadius {
  const changes = new Map(pack.measures?.map((measure) => [measure.path, measure.changes]));
  const graph = testGraph(pack, scope);
  const { importers } = graph;
  const all = new Set<string>();
  const reaches = paths.map((path): Reach => {
    const direct = importers.get(path) ?? [];
    const reached = closure(path, importers);
    const tests = reachingTests(path, graph);
    for (const one of [...reached, ...tests]) all.add(one);
    return {
      path,
      importers: direct.filter((one) => !graph.isTest(one)),
      dependents: reached.filter((one) => !graph.isTest(one)).length,
      tests,
      changes: changes.get(path) ?? 0,
      partners: partnersOf(path, pack),
    };
  });
  const others = [...all].filter((path) => !paths.includes(path));
  return {
    reaches: reaches.sort(
      byWorth(
        ({ dependents }) => dependents,
        ({ path }) => path,
      ),
    ),
    dependents: others.filter((path) => !graph.isTest(path)).length,
    tests: others.filter((path) => graph.isTest(path)).length,
  };
}

/** Every file from which imports lead to this one, itself left out. */
function closure(path: string, importers: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>([path]);
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const importer of importers.get(next) ?? []) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      open.push(importer);
    }
  }
  seen.delete(path);
  return [...seen];
}

const MOST_PARTNERS = 3;

function partnersOf(path: string, pack: EvidencePack): Reach['partners'] {
  return factsOf(pack, 'cochange')
    .flatMap(({ path: one, value, data }) => {
      const other = one === path ? data.other : data.other === path ? one : null;
      return other === null ? [] : [{ path: other, commits: Number(value) }];
    })
    .slice(0, MOST_PARTNERS);
}
