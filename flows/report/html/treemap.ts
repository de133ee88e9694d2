/**
 * A squarified treemap (Bruls, Huizing, van Wijk 2000) over folders: each file gets an area in proportion to its weight,
 * files of one folder lie together, and rectangles stay near squares so that areas can be compared. Pure geometry.
 */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Weighted {
  readonly path: string;
  /** above 0 */
  readonly weight: number;
}

export interface Cell<T> extends Rectangle {
  readonly item: T;
}

/** A folder with more than one thing in it, named from the folder around it: `src/main`. */
export interface FolderFrame extends Rectangle {
  readonly path: string;
  /** 1 for the outermost */
  readonly depth: number;
  /** whether the strip at its top is there */
  readonly isNamed: boolean;
}

export interface Treemap<T> {
  readonly cells: readonly Cell<T>[];
  readonly folders: readonly FolderFrame[];
}

interface Node<T> {
  readonly name: string;
  weight: number;
  readonly item: T | null;
  readonly children: Map<string, Node<T>>;
}

/** The strip with the folder's name, and the gap around what is in it. */
const STRIP = 16;
const GAP = 2;
const NAMED_DEPTH = 2;

export function treemap<T extends Weighted>(items: readonly T[], area: Rectangle): Treemap<T> {
  const cells: Cell<T>[] = [];
  const folders: FolderFrame[] = [];
  const place = (node: Node<T>, at: Rectangle, path: string, depth: number): void => {
    if (node.item !== null) {
      cells.push({ ...at, item: node.item });
      return;
    }
    const isNamed = depth > 0 && depth <= NAMED_DEPTH && at.width >= 60 && at.height >= 48;
    if (depth > 0) folders.push({ ...at, path, depth, isNamed });
    const inner = depth === 0 ? at : inset(at, isNamed ? STRIP : GAP);
    for (const { item, ...rectangle } of squarified(childrenOf(node), inner)) {
      const [name, child] = withoutChain(item);
      place(child, rectangle, path === '' ? name : `${path}/${name}`, depth + 1);
    }
  };
  const [name, root] = withoutChain(treeOf(items));
  place(root, area, name, 0);
  return { cells, folders };
}

function inset({ x, y, width, height }: Rectangle, top: number): Rectangle {
  const side = Math.min(GAP, width / 4);
  return {
    x: x + side,
    y: y + Math.min(top, height / 4),
    width: width - 2 * side,
    height: height - Math.min(top, height / 4) - Math.min(GAP, height / 4),
  };
}

function treeOf<T extends Weighted>(items: readonly T[]): Node<T> {
  const root: Node<T> = { name: '', weight: 0, item: null, children: new Map() };
  for (const item of items) {
    const folders = item.path.split('/');
    const file = folders.pop() ?? '';
    let node = root;
    node.weight += item.weight;
    for (const name of folders) {
      const next = node.children.get(`${name}/`) ?? { name, weight: 0, item: null, children: new Map() };
      node.children.set(`${name}/`, next);
      node = next;
      node.weight += item.weight;
    }
    node.children.set(file, { name: file, weight: item.weight, item, children: new Map() });
  }
  return root;
}

/** A folder whose only content is another folder is one with it. */
function withoutChain<T>(node: Node<T>): [string, Node<T>] {
  const names = [node.name];
  let last = node;
  for (;;) {
    const [only, ...others] = last.children.values();
    if (only === undefined || others.length > 0 || only.item !== null) {
      return [names.filter((name) => name !== '').join('/'), last];
    }
    last = only;
    names.push(only.name);
  }
}

/** The heaviest first; equal ones by name, so that the same files give the same map. */
function childrenOf<T>(node: Node<T>): Node<T>[] {
  return [...node.children.values()].sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
}

function squarified<T>(nodes: readonly Node<T>[], area: Rectangle): Cell<Node<T>>[] {
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  const scale = total === 0 ? 0 : (area.width * area.height) / total;
  const cells: Cell<Node<T>>[] = [];
  let free = area;
  let at = 0;
  while (at < nodes.length) {
    const side = Math.min(free.width, free.height);
    const row: Node<T>[] = [];
    let sum = 0;
    let worst = Number.POSITIVE_INFINITY;
    for (let node = nodes[at]; node !== undefined; node = nodes[at]) {
      const next = sum + node.weight * scale;
      const ratio = worstRatio((row[0]?.weight ?? node.weight) * scale, node.weight * scale, next, side);
      if (ratio > worst) break;
      row.push(node);
      sum = next;
      worst = ratio;
      at += 1;
    }
    free = laidOut(row, sum, scale, free, cells);
  }
  return cells;
}

/** The longer by the shorter side, of the worst rectangle in a row whose largest and smallest areas are given. */
function worstRatio(largest: number, smallest: number, sum: number, side: number): number {
  const square = side * side;
  return Math.max((square * largest) / (sum * sum), (sum * sum) / (square * smallest));
}

/** Puts a row along the shorter side of the free area. Returns what is left of it. */
function laidOut<T>(
  row: readonly Node<T>[],
  sum: number,
  scale: number,
  free: Rectangle,
  cells: Cell<Node<T>>[],
): Rectangle {
  const { x, y, width, height } = free;
  const isColumn = width >= height;
  const side = isColumn ? height : width;
  const thickness = side === 0 ? 0 : sum / side;
  let offset = 0;
  for (const item of row) {
    const length = thickness === 0 ? 0 : (item.weight * scale) / thickness;
    cells.push(
      isColumn
        ? { item, x, y: y + offset, width: thickness, height: length }
        : { item, x: x + offset, y, width: length, height: thickness },
    );
    offset += length;
  }
  return isColumn
    ? { x: x + thickness, y, width: Math.max(0, width - thickness), height }
    : { x, y: y + thickness, width, height: Math.max(0, height - thickness) };
}
