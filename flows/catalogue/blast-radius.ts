/** What a change to some files reaches: who imports them, which tests do, and what usually changes with them. Pure. */
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { byWorth, compare } from '../ordering.ts';

/** One file and what depends on it. */
export interface Reach {
  readonly path: string;
  /** files that import it, in path order, tests left out */
  readonly importers: readonly string[];
  /** how many files depend on it directly or through others, tests left out */
  readonly dependents: number;
  /** tests that reach it through imports, those that import it themselves first */
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
  const source = new Set(scope.files.filter(({ role }) => role === 'src').map(({ path }) => path));
  const paths = factsOf(pack, 'mention').flatMap(({ path }) =>
    path !== null && source.has(path) ? [path] : [],
  );
  return [...new Set(paths)];
}

export function blastRadius(paths: readonly string[], pack: EvidencePack, scope: Scope): BlastRadius {
  const tests = new Set(scope.files.filter(({ role }) => role === 'test').map(({ path }) => path));
  const changes = new Map(pack.measures?.map((measure) => [measure.path, measure.changes]));
  const importers = importersOf(pack);
  const all = new Set<string>();
  const reaches = paths.map((path): Reach => {
    const direct = importers.get(path) ?? [];
    const reached = closure(path, importers);
    for (const one of reached) all.add(one);
    return {
      path,
      importers: direct.filter((one) => !tests.has(one)),
      dependents: reached.filter((one) => !tests.has(one)).length,
      tests: reached.filter((one) => tests.has(one)).sort(nearest(direct)),
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
    dependents: others.filter((path) => !tests.has(path)).length,
    tests: others.filter((path) => tests.has(path)).length,
  };
}

function importersOf({ measures = [] }: EvidencePack): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { path, imports } of measures) {
    for (const imported of imports) found.set(imported, [...(found.get(imported) ?? []), path]);
  }
  return found;
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

function nearest(direct: readonly string[]): (a: string, b: string) => number {
  const isDirect = (path: string): number => (direct.includes(path) ? 0 : 1);
  return (a, b) => isDirect(a) - isDirect(b) || compare(a, b);
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
