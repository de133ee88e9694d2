/**
 * Which source files no test reaches through imports, only said where imports are read whole: JavaScript, TypeScript,
 * Python and Go. What may be imported counts as reached; so does what is run by itself. Pure.
 */
import { posix } from 'node:path';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { byWorth, compare } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft } from '../../collector.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import { type ImportGraph, isWithin } from './module-graph.ts';

/** Source shorter than this is not worth a test of its own. */
const LEAST_LINES = 10;
const MOST_FOLDERS = 5;

/**
 * Whether tests reach a file through imports. Not if tests are in the file itself (Rust), or in
 * the same package with nothing to import (Java).
 */
export function canReach(file: ScopeFile | undefined): boolean {
  return (
    file !== undefined &&
    (isEcmaScript(file.language) || file.language === 'Python' || file.language === 'Go')
  );
}

/** Of more source than this it is not known whether tests reach it: nothing is said of the whole. */
const MOST_UNKNOWN = 0.2;

/** The totals first, then one fact a file; nothing without tests, or if tests import no source at all. */
export function testReachFacts(
  graph: ImportGraph,
  files: ReadonlyMap<string, ScopeFile>,
  importers: ReadonlyMap<string, readonly string[]>,
): FactDraft[] {
  // Django loads the modules of an application by their names, whatever the tests import.
  const byName = [...files.keys()].some((path) => /(^|\/)manage\.py$/.test(path));
  const judged = [...graph.runnable]
    .map((path) => files.get(path))
    .filter((file) => file !== undefined)
    .filter((file) => file.role === 'src' && file.lines >= LEAST_LINES && canReach(file))
    .filter((file) => !(byName && file.language === 'Python'));
  const certain = reachedByTests({ ...graph, maybe: NOTHING, anything: NOTHING }, files, importers);
  if (!judged.some(({ path }) => certain.has(path))) return [];
  const reached = reachedByTests(graph, files, importers);
  const isRun = ({ path }: ScopeFile): boolean => graph.entries.has(path);
  const unreached = judged.filter((file) => !reached.has(file.path) && !isRun(file));
  const unknown = judged.filter((file) => !certain.has(file.path) && (reached.has(file.path) || isRun(file)));
  const isKnown = unknown.length <= judged.length * MOST_UNKNOWN;
  const fanIn = (path: string): number =>
    (importers.get(path) ?? []).filter((from) => files.get(from)?.role === 'src').length;
  return [
    ...(isKnown
      ? [
          totals(
            judged.filter((file) => !unknown.includes(file)),
            unreached,
          ),
        ]
      : []),
    ...unreached.map((file) => fact(file, fanIn(file.path))).sort(byRisk),
  ];
}

const NOTHING: ReadonlyMap<never, never> = new Map<never, never>();

function totals(judged: readonly ScopeFile[], unreached: readonly ScopeFile[]): FactDraft {
  const share = Math.round((100 * unreached.length) / judged.length);
  const missed = new Set(unreached.map(({ path }) => path));
  const folders = [...Map.groupBy(judged, ({ path }) => posix.dirname(path))]
    .filter(([, own]) => own.length > 1 && own.every(({ path }) => missed.has(path)))
    .sort(
      byWorth(
        ([, own]) => own.length,
        ([folder]) => folder,
      ),
    )
    .map(([folder]) => folder);
  return draft('test-reach', {
    subject: 'all',
    value: unreached.length,
    text:
      unreached.length === 0
        ? `tests reach each of ${count(judged.length, 'source file')} through imports`
        : `no test reaches ${unreached.length} of ${count(judged.length, 'source file')} through imports (${share} %)`,
    data: { fan_in: 0, of: judged.length, folders: folders.slice(0, MOST_FOLDERS) },
  });
}

function fact({ path, lines }: ScopeFile, fan_in: number): FactDraft {
  return draft('test-reach', {
    path,
    value: lines,
    text: `no test file reaches this through the imports (${count(lines, 'line')}, imported by ${fan_in})`,
    data: { fan_in },
  });
}

function byRisk(a: FactDraft, b: FactDraft): number {
  const risk = (one: FactDraft): number =>
    one.kind === 'test-reach' ? Number(one.value) * (1 + one.data.fan_in) : 0;
  return risk(b) - risk(a) || compare(a.path ?? '', b.path ?? '');
}

function reachedByTests(
  { edges, maybe, anything }: ImportGraph,
  files: ReadonlyMap<string, ScopeFile>,
  importers: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting: string[] = [];
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    waiting.push(path);
  };
  const goPackages = Map.groupBy(
    [...edges.keys()].filter((path) => path.endsWith('.go')),
    (path) => posix.dirname(path),
  );
  const opened = new Set<string>();
  for (const path of edges.keys()) if (files.get(path)?.role === 'test') reach(path);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const { to } of edges.get(path) ?? []) reach(to);
    for (const to of maybe.get(path) ?? []) reach(to);
    // A Go package is compiled as one; a Python module runs the packages around it.
    if (path.endsWith('.go')) for (const beside of goPackages.get(posix.dirname(path)) ?? []) reach(beside);
    if (path.endsWith('.py')) for (const around of packagesAround(path, files)) reach(around);
    const folder = anything.get(path);
    if (folder === undefined || opened.has(folder)) continue;
    // A module that is loaded by an unknown name may be any that nothing else imports.
    opened.add(folder);
    for (const root of edges.keys()) if (isWithin(root, folder) && !importers.has(root)) reach(root);
  }
  return reached;
}

function packagesAround(path: string, files: ReadonlyMap<string, ScopeFile>): string[] {
  const found: string[] = [];
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    const init = `${folder}/__init__.py`;
    if (!files.has(init)) break;
    found.push(init);
  }
  return found;
}
