/**
 * Who imports whom, and what follows from it: the most imported files, cycles, the stability of folders, and source
 * files that no test file reaches. The graph itself is read in imports/module-graph.ts.
 */

import type { CollectorSource, FactDraft, Measure, Note } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth, compare } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft } from '../collector.ts';
import { importersOf } from '../links.ts';
import { isCode } from '../roles/languages.ts';
import { cycleFacts, hasLoadOrder } from './imports/cycle-facts.ts';
import { withoutErasedImports } from './imports/erased-imports.ts';
import { cyclesOf } from './imports/module-cycles.ts';
import { type Graph, type ImportGraph, readGraph } from './imports/module-graph.ts';
import { importLanguage } from './imports/specifiers.ts';
import { canReach, testReachFacts } from './imports/test-reach.ts';
import { unusedFacts } from './imports/unused-code.ts';
import { COLLECTOR_KINDS } from './names.ts';

const MOST_IMPORTERS = 10;

export const modules: Collector = {
  name: 'modules',
  kinds: COLLECTOR_KINDS.modules,
  async collect(source, signal) {
    const graph = await readGraph(source, signal);
    const files = new Map(source.scope.files.map((file) => [file.path, file]));
    const importers = importersOf([...graph.edges].map(([path, edges]) => [path, edges.map(({ to }) => to)]));
    const isSource = (path: string): boolean => files.get(path)?.role === 'src';
    const measures = measuresOf(graph, files, importers);
    const sources = measures.filter(({ path }) => isSource(path));
    const gaps = await gapsOf(source);
    // nothing is said of files that unread ones may import
    const reach = gaps.length > 0 ? [] : testReachFacts(graph, files, importers);
    const loads = (path: string): boolean => isSource(path) && hasLoadOrder(files.get(path));
    const loading = await withoutErasedImports(source, graph, loads, signal);
    const cycles = cyclesOf(loading, loads);
    return {
      facts: [
        ...importFacts(graph.edges, sources, importers),
        ...(await cycleFacts(source.repository, cycles, loading)),
        ...instabilityFacts(graph.edges, isSource),
        ...reach,
        ...(gaps.length > 0 ? [] : await unusedFacts(source, graph, importers, signal)),
      ],
      measures,
      ...(reach.length > 0
        ? { totals: { 'test-reach': reach.filter(({ path }) => path !== null).length } }
        : {}),
      unavailable: [...unreadLanguages(source.scope.files), ...gaps],
    };
  },
};

function measuresOf(
  graph: ImportGraph,
  files: ReadonlyMap<string, ScopeFile>,
  importers: ReadonlyMap<string, readonly string[]>,
): Measure[] {
  const isSource = (path: string): boolean => files.get(path)?.role === 'src';
  const isTest = (path: string): boolean => files.get(path)?.role === 'test';
  const goTests = new Set([...graph.edges.keys()].filter((path) => path.endsWith('_test.go')).map(folderOf));
  return [...graph.edges]
    .filter(([path]) => isSource(path) || isTest(path))
    .map(([path, edges]): Measure => {
      const from = importers.get(path) ?? [];
      const own = edges.filter(({ to }) => isSource(to) || isTest(to));
      const imports = own.map(({ to }) => to);
      const relays = own.filter(({ reexports }) => reexports).map(({ to }) => to);
      const tested = from.some(isTest) || (path.endsWith('.go') && goTests.has(folderOf(path)));
      return {
        path,
        fan_in: from.filter(isSource).length,
        imports,
        ...(relays.length > 0 ? { relays } : {}),
        ...(isSource(path) && canReach(files.get(path)) ? { tested, traced: !graph.anything.has(path) } : {}),
      };
    });
}

/** What of the repository was not read, so that it may import anything. */
async function gapsOf({ repository, scope }: CollectorSource): Promise<Note[]> {
  const lacking = scope.files.filter(isLackingCode).length;
  const others = (await repository.list()).length - scope.files.length;
  const lackingNote = `${count(lacking, 'file that may import others is', 'files that may import others are')} not in the clone`;
  const reasons = [
    ...(lacking > 0 ? [{ reason: lackingNote, clone: true as const }] : []),
    ...(scope.truncated === false ? [] : [{ reason: `${count(scope.truncated, 'file')} not read` }]),
    ...(others > 0
      ? [{ reason: `${count(others, 'file is', 'files are')} outside the paths of this run` }]
      : []),
  ];
  return reasons.flatMap((reason) => KINDS_WITHOUT_GAPS.map((kind) => ({ kind, ...reason })));
}

const KINDS_WITHOUT_GAPS = ['imports', 'test-reach', 'unused-file', 'unused-export'] as const;

function isLackingCode({ omitted, role, language }: ScopeFile): boolean {
  return omitted === 'not-in-clone' && isCode(language) && role !== 'docs' && role !== 'vendored';
}

/** Noted only for languages with a large share of the source. */
const LEAST_SHARE = 0.1;

function unreadLanguages(files: readonly ScopeFile[]): Note[] {
  const source = files.filter((file) => file.role === 'src' && isCode(file.language));
  const linesOf = (some: readonly ScopeFile[]): number => some.reduce((sum, { lines }) => sum + lines, 0);
  const all = linesOf(source);
  return [...Map.groupBy(source, (file) => file.language ?? '')]
    .filter(
      ([language, own]) =>
        importLanguage({ path: '', language }) === null && linesOf(own) >= all * LEAST_SHARE,
    )
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
        // that nothing imports it is never said: what loads it may not be an import
        text: `${fan_in === 0 ? '' : `imported by ${count(fan_in, 'source file')}, `}imports ${fan_out}`,
        data: {
          fan_in,
          fan_out,
          importers: [...(importers.get(path) ?? [])].sort(compare).slice(0, MOST_IMPORTERS),
        },
      }),
    );
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
