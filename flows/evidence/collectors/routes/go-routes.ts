/** Routes of Go: net/http with and without methods in the pattern, gorilla/mux, gin, echo, chi, fiber, httprouter and gofr. */
import type { SgNode } from '@ast-grep/napi';
import {
  ANY,
  given,
  guardsAmong,
  joined,
  lineOf,
  methodOf,
  namedHandler,
  plainString,
  type Route,
} from './route.ts';

export const GO_HINT =
  /\.(?:Handle(?:Func)?|HandlerFunc|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Get|Post|Put|Patch|Delete|Head|Options|All|Method|MethodFunc|Path)\(\s*(?:"|`|http\.Method)/;

/** Routers whose methods are called like those of clients, by what a file that uses one imports. */
const ROUTERS =
  /"(?:github\.com\/(?:gin-gonic\/gin|labstack\/echo|go-chi\/chi|gofiber\/fiber|julienschmidt\/httprouter|gorilla\/(?:mux|pat)|bmizerany\/pat|go-martini|kataras\/iris|beego\/|cloudwego\/hertz|dimfeld\/httptreemux|uptrace\/bunrouter)[^"]*|gofr\.dev[^"]*|goji\.io[^"]*)"/;
const CLIENT = /^(?:\w*[cC]lient|\w*[rR]equest|req|resty|svc|service|\w*[cC]ache|headers?|\w*[sS]tore|http)$/;

type Prefix = { readonly path: string; readonly guards: readonly string[] };

export function goRoutes(root: SgNode, text: string): Route[] {
  const isFramed = ROUTERS.test(text);
  const groups = groupsOf(root);
  return root
    .findAll({ rule: { kind: 'call_expression', has: { field: 'function', kind: 'selector_expression' } } })
    .flatMap((call) => {
      const callee = call.field('function');
      const word = callee?.field('field')?.text() ?? '';
      const receiver = callee?.field('operand') ?? null;
      const found =
        receiver === null ? null : declared(word, receiver.text(), given(call.field('arguments')), isFramed);
      if (found === null || receiver === null) return [];
      const { path, handlers } = found;
      const before = prefixAt(receiver, groups);
      const around = prefixAround(call);
      const guards = guardsAmong([...handlers.slice(0, -1), ...before.guards, ...around.guards]);
      const named = methodsAfter(call);
      const methods = named.length > 0 ? named : [found.method];
      return methods.map((method) => ({
        method,
        route: joined(joined(around.path, before.path), path),
        line: lineOf(callee?.field('field') ?? call),
        handler: namedHandler(found.handler),
        guards,
      }));
    });
}

interface Declared {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly handlers: readonly string[];
}

/** What `router.GET("/x", …)` and its many relatives declare; null for a call that is none of them. */
function declared(
  word: string,
  receiver: string,
  args: readonly SgNode[],
  isFramed: boolean,
): Declared | null {
  const texts = args.map((one) => one.text());
  const at = /^(?:Method|MethodFunc|Handle|HandlerFunc|Handler|Add)$/.test(word) && args.length >= 3 ? 1 : 0;
  const pattern = plainString(texts[at] ?? '');
  const handlers = texts.slice(at + 1);
  if (pattern === null || handlers.length === 0 || handlers.at(-1) === 'nil') return null;
  const isPlain = /^Handle(?:Func)?$/.test(word);
  if (at === 1) {
    const method = methodOf(plainString(texts[0] ?? '') ?? (texts[0] ?? '').replace(/^http\.Method/, ''));
    return method === null || !isFramed || !pattern.startsWith('/')
      ? null
      : { method, path: pattern, handler: handlers.at(-1) ?? '', handlers };
  }
  const [, verb, host = ''] = /^(?:([A-Z]+)\s+)?([^/\s]*)\//.exec(pattern) ?? [];
  const path = pattern.replace(/^[A-Z]+\s+/, '').slice(host.length);
  if (isPlain) {
    if (!path.startsWith('/')) return null;
    return {
      method: methodOf(verb ?? '') ?? ANY,
      path: path.replace(/\{\$\}$/, ''),
      handler: unwrapped(handlers.at(-1) ?? ''),
      handlers,
    };
  }
  const method = word === 'Route' ? null : methodOf(word);
  if (method === null || !isFramed || CLIENT.test(receiver) || !/^(?:\/|$)/.test(pattern)) return null;
  // Echo and fiber's older versions have the handler first, and what guards it after it.
  const isLast =
    args.slice(at + 1).length === 1 ||
    /^func\b/.test(handlers.at(-1) ?? '') ||
    !/^func\b/.test(handlers[0] ?? '');
  const handler = isLast ? (handlers.at(-1) ?? '') : (handlers[0] ?? '');
  return { method, path: pattern, handler, handlers: isLast ? handlers : [...handlers.slice(1), handler] };
}

/** `http.HandlerFunc(h)` is `h`. */
const unwrapped = (handler: string): string =>
  /^http\.HandlerFunc\(([\w.]+)\)$/.exec(handler)?.[1] ?? handler;

/** gorilla's `.Methods("GET", http.MethodPost)` behind a route. */
function methodsAfter(call: SgNode): string[] {
  let node = call.parent();
  while (node?.kind() === 'selector_expression') {
    const outer = node.parent();
    if (outer?.kind() !== 'call_expression') return [];
    if (node.field('field')?.text() === 'Methods') {
      return given(outer.field('arguments')).flatMap(
        (one) => methodOf(plainString(one.text()) ?? one.text().replace(/^http\.Method/, '')) ?? [],
      );
    }
    node = outer.parent();
  }
  return [];
}

interface Group extends Prefix {
  readonly name: string;
  readonly line: number;
  readonly parent: SgNode;
}

const GROUPING = /^(?:Group|PathPrefix|Subrouter|Route|With|Host|Schemes|StrictSlash|Name)$/;

/** `v1 := r.Group("/v1", auth)`, `s := r.PathPrefix("/x").Subrouter()`, by the variable. */
function groupsOf(root: SgNode): Group[] {
  const groups: Group[] = [];
  for (const node of root.findAll({
    rule: { any: [{ kind: 'short_var_declaration' }, { kind: 'assignment_statement' }] },
  })) {
    const name = node.field('left')?.text() ?? '';
    const value = given(node.field('right'))[0];
    const callee = value?.kind() === 'call_expression' ? (value.field('function') ?? null) : null;
    if (
      value === undefined ||
      callee?.kind() !== 'selector_expression' ||
      !GROUPING.test(callee.field('field')?.text() ?? '')
    )
      continue;
    groups.push({ name, line: lineOf(node), parent: value, ...chained(value) });
  }
  for (const call of root.findAll({
    rule: { kind: 'call_expression', has: { field: 'function', regex: '\\.Use$' } },
  })) {
    const name = call.field('function')?.field('operand')?.text() ?? '';
    const guards = guardsAmong(given(call.field('arguments')).map((one) => one.text()));
    if (guards.length > 0) groups.push({ name, line: lineOf(call), parent: call, path: '', guards });
  }
  return groups;
}

/** What the calls of `r.With(auth).Group("/x")` add, the innermost first. */
function chained(node: SgNode | null): Prefix {
  if (node?.kind() !== 'call_expression') return { path: '', guards: [] };
  const callee = node.field('function');
  if (callee?.kind() !== 'selector_expression') return { path: '', guards: [] };
  const before = chained(callee.field('operand'));
  if (!GROUPING.test(callee.field('field')?.text() ?? '')) return before;
  const args = given(node.field('arguments')).map((one) => one.text());
  const path = plainString(args[0] ?? '');
  const isPath = /^(?:Group|PathPrefix|Route)$/.test(callee.field('field')?.text() ?? '');
  return {
    path: isPath && path !== null ? joined(before.path, path) : before.path,
    guards: [...before.guards, ...guardsAmong(isPath ? args.slice(1) : args)],
  };
}

/** The prefix of a receiver: of its own chain, and of the variable at the chain's root, at its last declaration above. */
function prefixAt(receiver: SgNode, groups: readonly Group[], depth = 0): Prefix {
  const own = chained(receiver);
  const root = rootOf(receiver);
  const line = lineOf(receiver);
  const scope = functionAround(receiver);
  const mine = groups.filter(
    (group) => group.name === root && group.line <= line && functionAround(group.parent) === scope,
  );
  const made = mine.findLast(({ parent }) => parent.field('function')?.text().endsWith('.Use') === false);
  const uses = mine
    .filter(({ parent, line: at }) => parent !== made?.parent && at >= (made?.line ?? 0))
    .flatMap(({ guards }) => guards);
  if (made === undefined || depth > 4) return { path: own.path, guards: [...own.guards, ...uses] };
  const outer = prefixAt(
    made.parent,
    groups.filter((group) => group !== made),
    depth + 1,
  );
  return { path: joined(outer.path, own.path), guards: [...outer.guards, ...own.guards, ...uses] };
}

function rootOf(node: SgNode): string {
  let at: SgNode = node;
  while (at.kind() === 'call_expression') {
    const operand = at.field('function')?.field('operand');
    if (operand == null) break;
    at = operand;
  }
  return at.text();
}

/** Where the function around a node begins; 0 outside of all. Closures share the variables of what is around them. */
function functionAround(node: SgNode): number {
  const around = node.ancestors().find((one) => /^(?:function|method)_declaration$/.test(String(one.kind())));
  return around?.range().start.index ?? 0;
}

/** chi's `r.Route("/x", func(r chi.Router) { … })` and its `Group`, around a call. */
function prefixAround(call: SgNode): Prefix {
  const calls = call
    .ancestors()
    .filter((one) => one.kind() === 'func_literal' && one.parent()?.kind() === 'argument_list')
    .flatMap((one) => {
      const outer = one.parent()?.parent() ?? null;
      const word = outer?.field('function')?.field('field')?.text() ?? '';
      return outer !== null && /^(?:Route|Group)$/.test(word) ? [{ outer, uses: usesIn(one, call) }] : [];
    });
  return calls.reduceRight<Prefix>(
    (before, { outer, uses }) => {
      const path = plainString(given(outer.field('arguments'))[0]?.text() ?? '');
      return {
        path: joined(before.path, path ?? '').replace(/^\/$/, ''),
        guards: [
          ...before.guards,
          ...chained(outer.field('function')?.field('operand') ?? null).guards,
          ...uses,
        ],
      };
    },
    { path: '', guards: [] },
  );
}

function usesIn(literal: SgNode, before: SgNode): string[] {
  return literal
    .findAll({ rule: { kind: 'call_expression', has: { field: 'function', regex: '\\.Use$' } } })
    .filter(
      (use) =>
        use.range().start.index < before.range().start.index &&
        use
          .ancestors()
          .find((one) => one.kind() === 'func_literal')
          ?.range().start.index === literal.range().start.index,
    )
    .flatMap((use) => guardsAmong(given(use.field('arguments')).map((one) => one.text())));
}
