/** Cycles of an import graph: one per strongly connected component, as its shortest cycle. Pure. */
import { compare } from '../../../ordering.ts';
import type { Graph } from './module-graph.ts';

export interface Cycle {
  /** in the order of the imports; the last one imports the first */
  readonly files: readonly string[];
  /** size of the strongly connected component, of which `files` is the shortest cycle */
  readonly knot: number;
  /** whether every import in it runs at load time */
  readonly atLoad: boolean;
}

/** Cycles at load time, the largest first; then those that exist only through type-only or deferred imports. */
export function cyclesOf(graph: Graph, counts: (path: string) => boolean): Cycle[] {
  const atLoad = edgesOf(graph, counts, true);
  const all = edgesOf(graph, counts, false);
  const loadKnots = knotsOf(atLoad);
  const met = new Set(loadKnots.flat());
  const softKnots = knotsOf(all).filter((knot) => !knot.some((path) => met.has(path)));
  return [
    ...loadKnots.map((knot) => ({ files: shortestCircle(knot, atLoad), knot: knot.length, atLoad: true })),
    ...softKnots.map((knot) => ({ files: shortestCircle(knot, all), knot: knot.length, atLoad: false })),
  ];
}

/** The groups of files that all depend on each other when they are loaded, the largest first. */
export function knotsAtLoad(graph: Graph, counts: (path: string) => boolean): string[][] {
  return knotsOf(edgesOf(graph, counts, true));
}

type Edges = ReadonlyMap<string, readonly string[]>;

function edgesOf(graph: Graph, counts: (path: string) => boolean, atLoad: boolean): Edges {
  const edges = new Map<string, readonly string[]>();
  for (const [path, targets] of graph) {
    if (!counts(path)) continue;
    const kept = targets.filter((edge) => counts(edge.to) && (edge.atLoad || !atLoad));
    edges.set(path, kept.map((edge) => edge.to).sort(compare));
  }
  return edges;
}

/** Components of more than one file, the largest first (Tarjan's algorithm, without recursion: chains may be long). */
function knotsOf(edges: Edges): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const knots: string[][] = [];
  const enter = (path: string): Frame => {
    index.set(path, index.size);
    low.set(path, index.get(path) ?? 0);
    open.push(path);
    isOpen.add(path);
    return { path, next: 0 };
  };
  const lower = (path: string, to: number): void => {
    low.set(path, Math.min(low.get(path) ?? 0, to));
  };
  const leave = (path: string): void => {
    if (low.get(path) !== index.get(path)) return;
    const knot = open.splice(open.lastIndexOf(path));
    for (const member of knot) isOpen.delete(member);
    if (knot.length > 1) knots.push(knot.sort(compare));
  };
  for (const root of [...edges.keys()].sort(compare)) {
    if (index.has(root)) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const to = edges.get(frame.path)?.[frame.next];
      frame.next += 1;
      if (to === undefined) {
        frames.pop();
        leave(frame.path);
        const parent = frames.at(-1);
        if (parent !== undefined) lower(parent.path, low.get(frame.path) ?? 0);
      } else if (!index.has(to)) frames.push(enter(to));
      else if (isOpen.has(to)) lower(frame.path, index.get(to) ?? 0);
    }
  }
  return knots.sort((a, b) => b.length - a.length || compare(a[0] ?? '', b[0] ?? ''));
}

interface Frame {
  readonly path: string;
  next: number;
}

/** How many files of a component are tried as the start of its cycle. */
const MOST_TRIED = 50;

function shortestCircle(knot: readonly string[], edges: Edges): readonly string[] {
  const within = new Set(knot);
  let shortest: readonly string[] | null = null;
  for (const start of knot.slice(0, MOST_TRIED)) {
    const circle = circleFrom(start, within, edges);
    if (circle !== null && circle.length < (shortest?.length ?? Number.POSITIVE_INFINITY)) shortest = circle;
    if (shortest?.length === 2) break;
  }
  return shortest ?? knot;
}

/** The shortest way from a file back to itself, breadth first. */
function circleFrom(start: string, within: ReadonlySet<string>, edges: Edges): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (const path of waiting) {
    for (const to of edges.get(path) ?? []) {
      if (to === start) return wayTo(path, start, cameFrom);
      if (!within.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, path);
      waiting.push(to);
    }
  }
  return null;
}

function wayTo(path: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [path];
  for (let at = path; at !== start; ) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}
