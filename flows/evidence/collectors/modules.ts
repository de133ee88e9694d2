/**
 * Who imports whom, and what follows from it: the most imported files, cycles, the stability of folders, and source
 * files that no test file reaches. The graph itself is read in module-graph.ts.
 */

import type { FactDraft, Measure, Note } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth, compare } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft } from '../collector.ts';
import { isCode, isEcmaScript } from '../languages.ts';
import { type Cycle, cyclesOf } from './module-cycles.ts';
import { type Graph, importersOf, readGraph } from './module-graph.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { canSpecify } from './specifiers.ts';

/** Source shorter than this is not worth a test of its own. */
const LEAST_LINES = 10;
const MOST_IMPORTERS = 10;

export const modules: Collector = {
  name: 'modules',
  kinds: COLLECTOR_KINDS.modules,
  async collect(source, signal) {
    const graph = await readGraph(source, signal);
    const files = new Map(source.scope.files.map((file) => [file.path, file]));
    const importers = importersOf(graph);
    const isSource = (path: string): boolean => files.get(path)?.area === 'src';
    const lacking = source.scope.files.filter(isLackingCode).length;
    // a test that can't be read may reach anything
    const unreached = lacking > 0 ? [] : unreachedByTests(graph, files);
    const isTest = (path: string): boolean => files.get(path)?.area === 'test';
    const measures = [...graph.keys()]
      .filter((path) => isSource(path) || isTest(path))
      .map((path): Measure => {
        const from = importers.get(path) ?? [];
        const imports = (graph.get(path) ?? [])
          .map((edge) => edge.to)
          .filter((to) => isSource(to) || isTest(to));
        const tested = isSource(path) && canReach(files.get(path)) ? { tested: from.some(isTest) } : {};
        return { path, fan_in: from.filter(isSource).length, imports, ...tested };
      });
    const sources = measures.filter(({ path }) => isSource(path));
    return {
      facts: [
        ...importFacts(graph, sources, importers),
        ...cyclesOf(graph, (path) => isSource(path) && hasLoadOrder(files.get(path))).map(cycleFact),
        ...instabilityFacts(graph, isSource),
        ...reachFacts(unreached, sources),
      ],
      measures,
      unavailable: [...unreadLanguages(source.scope.files), ...lackingNotes(lacking)],
    };
  },
};

function isLackingCode({ omitted, area, language }: ScopeFile): boolean {
  return omitted === 'not-in-clone' && isCode(language) && area !== 'docs' && area !== 'vendored';
}

function lackingNotes(lacking: number): Note[] {
  if (lacking === 0) return [];
  const reason = `${count(lacking, 'file that may import others is', 'files that may import others are')} not in the clone`;
  return (['imports', 'test-reach'] as const).map((kind) => ({ kind, reason, clone: true }));
}

/** Noted only for languages with a large share of the source. */
const LEAST_SHARE = 0.1;

function unreadLanguages(files: readonly ScopeFile[]): Note[] {
  const source = files.filter((file) => file.area === 'src' && isCode(file.language));
  const linesOf = (some: readonly ScopeFile[]): number => some.reduce((sum, { lines }) => sum + lines, 0);
  const all = linesOf(source);
  return [...Map.groupBy(source, (file) => file.language ?? '')]
    .filter(([language, own]) => !canSpecify(language) && linesOf(own) >= all * LEAST_SHARE)
    .map(([language]) => language)
    .sort(compare)
    .map((language) => ({ kind: 'imports', reason: `imports of ${language} are not read` }));
}

function importFacts(
  graph: Graph,
  measures: readonly Measure[],
  importers: ReadonlyMap<string, readonly string[]>,
): FactDraft[] {
  const fanOut = (path: string): number => graph.get(path)?.length ?? 0;
  return measures
    .map(({ path, fan_in = 0 }) => ({ path, fan_in, fan_out: fanOut(path) }))
    .filter(({ fan_in, fan_out }) => fan_in + fan_out > 0)
    .sort(
      byWorth(
        ({ fan_in, fan_out }) => fan_in * 1_000 + fan_out,
        ({ path }) => path,
      ),
    )
    .map(({ path, fan_in, fan_out }) =>
      draft('imports', {
        path,
        value: fan_in,
        text: `imported by ${count(fan_in, 'source file')}, imports ${fan_out}`,
        data: {
          fan_in,
          fan_out,
          importers: [...(importers.get(path) ?? [])].sort(compare).slice(0, MOST_IMPORTERS),
        },
      }),
    );
}

/** Languages in which a file is run when it is imported, so that a cycle can meet a half-loaded file. */
function hasLoadOrder(file: ScopeFile | undefined): boolean {
  return file !== undefined && (isEcmaScript(file.language) || file.language === 'Python');
}

function cycleFact({ files, knot, atLoad }: Cycle): FactDraft {
  const [first = ''] = files;
  const way = [...files, first].join(' → ');
  const within = knot > files.length ? `, in a knot of ${knot} files` : '';
  const how = atLoad ? 'at load time' : 'by type-only or deferred imports, not at load time';
  return draft('cycles', {
    path: first,
    value: files.length,
    text: `imports itself in a circle ${how}${within}: ${way}`,
    data: { files: [...files], type_only: !atLoad },
  });
}

function instabilityFacts(graph: Graph, isSource: (path: string) => boolean): FactDraft[] {
  const folders = new Map<string, { incoming: Set<string>; outgoing: Set<string> }>();
  const of = (folder: string): { incoming: Set<string>; outgoing: Set<string> } => {
    const known = folders.get(folder) ?? { incoming: new Set(), outgoing: new Set() };
    folders.set(folder, known);
    return known;
  };
  for (const [path, edges] of graph) {
    if (!isSource(path)) continue;
    for (const { to } of edges) {
      if (!isSource(to) || folderOf(to) === folderOf(path)) continue;
      of(folderOf(path)).outgoing.add(to);
      of(folderOf(to)).incoming.add(path);
    }
  }
  return [...folders]
    .map(([folder, { incoming, outgoing }]) => ({ folder, ca: incoming.size, ce: outgoing.size }))
    .sort(
      byWorth(
        ({ ca, ce }) => ca + ce,
        ({ folder }) => folder,
      ),
    )
    .map(({ folder, ca, ce }) => {
      const value = Math.round((100 * ce) / (ca + ce));
      const name = folder === '.' ? 'the root folder' : `folder ${folder}`;
      const text = `${name}: instability ${value} % (${count(ca, 'file')} outside use it, it uses ${ce})`;
      return draft('instability', { subject: folder, value, text, data: { ca, ce } });
    });
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}

/**
 * Whether tests reach a file through imports. Not if tests are in the file itself (Rust), or in
 * the same package with nothing to import (Java).
 */
function canReach(file: ScopeFile | undefined): boolean {
  return (
    file !== undefined &&
    (isEcmaScript(file.language) || file.language === 'Python' || file.language === 'Go')
  );
}

/** Source files that no chain of imports leads to from any test file; empty when there are no tests at all. */
function unreachedByTests(graph: Graph, files: ReadonlyMap<string, ScopeFile>): ScopeFile[] {
  const tests = [...graph.keys()].filter((path) => files.get(path)?.area === 'test');
  if (tests.length === 0) return [];
  const reached = new Set(tests);
  const waiting = [...tests];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const { to } of graph.get(path) ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  }
  return [...graph.keys()]
    .map((path) => files.get(path))
    .filter((file) => file !== undefined)
    .filter((file) => file.area === 'src' && file.lines >= LEAST_LINES && !file.path.endsWith('.d.ts'))
    .filter((file) => canReach(file) && !reached.has(file.path));
}

function reachFacts(unreached: readonly ScopeFile[], measures: readonly Measure[]): FactDraft[] {
  const fanIn = new Map(measures.map(({ path, fan_in = 0 }) => [path, fan_in]));
  return unreached
    .map(({ path, lines }) => ({ path, lines, fan_in: fanIn.get(path) ?? 0 }))
    .sort(
      byWorth(
        ({ lines, fan_in }) => lines * (1 + fan_in),
        ({ path }) => path,
      ),
    )
    .map(({ path, lines, fan_in }) =>
      draft('test-reach', {
        path,
        value: lines,
        text: `no test file reaches this through the imports (${count(lines, 'line')}, imported by ${fan_in})`,
        data: { fan_in },
      }),
    );
}
