/** Which files of a repository are its core, what lies on the way to them, and which test shows them. Pure. */
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { byValue } from '../rules/rule.ts';

/** Files that everything imports, but that say little of what the program does. */
const PLUMBING =
  /(^|[/_.-])(utils?|helpers?|constants?|types?|typing|typedefs?|logg(er|ing)|errors?|exceptions?|version|config|globals|compat|common|shared|index|__init__|mod|lib|prelude|i18n|debug\w*)(\.|s\.)[^/]*$|(^|\/)(utils?|helpers?|common|shared|types)\//i;

/** The most imported files first, plumbing and `entered` left out; where nothing is imported, the most complex ones that change. */
export function coreFiles(pack: EvidencePack, scope: Scope, entered: readonly string[]): string[] {
  const source = new Set(scope.files.filter(({ role }) => role === 'src').map(({ path }) => path));
  const isCore = (path: string): boolean =>
    source.has(path) && !PLUMBING.test(path) && !entered.includes(path);
  const measures = (pack.measures ?? []).filter(({ path }) => isCore(path));
  const imported = factsOf(pack, 'imports')
    .sort(byValue)
    .map(({ path, value }) => ({ path: path ?? '', fan_in: Number(value) }))
    .filter(({ path, fan_in }) => fan_in > 0 && isCore(path));
  const complexity = new Map(measures.map((measure) => [measure.path, measure.complexity]));
  const weight = ({ path, fan_in }: (typeof imported)[number]): number =>
    fan_in * Math.sqrt(1 + (complexity.get(path) ?? 0));
  const core = imported.toSorted((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1));
  if (core.length > 0) return core.map(({ path }) => path);
  return measures
    .toSorted(
      (a, b) => b.complexity * (1 + b.changes) - a.complexity * (1 + a.changes) || (a.path < b.path ? -1 : 1),
    )
    .map(({ path }) => path);
}

const LONGEST_PATH = 4;

/** The imports that lead from a file to the most complex one near it that is not `shown`; empty without one. */
export function pathFrom(pack: EvidencePack, start: string, shown: ReadonlySet<string>): string[] {
  const measures = new Map((pack.measures ?? []).map((measure) => [measure.path, measure]));
  const paths = new Map([[start, [start]]]);
  for (const [path, way] of paths) {
    if (way.length >= LONGEST_PATH) continue;
    for (const target of measures.get(path)?.imports ?? []) {
      if (!paths.has(target)) paths.set(target, [...way, target]);
    }
  }
  const ends = [...paths.keys()].filter((path) => !shown.has(path) && !PLUMBING.test(path));
  const complexity = (path: string): number => measures.get(path)?.complexity ?? 0;
  const [end] = ends.sort((a, b) => complexity(b) - complexity(a) || (a < b ? -1 : 1));
  return end === undefined || complexity(end) === 0 ? [] : (paths.get(end) ?? []);
}

/** The test file that is named after one of these files, in their order; else one that imports the most imported file. */
export function testOf(
  pack: EvidencePack,
  { files }: Scope,
  shown: readonly string[],
): { readonly path: string; readonly of: string } | null {
  const tests = files.filter(
    ({ role, language, omitted }) => role === 'test' && language !== null && omitted === null,
  );
  const byStem = Map.groupBy(tests, ({ path }) => testStem(path));
  for (const of of shown) {
    const [named] = (byStem.get(stem(of)) ?? []).toSorted(
      (a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1),
    );
    if (named !== undefined) return { path: named.path, of };
  }
  const known = new Map(tests.map((test) => [test.path, test.lines]));
  const facts = factsOf(pack, 'imports').sort(byValue);
  const ranked = [...shown.flatMap((of) => facts.find(({ path }) => path === of) ?? []), ...facts];
  for (const { path, data } of ranked) {
    const importers = data.importers.filter((importer) => known.has(importer));
    const [test] = importers.sort((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0) || (a < b ? -1 : 1));
    if (test !== undefined && path !== null) return { path: test, of: path };
  }
  const [largest] = tests.toSorted((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1));
  return largest === undefined ? null : { path: largest.path, of: 'the project' };
}

function stem(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '').toLowerCase();
}

/** `test_app.py`, `app.test.ts`, `app_spec.rb`, `AppTest.java`, `app_test.go` and `test/app.js` are tests of `app`. */
function testStem(path: string): string {
  return stem(path.replace(/(\.|_|-)?(tests?|spec)(?=\.[^./]+$)/i, '')).replace(/^tests?_/, '');
}
