/** Verified modules and the verified relations between them, as a graph and as a diagram of it. */
import type { ReportBlock } from '../../runner/core/report-document.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { compare } from '../ordering.ts';
import type { Page } from '../report/page.ts';

export interface ModuleEdge {
  readonly from: JudgedClaim;
  readonly to: JudgedClaim;
  /** the verified statement */
  readonly relation: JudgedClaim;
  readonly kind: string;
  /** how many imports it stands for; 1 where nobody counted */
  readonly weight: number;
}

/** The relations whose ends are known by id, name or path; each once, the strongest first. */
export function edgesBetween(
  modules: readonly JudgedClaim[],
  relations: readonly JudgedClaim[],
): readonly ModuleEdge[] {
  const known = new Map<string, JudgedClaim>();
  for (const claim of modules) {
    for (const key of [claim.item.id, claim.item.name, claim.title, ...pathsOf(claim)]) {
      if (typeof key === 'string' && !known.has(key)) known.set(key, claim);
    }
  }
  const edges = relations.flatMap((relation) => {
    const { item } = relation;
    const from = known.get(String(item.from));
    const to = known.get(String(item.to));
    if (from === undefined || to === undefined || from === to) return [];
    const kind = String(item.kind ?? '');
    return [{ from, to, relation, kind, weight: Number(/\((\d+) times?\)/.exec(kind)?.[1] ?? 1) }];
  });
  const once = new Map(edges.map((edge) => [`${edge.from.id} ${edge.to.id} ${edge.kind}`, edge]));
  return [...once.values()].sort((a, b) => b.weight - a.weight);
}

export function pathsOf({ item }: JudgedClaim): string[] {
  return Array.isArray(item.paths) ? item.paths.filter((path) => typeof path === 'string') : [];
}

/** Each relation of the modules that have one, in the order in which they were stated. */
export function moduleDiagram(
  modules: readonly JudgedClaim[],
  relations: readonly JudgedClaim[],
  page: Page,
): ReportBlock {
  const edges = edgesBetween(modules, relations);
  const nodeOf = new Map(modules.map((claim, at) => [claim, `m${at + 1}`]));
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return {
    type: 'diagram',
    nodes: modules
      .filter((claim) => joined.has(claim))
      .map((claim) => ({ id: nodeOf.get(claim) ?? '', label: page.plain(claim.title) })),
    edges: edges.map(({ from, to, kind }) => ({
      from: nodeOf.get(from) ?? '',
      to: nodeOf.get(to) ?? '',
      label: page.plain(kind),
    })),
  };
}

/** As many boxes as one can read. */
const MOST_NODES = 15;
/** Kept for groups of what has no box of its own. */
const GROUPS = 3;
const EDGES_PER_NODE = 2;

export interface FoldedDiagram {
  readonly block: ReportBlock;
  /** relations that are not drawn */
  readonly left: number;
}

/**
 * A diagram of at most 15 boxes: the modules with most relations, and the others by their top folder. Of many relations
 * the strongest are drawn, and at least one of each box. Labels are the number of imports, or what else the relation is.
 */
export function foldedDiagram(
  modules: readonly JudgedClaim[],
  relations: readonly JudgedClaim[],
  page: Page,
): FoldedDiagram {
  const edges = edgesBetween(modules, relations);
  const boxOf = boxes(modules, edges);
  const between = new Map<string, { from: string; to: string; weight: number; kind: string }>();
  for (const { from, to, weight, kind } of edges) {
    const [start = '', end = ''] = [boxOf.get(from), boxOf.get(to)];
    if (start === end) continue;
    const same = between.get(`${start}\0${end}`);
    if (same === undefined) between.set(`${start}\0${end}`, { from: start, to: end, weight, kind });
    else same.weight += weight;
  }
  const all = [...between.values()].sort((a, b) => b.weight - a.weight);
  const names = [...new Set(boxOf.values())].filter((name) =>
    all.some(({ from, to }) => from === name || to === name),
  );
  const drawn = strongest(all, names);
  const ids = new Map(names.map((name, at) => [name, `m${at + 1}`]));
  return {
    block: {
      type: 'diagram',
      nodes: names.map((name) => ({ id: ids.get(name) ?? '', label: page.plain(name) })),
      edges: drawn.map(({ from, to, weight, kind }) => ({
        from: ids.get(from) ?? '',
        to: ids.get(to) ?? '',
        label: /^imports\b/.test(kind) ? String(weight) : page.plain(kind),
      })),
    },
    left: all.length - drawn.length,
  };
}

/** The box of each module: its own, or that of a group. */
function boxes(
  modules: readonly JudgedClaim[],
  edges: readonly ModuleEdge[],
): ReadonlyMap<JudgedClaim, string> {
  const weight = new Map(modules.map((claim) => [claim, 0]));
  for (const edge of edges) {
    for (const end of [edge.from, edge.to]) weight.set(end, (weight.get(end) ?? 0) + edge.weight);
  }
  const joined = modules.filter((claim) => (weight.get(claim) ?? 0) > 0);
  if (joined.length <= MOST_NODES) return new Map(joined.map((claim) => [claim, claim.title]));
  const ranked = joined.toSorted((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0));
  const own = new Set(ranked.slice(0, MOST_NODES - GROUPS));
  const rest = joined.filter((claim) => !own.has(claim));
  const groups = [...Map.groupBy(rest, topFolder)].sort(
    (a, b) => b[1].length - a[1].length || compare(a[0], b[0]),
  );
  const named = new Set(groups.slice(0, GROUPS - 1).map(([top]) => top));
  const labelOf = (claim: JudgedClaim): string => {
    const top = topFolder(claim);
    const many = rest.filter((other) => named.has(topFolder(other)) === named.has(top));
    const same = named.has(top) ? many.filter((other) => topFolder(other) === top) : many;
    if (same.length === 1) return claim.title;
    return named.has(top) ? `${top}: ${same.length} more` : `${same.length} other folders`;
  };
  return new Map(joined.map((claim) => [claim, own.has(claim) ? claim.title : labelOf(claim)]));
}

function topFolder(claim: JudgedClaim): string {
  return (pathsOf(claim)[0] ?? claim.title).split('/')[0] ?? '';
}

/** Twice as many as there are boxes, and the strongest of each box. */
function strongest<E extends { readonly from: string; readonly to: string }>(
  all: readonly E[],
  names: readonly string[],
): E[] {
  const chosen = new Set(all.slice(0, names.length * EDGES_PER_NODE));
  for (const name of names) {
    const first = all.find(({ from, to }) => from === name || to === name);
    if (first !== undefined) chosen.add(first);
  }
  return all.filter((edge) => chosen.has(edge));
}
