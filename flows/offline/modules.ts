/** Folders as modules, and how often one imports another. Pure. */
import {
  type EvidencePack,
  type Fact,
  type FactOf,
  factsOf,
  type Scope,
} from '../contracts/evidence-pack.ts';
import type { SystemMap } from '../contracts/map.ts';
import { cite } from '../rules/cite.ts';
import { byValue, numberOf } from '../rules/rule.ts';
import { clip, count } from '../wording.ts';

const MOST_MODULES = 25;
const MOST_RELATIONS = 60;
/** A top folder with more source files than this is split into its folders. */
const LARGE_FOLDER = 40;
/** Folders that contain modules and are none themselves. */
const CONTAINERS = new Set('src lib libs source packages apps services internal pkg cmd'.split(' '));
const OPEN = 'What it is for is left open: no model is configured.';

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
  const source = files.filter((file) => file.area === 'src');
  const paths = source.map(({ path }) => path);
  const tops = Map.groupBy(paths, (path) => path.split('/')[0] ?? '');
  const moduleOf = (path: string): string => {
    const [top = '', second = '', ...rest] = path.split('/');
    if (second === '') return '.';
    const contains = CONTAINERS.has(top) || (tops.get(top)?.length ?? 0) > LARGE_FOLDER;
    return contains && rest.length > 0 ? `${top}/${second}` : top;
  };
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
          responsibility: clip(`${sizeOf(layout, id, files)}. ${OPEN}`, 300),
          evidence: cite(...proof),
          assumption: false,
        },
      ];
    })
    .slice(0, MOST_MODULES);
}

function sizeOf({ lines, imports, moduleOf }: Layout, id: string, files: readonly string[]): string {
  const total = files.reduce((sum, file) => sum + (lines.get(file) ?? 0), 0);
  const size = `${count(files.length, 'source file')}, ${count(total, 'line')}`;
  const most = imports.find(({ path }) => path !== null && moduleOf(path) === id);
  return most === undefined || numberOf(most) === 0
    ? size
    : `${size}; most imported: ${most.path} (${most.value})`;
}

/** Facts that prove a module: its most imported file and its folder, else any fact about one of its files. */
function proofOf({ pack, imports, moduleOf }: Layout, id: string): Fact[] {
  const within = (fact: Fact): boolean => fact.path !== null && moduleOf(fact.path) === id;
  const most = imports.find(within);
  const detail = pack.facts.find((fact) => fact.kind === 'complexity' && fact.path === most?.path);
  const proof = [detail, most, folderFact(pack, id)].filter((fact) => fact !== undefined);
  if (proof.length > 0) return proof;
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

/** Every import between source files where the measures hold them; else the importers that the facts name. */
function edgesOf({ pack, imports, moduleOf }: Layout): Edge[] {
  const edge = (from: string, target: string): Edge => ({
    from: moduleOf(from),
    to: moduleOf(target),
    target,
  });
  if (pack.measures !== undefined) {
    return pack.measures.flatMap((measure) => measure.imports.map((target) => edge(measure.path, target)));
  }
  return imports.flatMap(({ path, data }) =>
    path === null ? [] : data.importers.map((importer) => edge(importer, path)),
  );
}
