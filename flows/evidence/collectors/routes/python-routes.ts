/** Routes of Python: Flask, FastAPI, Starlette, aiohttp and what resembles them by decorators and calls, Django by its lists. */
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

export const PYTHON_HINT =
  /@\w[\w.]*\.(?:route|api_route|get|post|put|patch|delete|head|options|websocket)\(|\badd_url_rule\(|\badd_api_route\(|\badd_(?:get|post|put|patch|delete|route)\(|\burlpatterns\b|\b(?:Route|web\.(?:get|post|put|patch|delete|head))\(/;

/** What mocks answers of other services in the same form. */
const MOCKS =
  /^(?:respx|responses|mock|mocker|httpretty|requests_mock|pytest|patch|httpserver|\w*_?mock(?:er)?)$/i;

export function pythonRoutes(root: SgNode, path: string): Route[] {
  const prefixes = prefixesOf(root);
  return [
    ...root.findAll({ rule: { kind: 'decorated_definition' } }).flatMap((node) => decorated(node, prefixes)),
    ...root.findAll({ rule: { kind: 'call' } }).flatMap((call) => called(call, prefixes)),
    ...djangoRoutes(root, path),
  ];
}

/** A function's arguments, those with a name by it. */
function argumentsOf(call: SgNode): {
  readonly plain: SgNode[];
  readonly named: ReadonlyMap<string, SgNode>;
} {
  const all = given(call.field('arguments'));
  const named = new Map<string, SgNode>();
  for (const one of all) {
    const value = one.kind() === 'keyword_argument' ? one.field('value') : null;
    if (value !== null) named.set(one.field('name')?.text() ?? '', value);
  }
  return { plain: all.filter((one) => one.kind() !== 'keyword_argument'), named };
}

const literal = (node: SgNode | undefined): string | null =>
  node === undefined ? null : plainString(node.text());

/** By the routers' names: from where they are made, and from where the same file mounts them. */
function prefixesOf(root: SgNode): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of root.findAll({ rule: { kind: 'assignment' } })) {
    const value = node.field('right');
    if (value?.kind() !== 'call') continue;
    const { named } = argumentsOf(value);
    const prefix = literal(named.get('prefix') ?? named.get('url_prefix'));
    if (prefix !== null) found.set(node.field('left')?.text() ?? '', prefix);
  }
  for (const call of root.findAll({
    rule: { kind: 'call', regex: '^[\\w.]+\\.(?:include_router|register_blueprint)\\(' },
  })) {
    const { plain, named } = argumentsOf(call);
    const prefix = literal(named.get('prefix') ?? named.get('url_prefix'));
    const router = plain[0]?.text() ?? '';
    // Flask's own prefix is replaced by that of the mount, FastAPI's is put behind it.
    if (prefix !== null)
      found.set(router, named.has('url_prefix') ? prefix : joined(prefix, found.get(router) ?? ''));
  }
  return found;
}

function decorated(node: SgNode, prefixes: ReadonlyMap<string, string>): Route[] {
  const definition = node.field('definition');
  if (definition?.kind() !== 'function_definition') return [];
  const decorators = given(node).filter((child) => child.kind() === 'decorator');
  const handler = definition.field('name')?.text() ?? null;
  const dependencies = [
    ...(definition.field('parameters')?.text() ?? '').matchAll(/\b(?:Depends|Security)\(\s*([\w.]+)/g),
  ].map(([, name = '']) => name);
  const others = decorators
    .map((one) => one.text().slice(1))
    .filter((text) => !/\.(?:route|get|post|put|patch|delete|api_route)\(/.test(text));
  return decorators.flatMap((decorator) => {
    const call = given(decorator)[0];
    if (call?.kind() !== 'call') return [];
    const callee = call.field('function');
    const receiver = callee?.field('object')?.text() ?? '';
    const method = methodOf(callee?.field('attribute')?.text() ?? '');
    if (method === null || receiver === '' || MOCKS.test(receiver)) return [];
    const { plain, named } = argumentsOf(call);
    const path = literal(plain[0] ?? named.get('path') ?? named.get('rule'));
    if (path === null || !/^(?:\/.*|)$/.test(path)) return [];
    const guards = guardsAmong([...others, ...dependencies, ...dependsIn(named.get('dependencies'))]);
    const route = joined(prefixes.get(receiver) ?? '', path);
    const methods = methodsOf(method, named.get('methods'), 'GET');
    return methods.map((one) => ({ method: one, route, line: lineOf(decorator), handler, guards }));
  });
}

function dependsIn(node: SgNode | undefined): string[] {
  return [...(node?.text() ?? '').matchAll(/\b(?:Depends|Security)\(\s*([\w.]+)/g)].map(
    ([, name = '']) => name,
  );
}

/** `route` serves one method unless it lists them, which may be a constant elsewhere. */
function methodsOf(method: string, listed: SgNode | undefined, otherwise: string): string[] {
  if (method !== ANY) return [method];
  if (listed === undefined) return [otherwise];
  const found = [...listed.text().matchAll(/["'](\w+)["']/g)].flatMap(
    ([, word = '']) => methodOf(word) ?? [],
  );
  return found.length === 0 ? [ANY] : found;
}

const ADDERS = /^(?:add_url_rule|add_api_route|add_route|add_(get|post|put|patch|delete|head))$/;

/** `app.add_url_rule('/x', view_func=f)`, aiohttp's `router.add_get('/x', f)` and `web.get('/x', f)`, Starlette's `Route('/x', f)`. */
function called(call: SgNode, prefixes: ReadonlyMap<string, string>): Route[] {
  const callee = call.field('function');
  const word = callee?.field('attribute')?.text() ?? callee?.text() ?? '';
  const receiver = callee?.field('object')?.text() ?? '';
  const adder = ADDERS.exec(word);
  const isWeb = receiver === 'web' && methodOf(word) !== null;
  if (adder === null && !isWeb && word !== 'Route') return [];
  if (call.parent()?.kind() === 'decorator') return [];
  const { plain, named } = argumentsOf(call);
  const path = literal(plain[0] ?? named.get('rule') ?? named.get('path'));
  const view =
    named.get('view_func') ?? named.get('endpoint') ?? (word === 'add_url_rule' ? plain[2] : plain[1]);
  if (path === null || !path.startsWith('/') || view === undefined || view.kind() === 'string') return [];
  const method = isWeb ? (methodOf(word) ?? ANY) : (methodOf(adder?.[1] ?? '') ?? ANY);
  const prefix = word === 'Route' ? mountsAround(call) : (prefixes.get(receiver) ?? '');
  const isClass = word === 'add_route' || /\.as_view\(/.test(view.text()) || /^[A-Z]/.test(view.text());
  return methodsOf(method, named.get('methods'), isClass ? ANY : 'GET').map((one) => ({
    method: one,
    route: joined(prefix, path),
    line: lineOf(call),
    handler: namedHandler(view.text().replace(/\.as_view\([^)]*\)$/, '')),
    guards: guardsAmong(/^\w+\(/.test(view.text()) ? [view.text().replace(/\([\s\S]*$/, '')] : []),
  }));
}

/** Of `Mount('/x', routes=[Route(…)])`. */
function mountsAround(node: SgNode): string {
  return node
    .ancestors()
    .filter((one) => one.kind() === 'call' && one.field('function')?.text() === 'Mount')
    .map((one) => literal(argumentsOf(one).plain[0]) ?? '')
    .reduceRight((before, path) => joined(before, path), '');
}

/** Django: the entries of `urlpatterns`; what is included is read where it is written. */
function djangoRoutes(root: SgNode, path: string): Route[] {
  if (!/\burlpatterns\b/.test(root.text())) return [];
  return root
    .findAll({ rule: { kind: 'call', regex: '^(?:re_path|path|url)\\(' } })
    .flatMap((call): Route[] => {
      const isListed = call
        .ancestors()
        .some(
          (one) =>
            /^(?:assignment|augmented_assignment)$/.test(String(one.kind())) &&
            /^urlpatterns\b/.test(one.text()),
        );
      const { plain, named } = argumentsOf(call);
      const route = literal(plain[0] ?? named.get('route'));
      const view = plain[1] ?? named.get('view');
      if (
        !isListed ||
        route === null ||
        view === undefined ||
        /^include\b/.test(view.text()) ||
        /admin\.site\.urls/.test(view.text())
      )
        return [];
      const wrapped = /^([\w.]+)\(\s*[\w.]+/.exec(view.text())?.[1] ?? '';
      const isClass = /\.as_view\(/.test(view.text());
      return [
        {
          method: ANY,
          route: joined('', route.replace(/^\^/, '').replace(/\$$/, '')),
          line: lineOf(call),
          handler: namedHandler(
            view
              .text()
              .replace(/\.as_view\([^)]*\)/, '')
              .replace(/^[\w.]+\(\s*([\w.]+)\s*\)$/, '$1'),
          ),
          guards: guardsAmong(isClass && !/^[\w.]+\(\s*[\w.]+\.as_view/.test(view.text()) ? [] : [wrapped]),
        },
      ];
    })
    .filter(() => path.endsWith('.py'));
}
