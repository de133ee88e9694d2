/** Which files of a repository are its core, what lies on the way to them, and which test shows them. Pure. */
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import { byValue } from '../rules/rule.ts';

/** Files that everything imports, but that say little of what the program does. */
const PLUMBING =
  /(^|[/_.-])(utils?|helpers?|constants?|types?|typing|typedefs?|logg(er|ing)|errors?|exceptions?|version|config|globals|compat|common|shared|index|__init__|mod|lib|prelude|i18n|debug\w*|bytesconv|interfaces)(\.|s\.)[^/]*$|(^|\/)(utils?|helpers?|common|shared|types|exceptions?|errors?)\/|\w(Exception|Error|Constants|Utils?|Helpers?)\.\w+$/i;
/** Shorter files are read in passing. */
const LEAST_LINES = 30;

/** The most imported files first, plumbing and `entered` left out; where nothing is imported, the most complex ones that change. */
export function coreFiles(pack: EvidencePack, scope: Scope, entered: readonly string[]): string[] {
  const source = new Set(
    scope.files.filter(({ role, lines }) => role === 'src' && lines >= LEAST_LINES).map(({ path }) => path),
  );
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
  // Where files of one package need no import to use each other, imports alone do not show the core.
  const central = measures.toSorted(
    (a, b) => b.complexity * (1 + b.changes) - a.complexity * (1 + a.changes) || (a.path < b.path ? -1 : 1),
  );
  const isOpen = core.some(({ path }) => /\.(go|php)$/.test(path));
  const paths = core.map(({ path }) => path);
  const others = central.map(({ path }) => path);
  if (core.length === 0) return others;
  return isOpen ? [...new Set([...others.slice(0, 2), ...paths, ...others])] : paths;
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
): { readonly path: string; readonly of: string; readonly by: 'name' | 'import' } | null {
  const tests = files.filter(
    ({ path, role, language, omitted }) =>
      role === 'test' &&
      language !== null &&
      omitted === null &&
      !/(^|\/)(__init__|conftest|setup|index)\.\w+$|(^|\/)(helpers?|fixtures?|support|utils?|mocks?)\//.test(
        path,
      ),
  );
  const byStem = Map.groupBy(tests, ({ path }) => testStem(path));
  for (const of of shown.filter((path) => !/(^|\/)(__init__|index|mod|lib|main)\.\w+$/.test(path))) {
    const [named] = (byStem.get(stem(of)) ?? []).toSorted(
      (a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1),
    );
    if (named !== undefined) return { path: named.path, of, by: 'name' };
  }
  const known = new Map(tests.map((test) => [test.path, test.lines]));
  const facts = factsOf(pack, 'imports').sort(byValue);
  const ranked = [...shown.flatMap((of) => facts.find(({ path }) => path === of) ?? []), ...facts];
  for (const { path, data } of ranked) {
    const importers = data.importers.filter((importer) => known.has(importer));
    const [test] = importers.sort((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0) || (a < b ? -1 : 1));
    if (test !== undefined && path !== null) return { path: test, of: path, by: 'import' };
  }
  const [largest] = tests.toSorted((a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1));
  return largest === undefined ? null : { path: largest.path, of: 'the project', by: 'name' };
}

/** Whether a test file has its name from a file. */
export const isTestOf = (test: string, path: string): boolean => testStem(test) === stem(path);

/** Whether two files have one name, whatever their folders and extensions. */
export const isNamedAs = (one: string, other: string): boolean => stem(one) === stem(other);

function stem(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '').toLowerCase();
}

/** `test_app.py`, `app.test.ts`, `app_spec.rb`, `spec_app.rb`, `AppTest.java`, `app_test.go` and `test/app.js` are tests of `app`. */
function testStem(path: string): string {
  return stem(path.replace(/(\.|_|-)?(tests?|spec)(?=\.[^./]+$)/i, '')).replace(/^(tests?|spec)_/, '');
}
