/** Folders as modules, and how often one imports another. Pure. */
import {
  type EvidencePack,
  type Fact,
  type FactOf,
  factsOf,
  type Scope,
} from '../contracts/evidence-pack.ts';
import type { SystemMap } from '../contracts/map.ts';
import { moduleNames, moduleNamesBy } from '../folders.ts';
import { cite } from '../rules/cite.ts';
import { byValue, numberOf } from '../rules/rule.ts';
import { clip, count } from '../wording.ts';

const MOST_MODULES = 25;
const MOST_RELATIONS = 60;
const OPEN = 'What it is for is left open: no model is configured.';

interface ModuleSize {
  readonly files: number;
  readonly lines: number;
  /** one of its files; null where only its size is known */
  readonly sample: string | null;
}

export interface Layout {
  readonly pack: EvidencePack;
  /** modules with source files; `.` is the top folder */
  readonly modules: ReadonlyMap<string, ModuleSize>;
  /** the most imported first */
  readonly imports: readonly FactOf<'imports'>[];
  readonly moduleOf: (path: string) => string;
}

/** If `files` is null, the folders that are known are those of the `tree` facts, which count every file. */
export function layoutOf(pack: EvidencePack, files: Scope['files'] | null): Layout {
  const imports = factsOf(pack, 'imports').sort(byValue);
  if (files === null) return { pack, imports, ...modulesByFacts(pack, imports) };
  const source = files.filter((file) => file.area === 'src');
  const moduleOf = moduleNames(source.map(({ path }) => path));
  const modules = new Map(
    [...Map.groupBy(source, ({ path }) => moduleOf(path))].map(([id, within]): [string, ModuleSize] => [
      id,
      {
        files: within.length,
        lines: within.reduce((sum, { lines }) => sum + lines, 0),
        sample: within[0]?.path ?? null,
      },
    ]),
  );
  return { pack, imports, modules, moduleOf };
}

/** A folder's own files are those that are in none of its folders. */
function modulesByFacts(
  pack: EvidencePack,
  imports: readonly FactOf<'imports'>[],
): Pick<Layout, 'modules' | 'moduleOf'> {
  const folders = factsOf(pack, 'tree').map((fact) => ({ id: fact.subject, ...fact.data }));
  const isCut = pack.unavailable.some(({ kind, cut }) => kind === 'tree' && cut);
  const split = new Set(
    folders.flatMap(({ id }) => (id?.includes('/') ? [id.slice(0, id.indexOf('/'))] : [])),
  );
  const moduleOf = moduleNamesBy((top) => split.has(top));
  const isBelow = (id: string | null, parent: string | null): boolean =>
    id !== null && (parent === null ? !id.includes('/') : id.startsWith(`${parent}/`));
  const modules = folders.flatMap(({ id, source, source_lines }): [string, ModuleSize][] => {
    const within = folders.filter((other) => isBelow(other.id, id));
    const files = source - within.reduce((sum, other) => sum + other.source, 0);
    const lines = source_lines - within.reduce((sum, other) => sum + other.source_lines, 0);
    const name = id ?? '.';
    const sample = imports.find(({ path }) => path !== null && moduleOf(path) === name)?.path ?? null;
    // Without all folders, what is in none of those listed is not known.
    const isKnown = files > 0 && (within.length === 0 || !isCut);
    return isKnown ? [[name, { files, lines, sample }]] : [];
  });
  return { modules: new Map(modules), moduleOf };
}

/** The largest first. */
export function modulesOf(layout: Layout): SystemMap['modules'] {
  return [...layout.modules]
    .sort((a, b) => b[1].files - a[1].files || (a[0] < b[0] ? -1 : 1))
    .flatMap(([id, size]) => {
      const proof = proofOf(layout, id);
      if (proof.length === 0) return [];
      return [
        {
          id,
          name: id === '.' ? 'top level' : id,
          paths: [id === '.' ? (size.sample ?? id) : id],
          responsibility: clip(`${sizeOf(layout, id, size)}. ${OPEN}`, 300),
          evidence: cite(...proof),
          assumption: false,
        },
      ];
    })
    .slice(0, MOST_MODULES);
}

function sizeOf({ imports, moduleOf }: Layout, id: string, { files, lines }: ModuleSize): string {
  const size = `${count(files, 'source file')}, ${count(lines, 'line')}`;
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
