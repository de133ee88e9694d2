/**
 * Layers a directed graph from left to right, after Sugiyama: cycles are broken, a node stands one layer after the last of
 * those that lead to it, edges over several layers get a waypoint in each, and sweeps by the mean place of the neighbors
 * sort out crossings. Pure; enough for some forty nodes.
 */

export interface LayoutNode {
  readonly id: string;
  readonly width: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

export interface PlacedNode extends LayoutNode {
  /** left side and middle */
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge<E> {
  readonly edge: E;
  /** from the right side of one node, or of its left for a cycle's way back, to the other */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Layout<E> {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge<E>[];
  readonly width: number;
  readonly height: number;
}

export interface Spacing {
  readonly nodeHeight: number;
  /** between layers */
  readonly across: number;
  /** between nodes of a layer, and beside a waypoint */
  readonly down: number;
}

/** A node, or the waypoint of an edge. */
interface Slot {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly layer: number;
  readonly before: Slot[];
  readonly after: Slot[];
  y: number;
}

/** Edges to nodes that are not there, and from a node to itself, are left out. */
export function layered<E extends LayoutEdge>(
  given: readonly LayoutNode[],
  all: readonly E[],
  spacing: Spacing,
): Layout<E> {
  const ids = new Set(given.map(({ id }) => id));
  const edges = all.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to));
  const back = cycleEdges([...ids], edges);
  const forward = edges.map((edge) =>
    back.has(edge) ? { edge, from: edge.to, to: edge.from } : { edge, from: edge.from, to: edge.to },
  );
  const layerOf = longestPaths([...ids], forward);
  const slots = new Map<string, Slot>();
  for (const { id, width } of given) {
    slots.set(id, {
      id,
      width,
      height: spacing.nodeHeight,
      layer: layerOf.get(id) ?? 0,
      before: [],
      after: [],
      y: 0,
    });
  }
  const routes = forward.map(({ edge, from, to }) => ({ edge, way: route(slots, from, to) }));
  const layers = layersOf([...slots.values(), ...routes.flatMap(({ way }) => way.slice(1, -1))]);
  for (let sweep = 0; sweep < 8; sweep += 1) sortBy(layers, sweep % 2 === 0 ? 'before' : 'after');
  placeDown(layers, spacing);
  return placed(layers, routes, back, spacing, new Set(slots.values()));
}

/** The edges that close a cycle, in a walk in the given order. */
function cycleEdges<E extends LayoutEdge>(ids: readonly string[], edges: readonly E[]): Set<E> {
  const from = Map.groupBy(edges, (edge) => edge.from);
  const state = new Map<string, 'open' | 'done'>();
  const closing = new Set<E>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const edge of from.get(id) ?? []) {
      const there = state.get(edge.to);
      if (there === 'open') closing.add(edge);
      else if (there === undefined) visit(edge.to);
    }
    state.set(id, 'done');
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  return closing;
}

function longestPaths(ids: readonly string[], edges: readonly LayoutEdge[]): Map<string, number> {
  const into = Map.groupBy(edges, ({ to }) => to);
  const layers = new Map<string, number>();
  const layer = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const own = Math.max(-1, ...(into.get(id) ?? []).map(({ from }) => layer(from))) + 1;
    layers.set(id, own);
    return own;
  };
  for (const id of ids) layer(id);
  return layers;
}

/** The slots that an edge goes through; the waypoints between its ends are made. */
function route(slots: ReadonlyMap<string, Slot>, from: string, to: string): Slot[] {
  const start = slots.get(from);
  const end = slots.get(to);
  if (start === undefined || end === undefined) return [];
  const way = [start];
  for (let layer = start.layer + 1; layer < end.layer; layer += 1) {
    way.push({ id: '', width: 0, height: 0, layer, before: [], after: [], y: 0 });
  }
  way.push(end);
  way.slice(1).forEach((slot, at) => {
    const before = way[at];
    if (before === undefined) return;
    slot.before.push(before);
    before.after.push(slot);
  });
  return way;
}

function layersOf(slots: readonly Slot[]): Slot[][] {
  const layers: Slot[][] = [];
  for (const slot of slots) {
    let layer = layers[slot.layer];
    if (layer === undefined) {
      layer = [];
      layers[slot.layer] = layer;
    }
    layer.push(slot);
  }
  for (const layer of layers) for (const [at, slot] of layer.entries()) slot.y = at;
  return layers;
}

/** Sorts each layer by the mean place of the neighbors on one side; those without any keep theirs. */
function sortBy(layers: Slot[][], side: 'before' | 'after'): void {
  for (const layer of side === 'before' ? layers : layers.toReversed()) {
    const wanted = new Map(layer.map((slot) => [slot, mean(slot[side]) ?? slot.y]));
    layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a.y - b.y);
    for (const [at, slot] of layer.entries()) slot.y = at;
  }
}

function mean(slots: readonly Slot[]): number | null {
  return slots.length === 0 ? null : slots.reduce((sum, { y }) => sum + y, 0) / slots.length;
}

/** Gives each slot its height on the page: near the mean of its neighbors, in order and without overlap. */
function placeDown(layers: Slot[][], { down }: Spacing): void {
  for (const layer of layers) {
    let y = 0;
    for (const slot of layer) {
      slot.y = y + slot.height / 2;
      y += slot.height + down;
    }
  }
  for (let sweep = 0; sweep < 12; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wanted = layer.map((slot) => mean([...slot.before, ...slot.after]) ?? slot.y);
      settle(layer, wanted, down);
    }
  }
}

/** Moves slots to where they want to be; those that would overlap are pushed apart evenly. */
function settle(layer: readonly Slot[], wanted: readonly number[], down: number): void {
  const pushed = (slots: readonly Slot[], wishes: readonly number[]): number[] => {
    let least = Number.NEGATIVE_INFINITY;
    return slots.map((slot, at) => {
      const y = Math.max(wishes[at] ?? 0, least + slot.height / 2);
      least = y + slot.height / 2 + down;
      return y;
    });
  };
  const downward = pushed(layer, wanted);
  const upward = pushed(
    layer.toReversed(),
    wanted.toReversed().map((y) => -y),
  ).toReversed();
  for (const [at, slot] of layer.entries()) slot.y = ((downward[at] ?? 0) - (upward[at] ?? 0)) / 2;
}

function placed<E>(
  layers: readonly Slot[][],
  routes: readonly { readonly edge: E; readonly way: readonly Slot[] }[],
  back: ReadonlySet<E>,
  { across, nodeHeight }: Spacing,
  real: ReadonlySet<Slot>,
): Layout<E> {
  const widths = layers.map((layer) => Math.max(0, ...layer.map(({ width }) => width)));
  const left: number[] = [];
  let width = 0;
  for (const one of widths) {
    left.push(width);
    width += one + across;
  }
  const all = layers.flat();
  const top = Math.min(...all.map(({ y }) => y)) - nodeHeight / 2;
  const bottom = Math.max(...all.map(({ y }) => y)) + nodeHeight / 2;
  const x = (slot: Slot): number => left[slot.layer] ?? 0;
  const points = (way: readonly Slot[]): { x: number; y: number }[] =>
    way.flatMap((slot, at) => {
      const y = slot.y - top;
      const right = x(slot) + (real.has(slot) ? slot.width : (widths[slot.layer] ?? 0));
      if (at === 0) return [{ x: right, y }];
      return at === way.length - 1
        ? [{ x: x(slot), y }]
        : [
            { x: x(slot), y },
            { x: right, y },
          ];
    });
  return {
    nodes: [...real].map((slot) => ({ id: slot.id, width: slot.width, x: x(slot), y: slot.y - top })),
    edges: routes.map(({ edge, way }) => ({
      edge,
      points: back.has(edge) ? points(way).reverse() : points(way),
    })),
    width: Math.max(0, width - across),
    height: all.length === 0 ? 0 : bottom - top,
  };
}
