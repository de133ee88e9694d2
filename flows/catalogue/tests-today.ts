/**
 * What the facts say of a repository's tests: which source they do not reach, the riskiest first; which of them reach the
 * files of a change; how they are laid out. Nothing is said where imports are not read. Pure.
 */

import { posix } from 'node:path';
import {
  type EvidencePack,
  type FactOf,
  factsOf,
  type Scope,
  type ScopeFile,
} from '../contracts/evidence-pack.ts';
import type { FileMeasure } from '../contracts/measures.ts';
import { sourcePaths } from '../contracts/scope.ts';
import { canReach } from '../evidence/collectors/imports/test-reach.ts';
import { reachingTests, testGraph } from '../evidence/reaching-tests.ts';
import { isNamedAs, isTestOf } from '../offline/core-files.ts';
import { byWorth, compare } from '../ordering.ts';

export interface UntestedFile extends Pick<FileMeasure, 'path' | 'complexity' | 'changes' | 'fan_in'> {
  /** its function that is the hardest to follow */
  readonly hardest: FactOf<'complexity'> | FactOf<'hotspot'> | null;
  /** whether the repository speaks of the run's focus there */
  readonly isNear: boolean;
}

/** Source files that no test reaches: those that speak of the focus, then by complexity × changes × importers. */
export function untestedFiles(pack: EvidencePack): UntestedFile[] {
  const measures = new Map(pack.measures?.map((measure) => [measure.path, measure]));
  // The worst of a file comes first.
  const measured = [...factsOf(pack, 'complexity'), ...factsOf(pack, 'hotspot')].toReversed();
  const hardest = new Map(measured.map((fact) => [fact.path, fact]));
  const near = new Set(factsOf(pack, 'mention').map(({ path }) => path));
  return factsOf(pack, 'test-reach')
    .flatMap(({ path, data }): UntestedFile[] => {
      if (path === null) return [];
      const { complexity = 0, changes = 0 } = measures.get(path) ?? {};
      const rest = { hardest: hardest.get(path) ?? null, isNear: near.has(path) };
      return [{ path, complexity, changes, fan_in: data.fan_in, ...rest }];
    })
    .sort(byWorth<Weighed>(worthOf, ({ path }) => path));
}

const NEAR = 1e12;

type Weighed = Pick<UntestedFile, 'path' | 'complexity' | 'changes' | 'fan_in' | 'isNear'>;

/** No file of a repository comes near the weight of the focus. */
function worthOf({ complexity, changes, fan_in, isNear }: Weighed): number {
  return (isNear ? NEAR : 0) + (1 + complexity) * (1 + changes) * (1 + fan_in);
}

export interface RiskyFile extends Pick<FileMeasure, 'path' | 'complexity' | 'changes' | 'fan_in'> {
  /** test files that import it or have its name */
  readonly tests: readonly string[];
  /** how many test files reach it, through others as well */
  readonly reaching: number;
}

/** Source files that are not known to be unreached, by the same order. */
export function riskyFiles(pack: EvidencePack, scope: Scope): RiskyFile[] {
  const source = sourcePaths(scope.files);
  const tests = scope.files.filter(({ role, language }) => role === 'test' && language !== null);
  const unreached = new Set(factsOf(pack, 'test-reach').map(({ path }) => path));
  const near = new Set(factsOf(pack, 'mention').map(({ path }) => path));
  const graph = testGraph(pack, scope);
  return (pack.measures ?? [])
    .filter(({ path, complexity }) => source.has(path) && !unreached.has(path) && complexity > 0)
    .map((measure) => ({ ...measure, isNear: near.has(measure.path) }))
    .sort(byWorth<Weighed>(worthOf, ({ path }) => path))
    .slice(0, MOST_RISKY)
    .map(({ path, complexity, changes, fan_in }): RiskyFile => {
      const direct = new Set(graph.importers.get(path));
      const alike = [...source].filter((other) => isNamedAs(other, path)).length;
      const isOwn = (test: string): boolean =>
        isTestOf(test, path) && (alike === 1 || posix.dirname(test) === posix.dirname(path));
      const own = tests.filter((test) => direct.has(test.path) || isOwn(test.path));
      // The one of its name is its own.
      const ranked = own
        .map((test) => test.path)
        .sort(
          byWorth(
            (test) => (isOwn(test) ? 1 : 0),
            (test) => test,
          ),
        );
      return {
        path,
        complexity,
        changes,
        fan_in,
        tests: ranked,
        reaching: reachingTests(path, graph).length,
      };
    });
}

const MOST_RISKY = 5;

export interface ChangedFile {
  readonly fact: FactOf<'diff'>;
  /** the tests that reach it: those with its name, then those that the change touches; null where that is not known */
  readonly tests: readonly string[] | null;
}

/** The changed source files, those without a test first, then by risk. Deleted ones have nothing to test. */
export function changedFiles(pack: EvidencePack, scope: Scope): ChangedFile[] {
  const graph = testGraph(pack, scope);
  const unreached = new Set(factsOf(pack, 'test-reach').map(({ path }) => path));
  const touched = new Set(scope.changed.map(({ path }) => path));
  return factsOf(pack, 'diff')
    .filter(({ data, subject }) => data.role === 'src' && subject !== 'deleted')
    .map((fact): ChangedFile => {
      const path = fact.path ?? '';
      // A file that everything imports is reached by every test; the ones of its name are its own.
      const worth = (test: string): number =>
        (isTestOf(test, path) ? 4 : 0) + (hasNameOf(test, path) ? 2 : 0) + (touched.has(test) ? 1 : 0);
      const tests = reachingTests(path, graph);
      const ranked = tests.toSorted((a, b) => worth(b) - worth(a));
      return { fact, tests: tests.length > 0 || unreached.has(path) ? ranked : null };
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || b.fact.data.risk - a.fact.data.risk || byPath(a.fact, b.fact));
}

/** Shorter names are in many others. */
const LEAST_NAME = 4;

function hasNameOf(test: string, path: string): boolean {
  const [name = ''] = posix.basename(path).split('.');
  return name.length >= LEAST_NAME && posix.basename(test).includes(name);
}

const rankOf = ({ tests }: ChangedFile): number => (tests === null ? 1 : tests.length === 0 ? 0 : 2);
const byPath = (a: FactOf<'diff'>, b: FactOf<'diff'>): number => compare(a.path ?? '', b.path ?? '');

/** Languages of source that people write in which it is not known what tests reach. */
export function unreadLanguages({ files }: Scope): string[] {
  const unread = files.filter(
    (file) => file.role === 'src' && file.language !== null && file.omitted === null && !canReach(file),
  );
  const lines = Map.groupBy(unread, ({ language }) => language ?? '');
  const all = files.reduce((sum, { role, lines: own }) => sum + (role === 'src' ? own : 0), 0);
  const linesOf = (some: readonly ScopeFile[]): number => some.reduce((sum, file) => sum + file.lines, 0);
  return [...lines]
    .filter(([, some]) => linesOf(some) >= all * LEAST_SHARE)
    .map(([language]) => language)
    .sort(compare);
}

/** Less source than this says nothing of a project. */
const LEAST_SHARE = 0.1;

export interface TestGroup {
  /** `*.test.ts` */
  readonly pattern: string;
  /** the folder that they have in common; null for those beside the source */
  readonly folder: string | null;
  readonly files: number;
}

const TEST_FOLDER =
  /^(?:.*?\/)?(?:tests?|specs?|__tests__|testing|e2e|integration|cypress|t|src\/test)(?=\/)/iu;

/** Test files by their folder and the form of their names, the largest group first. */
export function testLayout({ files }: Scope): TestGroup[] {
  const tests = files.filter(
    ({ role, language, omitted }) => role === 'test' && language !== null && omitted === null,
  );
  const groups = Map.groupBy(tests, ({ path }) =>
    JSON.stringify([TEST_FOLDER.exec(path)?.[0] ?? null, patternOf(path)]),
  );
  return [...groups]
    .map(([key, some]): TestGroup => {
      const [folder, pattern] = JSON.parse(key) as [string | null, string];
      return { folder, pattern, files: some.length };
    })
    .sort(
      byWorth(
        ({ files: some }) => some,
        ({ folder, pattern }) => `${folder ?? ''}/${pattern}`,
      ),
    );
}

/** `cart.test.ts` is `*.test.ts`, `test_cart.py` is `test_*.py`, `CartTest.java` is `*Test.java`. */
function patternOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  const extension = /\.[^.]+$/u.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  const mark =
    /^(?:test_|spec_)|(?:[._-](?:tests?|spec|e2e)|(?<=[a-z\d])(?:Tests?|Spec|IT))$/u.exec(stem)?.[0] ?? '';
  return `${stem.startsWith(mark) && mark !== '' ? `${mark}*` : `*${mark}`}${extension}`;
}
