/** Folders as modules, and how often one imports another. Pure. */
import {
  type EvidencePack,
  type Fact,
  type FactOf,
  factsOf,
  type Scope,
} from '../contracts/evidence-pack.ts';
import type { SystemMap } from '../contracts/map.ts';
import { moduleNames } from '../folders.ts';
import { cite } from '../rules/cite.ts';
import { byValue } from '../rules/rule.ts';
import { clip, count, list } from '../wording.ts';

const MOST_MODULES = 25;
const MOST_RELATIONS = 60;
const LONGEST_PURPOSE = 220;

export interface Layout {
  readonly pack: EvidencePack;
  /** the source files of each module; `.` is the top folder */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** of each source file */
  readonly lines: ReadonlyMap<string, number>;
  /** the most imported first */
  readonly imports: readonly FactOf<'imports'>[];
  readonly moduleOf: (path: string) => string;
}

export function layoutOf(pack: EvidencePack, files: Scope['files']): Layout {
  const imports = factsOf(pack, 'imports').sort(byValue);
  const source = files.filter((file) => file.role === 'src');
  const paths = source.map(({ path }) => path);
  const moduleOf = moduleNames(paths);
  const lines = new Map(source.map((file) => [file.path, file.lines]));
  return { pack, modules: Map.groupBy(paths, moduleOf), lines, imports, moduleOf };
}

/** The largest first. */
export function modulesOf(layout: Layout): SystemMap['modules'] {
  return [...layout.modules]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .flatMap(([id, files]) => {
      const proof = proofOf(layout, id);
      if (proof.length === 0) return [];
      return [
        {
          id,
          name: id === '.' ? 'top level' : id,
          paths: [id === '.' ? (files[0] ?? id) : id],
          responsibility: clip(`${purposeOf(layout, id, files)} (${sizeOf(layout, files)})`, 300),
          evidence: cite(...proof),
          assumption: false,
        },
      ];
    })
    .slice(0, MOST_MODULES);
}

/** What its authors say it is for; where they don't, what its most imported files export, or its largest files. */
function purposeOf({ pack, imports, lines, moduleOf }: Layout, id: string, files: readonly string[]): string {
  const said = factsOf(pack, 'purpose').find(({ subject }) => subject === id);
  if (said !== undefined) return clip(String(said.value), LONGEST_PURPOSE);
  const rank = new Map(imports.map(({ path }, at) => [path, at]));
  const exported = factsOf(pack, 'exports')
    .filter(({ path }) => path !== null && moduleOf(path) === id)
    .sort((a, b) => (rank.get(a.path) ?? Infinity) - (rank.get(b.path) ?? Infinity) || 0);
  const symbols = [
    ...new Set(
      exported.flatMap(({ data }) =>
        data.symbols.filter((name) => !/^(module\.exports|default)$/.test(name)).slice(0, 3),
      ),
    ),
  ];
  if (symbols.length > 0) return clip(`Exports ${list(symbols, 6)}`, LONGEST_PURPOSE);
  const largest = files.toSorted((a, b) => (lines.get(b) ?? 0) - (lines.get(a) ?? 0) || (a < b ? -1 : 1));
  return clip(
    `Largest files: ${list(
      largest.map((path) => path.split('/').at(-1) ?? path),
      3,
    )}`,
    LONGEST_PURPOSE,
  );
}

function sizeOf({ lines }: Layout, files: readonly string[]): string {
  const total = files.reduce((sum, file) => sum + (lines.get(file) ?? 0), 0);
  return `${count(files.length, 'source file')}, ${count(total, 'line')}`;
}

/** What proves a module: what says its purpose, else its folder, its most imported file, or any fact about one of its files. */
function proofOf({ pack, imports, moduleOf }: Layout, id: string): Fact[] {
  const within = (fact: Fact): boolean => fact.path !== null && moduleOf(fact.path) === id;
  const said = factsOf(pack, 'purpose').find(({ subject }) => subject === id);
  if (said !== undefined) return [said];
  const proof = [folderFact(pack, id), imports.find(within)].filter((fact) => fact !== undefined);
  if (proof.length > 0) return proof.slice(0, 1);
  return [pack.facts.find(within) ?? folderFact(pack, id.split('/')[0] ?? '')].filter(
    (fact) => fact !== undefined,
  );
}

function folderFact(pack: EvidencePack, folder: string): Fact | undefined {
  return pack.facts.find(
    ({ kind, subject }) => (kind === 'tree' || kind === 'instability') && subject === folder,
  );
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** the imported file */
  readonly target: string;
}

/** Between the modules of `known`; the busiest first. A relation that no fact shows is left out. */
export function relationsOf(layout: Layout, known: ReadonlySet<string>): SystemMap['relations'] {
  const facts = new Map(layout.imports.map((fact) => [fact.path, fact]));
  const between = edgesOf(layout).filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  return [...Map.groupBy(between, ({ from, to }) => JSON.stringify([from, to])).values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((edges) => {
      const [first] = edges;
      const targets = [...Map.groupBy(edges, ({ target }) => target)].sort(
        (a, b) => b[1].length - a[1].length,
      );
      const proof = targets.flatMap(([target]) => facts.get(target) ?? []).slice(0, 2);
      if (first === undefined || proof.length === 0) return [];
      const kind = `imports (${count(edges.length, 'time')})`;
      return [{ from: first.from, to: first.to, kind, evidence: cite(...proof), assumption: false }];
    })
    .slice(0, MOST_RELATIONS);
}

/** Every import of one source file by another where the measures hold them; else the importers that the facts name. */
function edgesOf({ pack, imports, lines, moduleOf }: Layout): Edge[] {
  const edge = (from: string, target: string): Edge => ({
    from: moduleOf(from),
    to: moduleOf(target),
    target,
  });
  const isSource = (path: string): boolean => lines.has(path);
  if (pack.measures !== undefined) {
    return pack.measures
      .filter(({ path }) => isSource(path))
      .flatMap((measure) => measure.imports.filter(isSource).map((target) => edge(measure.path, target)));
  }
  return imports.flatMap(({ path, data }) =>
    path === null ? [] : data.importers.filter(isSource).map((importer) => edge(importer, path)),
  );
}
