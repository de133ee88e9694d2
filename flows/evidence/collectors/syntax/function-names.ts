/** What people call a function of a syntax tree, and an unnamed one by where it is passed or kept. */
import type { SgNode } from '@ast-grep/napi';
import { cutText } from '../../../wording.ts';
import type { Grammar } from './grammars.ts';

const LONGEST_NAME = 80;

/** A function's name with what it belongs to, such as `Shop.open`, `Shop::open` or `callback of useEffect in Cart`. */
export function nameOf(node: SgNode, grammar: Grammar): string {
  return cutText(qualifiedName(node, grammar), LONGEST_NAME);
}

/** Whether the function has a name of its own, or is kept under one. */
export function isNamed(node: SgNode): boolean {
  return ownName(node) !== null || keptAs(node) !== null;
}

function qualifiedName(node: SgNode, grammar: Grammar): string {
  const kept = keptAs(node);
  const own = ownName(node);
  // `res.send = function send() {…}` is known as `res.send`.
  if (kept !== null && (own === null || kept.endsWith(`.${own}`))) return withOwner(kept, node, grammar);
  if (own !== null) return withOwner(own, node, grammar);

  const what = passedAs(node);
  const around = enclosingFunction(node, grammar);
  if (around === null) return what;
  return `${what}${what === RETURNED ? ' by' : ' in'} ${qualifiedName(around, grammar)}`;
}

function withOwner(name: string, node: SgNode, grammar: Grammar): string {
  const owner = receiverOf(node) ?? containerOf(node, grammar);
  const member = node.kind() === 'singleton_method' ? '.' : grammar.member;
  return owner === null ? name : `${owner}${member}${name}`;
}

function ownName(node: SgNode): string | null {
  const name = node.field('name');
  if (name !== null) return name.text();
  // C: the name stands innermost in the declarator, `*open(struct shop *s)`.
  let declarator = node.field('declarator');
  while (declarator !== null) {
    if (declarator.kind() === 'identifier') return declarator.text();
    declarator = declarator.field('declarator');
  }
  return null;
}

/** Go: the type of `func (s *Shop[T]) Open()`. */
function receiverOf(node: SgNode): string | null {
  const receiver = node.field('receiver');
  return receiver === null ? null : (/(\w+)\s*(?:\[[^\]]*\])?\s*\)$/.exec(receiver.text())?.[1] ?? null);
}

/** The innermost class or the like around a method, unless a function is between them. */
function containerOf(node: SgNode, grammar: Grammar): string | null {
  for (let around = node.parent(); around !== null; around = around.parent()) {
    const kind = String(around.kind());
    if (grammar.functions.includes(kind)) return null;
    const field = grammar.containers[kind];
    const name = field === undefined ? null : around.field(field);
    if (name !== null) return name.text().replace(/<[\s\S]*$/, '');
  }
  return null;
}

function enclosingFunction(node: SgNode, grammar: Grammar): SgNode | null {
  for (let around = node.parent(); around !== null; around = around.parent()) {
    if (grammar.functions.includes(String(around.kind()))) return around;
  }
  return null;
}

/** What only wraps an expression. */
const WRAPPERS = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'await_expression',
  'expression_list',
  'argument',
]);
/** Calls whose result is the function that they are given: what is kept is still that function. */
const PASSES_THROUGH =
  /^(?:React\.)?(?:useCallback|memo|forwardRef|observer|debounce|throttle|once|async_?[hH]andler|catchAsync|asyncHandler|wrap\w*)$/;

/** The name that an expression is kept under: of a variable, a property, a field. */
function keptAs(node: SgNode): string | null {
  const holder = holderOf(node);
  if (holder === null) return null;
  const kind = String(holder.kind());
  if (/^argument(s|_list)$/.test(kind)) {
    const call = holder.parent();
    return call !== null && PASSES_THROUGH.test(calleeOf(call) ?? '') ? keptAs(call) : null;
  }
  if (!/declar|assign|pair|spec|element|field|property/.test(kind)) return null;
  const name =
    holder.field('name') ?? holder.field('key') ?? holder.field('left') ?? holder.field('property');
  return name === null ? null : name.text().replace(/\s+/g, ' ');
}

function holderOf(node: SgNode): SgNode | null {
  let holder = node.parent();
  while (holder !== null && WRAPPERS.has(String(holder.kind()))) holder = holder.parent();
  return holder;
}

/** `useEffect`, `app.get`: the last two names of what is called. */
function calleeOf(call: SgNode): string | null {
  const callee = call.field('function') ?? call.field('constructor') ?? call.field('name');
  const text = callee?.text().replace(/\s+|\?/g, '') ?? '';
  const method = /(?:[\w$]+(?:\.|->|::))?[\w$]+$/.exec(text.replace(/<.*>$/, ''));
  return method === null || method[0] === '' ? null : method[0];
}

const RETURNED = 'function returned';

/** What an unnamed function is there for. */
function passedAs(node: SgNode): string {
  const holder = holderOf(node);
  const kind = String(holder?.kind() ?? '');
  if (holder === null) return 'anonymous function';
  if (/^argument(s|_list)$/.test(kind)) {
    const call = holder.parent();
    const callee = call === null ? null : calleeOf(call);
    return callee === null ? 'callback' : `callback of ${callee}`;
  }
  if (kind === 'return_statement' || holder.kind() === node.kind()) return RETURNED;
  if (kind === 'jsx_expression') {
    const attribute = holder.parent();
    const name = attribute?.kind() === 'jsx_attribute' ? attribute.child(0)?.text() : undefined;
    return name === undefined ? 'function in JSX' : `${name} of JSX`;
  }
  if (kind === 'export_statement') return 'default export';
  if (/call/.test(kind)) return 'function called at once';
  return kind === 'go_statement' ? 'goroutine' : 'anonymous function';
}
