/** Where a name gets its value, as far as the functions around a place show: assignments, loops, parameters. */
import type { SgNode } from '@ast-grep/napi';

/** What gives a name its value. */
export interface Definition {
  readonly value: SgNode;
  readonly start: number;
  /** whether the value is added to what the name had before */
  readonly adds: boolean;
}

/** What stands in no function. */
const OUTSIDE = -1;
const LOOP = /^for|range_clause|^enhanced_for/;
const NAMES = /[$@\p{L}_][\p{L}\p{N}_$]*/gu;
const MEMBER = /^[\w$@]+(?:(?:\.|->|::)[\w$]+)+$/;

export class Definitions {
  readonly #functions: ReadonlySet<string>;
  readonly #nodes: () => readonly SgNode[];
  #byName: Map<string, Definition[]> | null = null;

  /** `nodes`: those of the file that define names, asked for when a name is; `functions`: the kinds of nodes that are functions */
  constructor(nodes: () => readonly SgNode[], functions: Iterable<string>) {
    this.#nodes = nodes;
    this.#functions = new Set(functions);
  }

  /** Those before a place, in the functions around it; else those outside of all functions. */
  of(name: string, at: SgNode): readonly Definition[] {
    const found = this.#all().get(name);
    if (found === undefined) return [];
    const start = at.range().start.index;
    const around = this.around(at).map((one) => one.range().start.index);
    const scopes = new Set(around.length === 0 ? [OUTSIDE] : around);
    const others = found.filter(({ value }) => !isWithin(at, value));
    const scopeOf = ({ value }: Definition): number => this.around(value)[0]?.range().start.index ?? OUTSIDE;
    const inner = others.filter((one) => one.start < start && scopes.has(scopeOf(one)));
    // One that is always passed on the way replaces all before it.
    const last = inner.findLastIndex((one) => !one.adds && isWithin(at, blockOf(one.value)));
    return inner.length > 0
      ? inner.slice(Math.max(0, last))
      : others.filter((one) => scopeOf(one) === OUTSIDE);
  }

  /** The functions around a node, the innermost first. */
  around(node: SgNode): SgNode[] {
    return node
      .ancestors()
      .filter((one) => this.#functions.has(String(one.kind())) && parametersOf(one) !== null);
  }

  #all(): Map<string, Definition[]> {
    if (this.#byName !== null) return this.#byName;
    this.#byName = new Map();
    for (const node of this.#nodes()) this.#add(node);
    return this.#byName;
  }

  #add(node: SgNode): void {
    const kind = String(node.kind());
    if (kind === 'foreach_statement') this.#addForeach(node);
    else if (kind === 'call_expression') this.#addPrinted(node);
    else this.#addAssigned(node, kind);
  }

  #addAssigned(node: SgNode, kind: string): void {
    const left =
      node.field('left') ??
      node.field('name') ??
      node.field('pattern') ??
      node.field('declarator') ??
      node.child(0);
    const right =
      node.field('right') ?? node.field('value') ?? (kind === 'const_element' ? node.child(2) : null);
    if (left === null || right === null) return;
    const isListed = (one: SgNode): boolean => String(one.kind()) === 'expression_list';
    const lefts = isListed(left) ? named(left) : [left];
    const rights = isListed(right) ? named(right) : [right];
    const adds =
      /augmented|compound|operator_assignment/.test(kind) ||
      (kind === 'assignment_statement' && /^[^=]*\+=/.test(node.text()));
    lefts.forEach((one, at) => {
      const value = (lefts.length === rights.length ? rights[at] : undefined) ?? rights[0] ?? right;
      this.#note(one, value, adds && !LOOP.test(kind));
    });
  }

  /** PHP: `foreach ($list as $key => $value)`. */
  #addForeach(node: SgNode): void {
    const [list, item] = named(node);
    if (list !== undefined && item !== undefined) this.#note(item, list, false);
  }

  /** C: `sprintf(buffer, "…", x)` fills the buffer. */
  #addPrinted(node: SgNode): void {
    if (!/^(?:v?sn?printf|strn?cat|strn?cpy)$/.test(node.field('function')?.text() ?? '')) return;
    const [target] = named(node.field('arguments') ?? node);
    if (target !== undefined) this.#note(target, node, true);
  }

  #note(left: SgNode, value: SgNode, adds: boolean): void {
    const { start } = value.range();
    const text = left.text().replace(/\s+/g, '');
    const names = MEMBER.test(text) ? [text] : (left.text().match(NAMES) ?? []);
    for (const name of new Set(names)) {
      const list = this.#byName?.get(name) ?? [];
      list.push({ value, start: start.index, adds });
      this.#byName?.set(name, list);
    }
  }
}

/** The children of a node that are no punctuation or comments. */
export function named(node: SgNode): SgNode[] {
  return node.children().filter((child) => child.isNamed() && !/comment/.test(String(child.kind())));
}

const BLOCK =
  /block|body|statement_list|compound|program|module|source_file|translation_unit|^then$|^else$|^do$|^when$|function|arrow|lambda|method/;

/** What a statement is executed as a part of. */
function blockOf(node: SgNode): SgNode {
  return node.ancestors().find((one) => BLOCK.test(String(one.kind()))) ?? node;
}

function isWithin(node: SgNode, around: SgNode): boolean {
  const [inner, outer] = [node.range(), around.range()];
  return outer.start.index <= inner.start.index && inner.end.index <= outer.end.index;
}

/** The list of a function's parameters; null where it has none of its own. */
export function parametersOf(node: SgNode): SgNode | null {
  const declared = node.field('parameters') ?? node.field('parameter');
  return declared ?? node.field('declarator')?.field('parameters') ?? null;
}

/** A parameter by its name: all of its declaration, with type and annotations; null if the function has none of it. */
export function parameterNamed(fn: SgNode, name: string): string | null {
  const list = parametersOf(fn);
  if (list === null) return null;
  const declares = new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}(?![\\w$])`);
  const own = named(list);
  if (own.length === 0) return declares.test(list.text()) ? list.text() : null;
  return own.map((child) => child.text()).find((text) => declares.test(text)) ?? null;
}
