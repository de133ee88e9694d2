import { describe, expect, test } from 'vitest';
import { type Layout, type LayoutEdge, layered } from '../../../../flows/report/html/layered-layout.ts';
import { holdsForAll, type Random } from '../../../runner/core/seeded.ts';

const SPACING = { nodeHeight: 30, across: 50, down: 10 };

function laidOut(ids: readonly string[], pairs: readonly (readonly [string, string])[]): Layout<LayoutEdge> {
  return layered(
    ids.map((id) => ({ id, width: 60 + id.length * 10 })),
    pairs.map(([from, to]) => ({ from, to })),
    SPACING,
  );
}

function columns({ nodes }: Layout<LayoutEdge>): Record<string, number> {
  const lefts = [...new Set(nodes.map(({ x }) => x))].sort((a, b) => a - b);
  return Object.fromEntries(nodes.map(({ id, x }) => [id, lefts.indexOf(x)]));
}

function randomGraph(random: Random): Layout<LayoutEdge> {
  const ids = Array.from({ length: 1 + random.below(40) }, (_, at) => `n${at}`);
  const pairs = Array.from({ length: random.below(70) }, () => [random.pick(ids), random.pick(ids)] as const);
  return laidOut(ids, pairs);
}

describe('a layered layout', () => {
  test('puts each node one column after the last of those that lead to it', () => {
    const layout = laidOut(
      ['app', 'core', 'store', 'log'],
      [
        ['app', 'core'],
        ['core', 'store'],
        ['app', 'store'],
        ['app', 'log'],
      ],
    );
    expect(columns(layout)).toEqual({ app: 0, core: 1, log: 1, store: 2 });
  });

  test('draws a cycle, with the arrow that closes it going back', () => {
    const layout = laidOut(
      ['a', 'b', 'c'],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
    );
    expect(columns(layout)).toEqual({ a: 0, b: 1, c: 2 });
    const [start, ...others] = layout.edges.find(({ edge }) => edge.from === 'c')?.points ?? [];
    expect(start?.x).toBeGreaterThan(others.at(-1)?.x ?? Number.POSITIVE_INFINITY);
  });

  test('leaves out edges to nowhere and to the node itself', () => {
    expect(
      laidOut(
        ['a', 'b'],
        [
          ['a', 'a'],
          ['a', 'x'],
          ['x', 'b'],
        ],
      ).edges,
    ).toEqual([]);
  });

  test('crosses no lines that needn’t cross', () => {
    const { nodes } = laidOut(
      ['a', 'b', 'x', 'y'],
      [
        ['a', 'y'],
        ['b', 'x'],
      ],
    );
    const y = Object.fromEntries(nodes.map((node) => [node.id, node.y]));
    expect(Math.sign((y.a ?? 0) - (y.b ?? 0))).toBe(Math.sign((y.y ?? 0) - (y.x ?? 0)));
  });

  test('is empty without nodes', () => {
    expect(laidOut([], [])).toEqual({ nodes: [], edges: [], width: 0, height: 0 });
  });

  test('lets no two nodes overlap, and stays inside its size', () => {
    holdsForAll(50, (random) => {
      const { nodes, width, height } = randomGraph(random);
      for (const [at, a] of nodes.entries()) {
        expect(a.x).toBeGreaterThanOrEqual(0);
        expect(a.x + a.width).toBeLessThanOrEqual(width + 1e-6);
        expect(a.y).toBeGreaterThanOrEqual(SPACING.nodeHeight / 2 - 1e-6);
        expect(a.y).toBeLessThanOrEqual(height - SPACING.nodeHeight / 2 + 1e-6);
        for (const b of nodes.slice(at + 1)) {
          const besides = Math.abs(a.y - b.y) >= SPACING.nodeHeight + SPACING.down - 1e-6;
          expect(a.x + a.width <= b.x || b.x + b.width <= a.x || besides, `${a.id} and ${b.id}`).toBe(true);
        }
      }
    });
  });

  test('leads arrows past the nodes between their ends', () => {
    holdsForAll(50, (random) => {
      const { nodes, edges } = randomGraph(random);
      for (const { points } of edges) {
        for (const { x, y } of points.slice(1, -1)) {
          const hit = nodes.some(
            (node) =>
              x > node.x && x < node.x + node.width && Math.abs(y - node.y) < SPACING.nodeHeight / 2 - 1e-6,
          );
          expect(hit).toBe(false);
        }
      }
    });
  });
});
