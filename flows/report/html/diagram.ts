/** A diagram of the report as SVG: boxes from left to right, and arrows. What it says stands below it as a list, folded. */
import type { ReportBlock } from '../../../runner/core/report-document.ts';
import { fitted, rounded, widthOf } from './drawing.ts';
import { layered, type PlacedEdge, type PlacedNode } from './layered-layout.ts';
import { type Markup, markup, NOTHING } from './markup.ts';

type Diagram = Extract<ReportBlock, { type: 'diagram' }>;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** whether it has a head at both ends */
  readonly isMutual: boolean;
}

/** Larger ones are a list only: nobody reads that many boxes. */
const MOST_NODES = 80;
const FONT_SIZE = 13;
const SMALL = 11;
const LONGEST_NODE = 220;
const LONGEST_LABEL = 120;
const PADDING = 12;
const NODE_HEIGHT = 32;
const MARGIN = 8;

export function diagram({ nodes, edges }: Diagram): Markup {
  const names = new Map(nodes.map(({ id, label }) => [id, label]));
  const arrows = merged(edges.filter(({ from, to }) => names.has(from) && names.has(to)));
  if (names.size === 0) return NOTHING;
  const only = labelOfAll(arrows);
  const list = arrows.map(
    ({ from, to, label, isMutual }) =>
      markup`<li>${names.get(from) ?? ''} ${isMutual ? '↔' : '→'} ${names.get(to) ?? ''}${label !== '' && markup` <span class="quiet">(${label})</span>`}</li>
`,
  );
  const inWords =
    arrows.length > 0 &&
    markup`<details><summary>The diagram in words</summary><ul>
${list}</ul></details>`;
  if (names.size > MOST_NODES) return markup`${inWords}`;
  const shown = only === null ? arrows : arrows.map((arrow) => ({ ...arrow, label: '' }));
  const caption = only !== null && only !== '' && markup`<figcaption>Arrows: ${only}.</figcaption>`;
  return markup`<figure>${drawing(names, shown)}${caption}</figure>${inWords}`;
}

/** One arrow for each pair of nodes, in the direction of the first edge between them. */
function merged(edges: Diagram['edges']): Arrow[] {
  const pairs = Map.groupBy(edges, ({ from, to }) => JSON.stringify(from < to ? [from, to] : [to, from]));
  return [...pairs.values()].flatMap((between) => {
    const [first] = between;
    if (first === undefined || first.from === first.to) return [];
    const labels = new Set(between.map(({ label }) => label).filter((label) => label !== ''));
    const isMutual = between.some(({ from }) => from !== first.from);
    return [{ from: first.from, to: first.to, label: [...labels].join(', '), isMutual }];
  });
}

/** What all arrows say alike is said once; null if they differ. */
function labelOfAll(arrows: readonly Arrow[]): string | null {
  const labels = new Set(arrows.map(({ label }) => label));
  const [only = null] = labels;
  return labels.size === 1 ? only : null;
}

function drawing(names: ReadonlyMap<string, string>, arrows: readonly Arrow[]): Markup {
  const boxes = [...names].map(([id, name]) => {
    const label = fitted(name, FONT_SIZE, LONGEST_NODE - 2 * PADDING);
    return { id, name, label, width: Math.max(48, widthOf(label, FONT_SIZE) + 2 * PADDING) };
  });
  const widest = Math.max(0, ...arrows.map(({ label }) => Math.min(LONGEST_LABEL, widthOf(label, SMALL))));
  const spacing = { nodeHeight: NODE_HEIGHT, across: 44 + widest, down: 14 };
  const layout = layered(boxes, arrows, spacing);
  const width = Math.ceil(layout.width + 2 * MARGIN);
  const height = Math.ceil(layout.height + 2 * MARGIN);
  const labels = new Map(boxes.map((box) => [box.id, box]));
  const about = `Diagram of ${names.size} parts and ${arrows.length} arrows. The list below says the same.`;
  return markup`<div class="scroll" role="group" aria-label="Diagram" tabindex="0"><svg class="diagram" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img" aria-label="${about}">
${layout.edges.map(arrowOf)}${layout.nodes.map((node) => boxOf(node, labels.get(node.id)))}${layout.edges.map(labelOf)}</svg></div>`;
}

function boxOf(
  node: PlacedNode,
  text: { readonly name: string; readonly label: string } | undefined,
): Markup {
  const { x, y, width } = node;
  return markup`<g><title>${text?.name ?? ''}</title><rect class="box" x="${rounded(x)}" y="${rounded(y - NODE_HEIGHT / 2)}" width="${rounded(width)}" height="${NODE_HEIGHT}" rx="6"/><text class="box-name" x="${rounded(x + width / 2)}" y="${rounded(y + FONT_SIZE * 0.36)}" text-anchor="middle">${text?.label ?? ''}</text></g>
`;
}

const HEAD = 7;

function arrowOf({ edge, points }: PlacedEdge<Arrow>): Markup {
  const [start, second] = points;
  const [before, end] = points.slice(-2);
  if (start === undefined || second === undefined || before === undefined || end === undefined)
    return NOTHING;
  const [stop, head] = headAt(end, before);
  const [begin, tail] = edge.isMutual ? headAt(start, second) : [start, NOTHING];
  const way = [begin, ...points.slice(1, -1), stop];
  const curves = way.slice(1).map((point, at) => curve(way[at] ?? begin, point));
  return markup`<path class="arrow" d="M${rounded(begin.x)},${rounded(begin.y)}${curves}"/>${head}${tail}
`;
}

/** The head of an arrow, and where its line ends. */
function headAt(end: Point, before: Point): [Point, Markup] {
  const stop = { x: end.x - (end.x >= before.x ? HEAD : -HEAD), y: end.y };
  const corners = [end, { x: stop.x, y: end.y - HEAD / 2 }, { x: stop.x, y: end.y + HEAD / 2 }];
  const points = corners.map(({ x, y }) => `${rounded(x)},${rounded(y)}`).join(' ');
  return [stop, markup`<polygon class="arrow-head" points="${points}"/>`];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Leaves and arrives level; straight between points of one height. */
function curve(from: Point, to: Point): string {
  const middle = rounded((from.x + to.x) / 2);
  const [x, y] = [rounded(to.x), rounded(to.y)];
  return from.y === to.y ? `L${x},${y}` : `C${middle},${rounded(from.y)} ${middle},${y} ${x},${y}`;
}

/** In the middle of the arrow's first part between two layers. */
function labelOf({ edge, points: [start, next] }: PlacedEdge<Arrow>): Markup {
  if (edge.label === '' || start === undefined || next === undefined) return NOTHING;
  const label = fitted(edge.label, SMALL, LONGEST_LABEL);
  const [x, y] = [(start.x + next.x) / 2, (start.y + next.y) / 2];
  return markup`<text class="arrow-label" x="${rounded(x)}" y="${rounded(y + SMALL * 0.36)}" text-anchor="middle">${label}</text>
`;
}
