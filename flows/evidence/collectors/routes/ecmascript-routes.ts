/**
 * Routes of JavaScript and TypeScript by calls: Express, Koa, Fastify, Hono and what resembles them. Those by decorators
 * and by the places of files are read beside this.
 */
import type { SgNode } from '@ast-grep/napi';
import { decoratedRoutes } from './decorated-routes.ts';
import { type Routers, routersOf } from './ecmascript-routers.ts';
import {
  given,
  guardsAmong,
  joined,
  lineOf,
  methodOf,
  namedHandler,
  plainString,
  type Route,
} from './route.ts';

/** Without one of these words a file has no route, and is not parsed for any. */
export const ECMASCRIPT_HINT =
  /\.\s*(?:get|post|put|patch|del|delete|head|options|all|any|route)\s*(?:<[^(]*>)?\(|@(?:Get|Post|Put|Patch|Delete|All|Head|Options)\(/;

export function ecmaScriptRoutes(root: SgNode, text: string): Route[] {
  const routers = routersOf(root, text);
  return [
    ...root
      .findAll({ rule: { kind: 'call_expression', has: { field: 'function', kind: 'member_expression' } } })
      .flatMap((call) => routesOfCall(call, routers)),
    ...(/@(?:Get|Post|Put|Patch|Delete|All|Head|Options)\(/.test(text) ? decoratedRoutes(root) : []),
  ];
}

function routesOfCall(call: SgNode, routers: Routers): Route[] {
  const callee = call.field('function');
  const word = callee?.field('property')?.text() ?? '';
  const method = word === 'use' ? null : methodOf(word);
  const receiver = callee?.field('object') ?? null;
  if (method === null || receiver === null) return [];
  const args = given(call.field('arguments'));
  const line = callee?.field('property');
  const at = line == null ? lineOf(call) : lineOf(line);
  const chain = chainOf(receiver, routers);
  if (chain === null) return [];
  if (word === 'route')
    return args[0]?.kind() === 'object' ? routeOfObject(args[0], chain, at, call, routers) : [];
  const paths = chain.path === null ? pathsOf(args[0], routers) : [chain.path];
  const after = chain.path === null ? args.slice(1) : args;
  const handler = after.at(-1);
  if (handler === undefined || !isHandler(handler)) return [];
  const shown = handler.kind() === 'object' ? (field(handler, 'handler')?.text() ?? '') : handler.text();
  const options = after.filter((one) => one.kind() === 'object').flatMap(hooksOf);
  const guards = guardsAmong([
    ...after
      .slice(0, -1)
      .flatMap((one) => (one.kind() === 'array' ? given(one) : [one]))
      .filter((one) => one.kind() !== 'object' && !isFunction(one))
      .map((one) => one.text()),
    ...options,
    ...routers.guards(chain.name, at),
  ]);
  return paths.flatMap((path) =>
    routers.prefixes(chain.name, call).map((prefix) => ({
      method,
      route: joined(prefix, path),
      line: at,
      handler: namedHandler(shown),
      guards,
    })),
  );
}

interface Chain {
  /** the router at its root */
  readonly name: string;
  /** of `router.route('/x').get(…)` */
  readonly path: string | null;
}

/** From `app.get(…).post(…)` down to `app`; null where that is no router. */
function chainOf(receiver: SgNode, routers: Routers): Chain | null {
  let path: string | null = null;
  let node: SgNode | null = receiver;
  for (let depth = 0; node !== null && depth < 200; depth += 1) {
    if (routers.has(node)) return { name: node.text(), path };
    if (/^(?:parenthesized|non_null)_expression$/.test(String(node.kind()))) node = node.child(0);
    else if (node.kind() === 'new_expression') {
      return /^new\s+(?:Hono|OpenAPIHono|Elysia|Router|KoaRouter)\b/.test(node.text())
        ? { name: '', path }
        : null;
    } else {
      const callee: SgNode | null = node.kind() === 'call_expression' ? node.field('function') : null;
      if (callee?.kind() !== 'member_expression') return null;
      const word = callee.field('property')?.text() ?? '';
      if (word === 'route') {
        path ??= routers.literal(given(node.field('arguments'))[0]);
        if (path === null) return null;
      } else if (
        methodOf(word) === null &&
        !/^(?:use|basePath|withTypeProvider|openapi|onError|notFound)$/.test(word)
      )
        return null;
      node = callee.field('object');
    }
  }
  return null;
}

function pathsOf(node: SgNode | undefined, routers: Routers): string[] {
  const nodes = node?.kind() === 'array' ? given(node) : [node];
  return nodes.flatMap((one) => {
    const path = routers.literal(one);
    return path !== null && /^(?:\/|\*)/.test(path) ? [path] : [];
  });
}

function isFunction(node: SgNode): boolean {
  return /^(?:arrow_function|function_expression|generator_function)$/.test(String(node.kind()));
}

/** Options of a client are an object, and what a Map gives has none: both are no handler. */
function isHandler(node: SgNode): boolean {
  if (node.kind() === 'object') return field(node, 'handler') !== null;
  return (
    isFunction(node) ||
    /^(?:identifier|member_expression|call_expression|array|as_expression|await_expression)$/.test(
      String(node.kind()),
    )
  );
}

/** A field of an object, or the method of that name. */
function field(object: SgNode, name: string): SgNode | null {
  for (const one of given(object)) {
    const key = (one.field('key') ?? one.field('name'))?.text().replace(/['"]/g, '') ?? one.text();
    if (key === name) return one.field('value') ?? one;
  }
  return null;
}

function hooksOf(object: SgNode): string[] {
  return ['preHandler', 'onRequest', 'preValidation', 'preParsing'].flatMap((hook) => {
    const value = field(object, hook);
    return value === null
      ? []
      : value.kind() === 'array'
        ? given(value).map((one) => one.text())
        : [value.text()];
  });
}

/** Fastify's `route({ method: 'GET', url: '/x', handler })`, hapi's with `path`. */
function routeOfObject(
  object: SgNode,
  { name }: Chain,
  line: number,
  call: SgNode,
  routers: Routers,
): Route[] {
  const path = routers.literal(field(object, 'url') ?? field(object, 'path') ?? undefined);
  const handler = field(object, 'handler');
  if (path === null || handler === null) return [];
  const written = field(object, 'method');
  const methods = (written?.kind() === 'array' ? given(written) : [written]).flatMap(
    (one) => methodOf(plainString(one?.text() ?? '') ?? '') ?? [],
  );
  const guards = guardsAmong([...hooksOf(object), ...routers.guards(name, line)]);
  return methods.flatMap((method) =>
    routers.prefixes(name, call).map((prefix) => ({
      method,
      route: joined(prefix, path),
      line,
      handler: namedHandler(handler.text()),
      guards,
    })),
  );
}
