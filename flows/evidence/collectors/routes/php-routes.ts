/** Routes of PHP: Slim's and Lumen's calls with their groups, Laravel's `Route` facade, Symfony's attributes. */
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

export const PHP_HINT =
  /(?:->|::)\s*(?:get|post|put|patch|delete|options|any|map|match|resource|apiResource)\s*\(|#\[Route\(/;

const RECEIVER = /^\$(?:this->)?(?:app|router|route|routes|group|r|proxy|slim)$|^Route$/;

export function phpRoutes(root: SgNode): Route[] {
  return [
    ...root
      .findAll({ rule: { any: [{ kind: 'member_call_expression' }, { kind: 'scoped_call_expression' }] } })
      .flatMap(called),
    ...root.findAll({ rule: { kind: 'method_declaration' } }).flatMap(attributed),
  ];
}

interface Chain {
  /** what the first call is made on */
  readonly root: string;
  /** `prefix('x')` and `middleware('auth')` before it */
  readonly prefix: string;
  readonly guards: readonly string[];
}

/** Of the calls before one: `Route::prefix('admin')->middleware('auth')->…`. */
function chainOf(call: SgNode): Chain {
  const before = call.field('object') ?? call.field('scope');
  if (before === null) return { root: '', prefix: '', guards: [] };
  if (!/call_expression$/.test(String(before.kind()))) return { root: before.text(), prefix: '', guards: [] };
  const outer = chainOf(before);
  const name = before.field('name')?.text() ?? '';
  const args = argumentsOf(before);
  if (name === 'prefix')
    return { ...outer, prefix: joined(outer.prefix, plainString(args[0]?.text() ?? '') ?? '') };
  if (name === 'middleware' || name === 'can')
    return { ...outer, guards: [...outer.guards, ...guardsIn(args)] };
  return outer;
}

function argumentsOf(call: SgNode): SgNode[] {
  return given(call.field('arguments')).flatMap((one) =>
    one.kind() === 'argument'
      ? (one
          .children()
          .filter((child) => child.isNamed())
          .at(-1) ?? [])
      : one,
  );
}

function guardsIn(args: readonly SgNode[]): string[] {
  return guardsAmong(
    args.flatMap((one) =>
      [...one.text().matchAll(/['"]([^'"]+)['"]|([\w\\]+)::class|new\s+([\w\\]+)/g)].flatMap(
        ([, ...names]) => names.find((name) => name !== undefined) ?? [],
      ),
    ),
  );
}

function called(call: SgNode): Route[] {
  const name = call.field('name')?.text() ?? '';
  const chain = chainOf(call);
  if (!RECEIVER.test(chain.root)) return [];
  const args = argumentsOf(call);
  const isMap = name === 'map' || name === 'match';
  const [path, handler] = [plainString(args[isMap ? 1 : 0]?.text() ?? ''), args[isMap ? 2 : 1]];
  if (path === null || handler === undefined) return [];
  const around = groupsAround(call);
  const base = joined(around.prefix, chain.prefix === '' ? '' : chain.prefix).replace(/^\/$/, '');
  const guards = [...new Set([...around.guards, ...chain.guards, ...guardsAfter(call)])].sort();
  const line = lineOf(call.field('name') ?? call);
  const routeOf = (method: string, own: string, by: string | null): Route => ({
    method,
    route: joined(base, own),
    line,
    handler: by,
    guards,
  });
  if (/^(?:resource|apiResource)$/.test(name) && chain.root === 'Route') {
    const only = listed(call, 'only');
    const except = listed(call, 'except') ?? [];
    return RESOURCE.filter(
      ([action, , , isForm]) =>
        (only?.includes(action) ?? true) && !except.includes(action) && !(isForm && name === 'apiResource'),
    ).map(([action, method, rest]) =>
      routeOf(method, `${path}${rest}`, `${handlerOf(handler) ?? ''}@${action}`),
    );
  }
  const methods = isMap
    ? [...(args[0]?.text() ?? '').matchAll(/['"](\w+)['"]/g)].flatMap(([, one = '']) => methodOf(one) ?? [])
    : [methodOf(name)].filter((one) => one !== null);
  return methods.map((method) => routeOf(method, path, handlerOf(handler)));
}

const RESOURCE: readonly (readonly [action: string, method: string, path: string, isForm: boolean])[] = [
  ['index', 'GET', '', false],
  ['create', 'GET', '/create', true],
  ['store', 'POST', '', false],
  ['show', 'GET', '/{id}', false],
  ['edit', 'GET', '/{id}/edit', true],
  ['update', 'PUT', '/{id}', false],
  ['destroy', 'DELETE', '/{id}', false],
];

/** `->only(['index'])` behind a resource. */
function listed(call: SgNode, name: string): string[] | null {
  for (const outer of callsAfter(call))
    if (outer.field('name')?.text() === name)
      return [
        ...outer
          .text()
          .slice(call.text().length)
          .matchAll(/['"](\w+)['"]/g),
      ].map(([, one = '']) => one);
  return null;
}

/** `[OrderController::class, 'show']` → `OrderController@show`. */
function handlerOf(node: SgNode): string | null {
  const pair = /^\[\s*([\w\\$]+)(?:::class)?\s*,\s*['"](\w+)['"]\s*,?\s*\]$/.exec(node.text());
  if (pair !== null) return `${pair[1]}@${pair[2]}`;
  return namedHandler((plainString(node.text()) ?? node.text()).replace(/::class$/, ''));
}

function callsAfter(call: SgNode): SgNode[] {
  const found: SgNode[] = [];
  for (let node = call.parent(); node?.kind() === 'member_call_expression'; node = node.parent())
    found.push(node);
  return found;
}

/** `->middleware('auth')`, Slim's `->add(AuthMiddleware::class)`. */
function guardsAfter(call: SgNode): string[] {
  return callsAfter(call)
    .filter((outer) => /^(?:middleware|add|can)$/.test(outer.field('name')?.text() ?? ''))
    .flatMap((outer) => guardsIn(argumentsOf(outer)));
}

/** The groups around a call: `$app->group('/x', function ($group) { … })`, `Route::prefix('x')->group(…)`. */
function groupsAround(call: SgNode): { readonly prefix: string; readonly guards: readonly string[] } {
  const groups = call
    .ancestors()
    .filter(
      (one) =>
        /^(?:member|scoped)_call_expression$/.test(String(one.kind())) &&
        one.field('name')?.text() === 'group' &&
        isInside(call, one),
    );
  return groups.reduceRight<{ prefix: string; guards: string[] }>(
    (before, group) => {
      const chain = chainOf(group);
      const args = argumentsOf(group);
      const written =
        plainString(args[0]?.text() ?? '') ??
        /['"]prefix['"]\s*=>\s*['"]([^'"]*)['"]/.exec(args[0]?.text() ?? '')?.[1] ??
        '';
      const options = args[0]?.kind() === 'array_creation_expression' ? [args[0]] : [];
      return {
        prefix: joined(joined(before.prefix, chain.prefix), written).replace(/^\/$/, ''),
        guards: [...before.guards, ...chain.guards, ...guardsIn(options), ...guardsAfter(group)],
      };
    },
    { prefix: '', guards: [] },
  );
}

/** In its arguments, not in what it is called on. */
function isInside(call: SgNode, group: SgNode): boolean {
  const list = group.field('arguments')?.range();
  const own = call.range();
  return list !== undefined && own.start.index >= list.start.index && own.end.index <= list.end.index;
}

const ATTRIBUTE = /\bRoute\(/;

/** Symfony: `#[Route('/x', methods: ['GET'])]` of a method, below that of its class. */
function attributed(method: SgNode): Route[] {
  const attributes = attributesOf(method);
  const around = method.ancestors().find((one) => one.kind() === 'class_declaration');
  const outer = around === undefined ? [] : attributesOf(around);
  const prefix = pathIn(outer.find((one) => ATTRIBUTE.test(one.text()))?.text() ?? '') ?? '';
  const guards = guardsAmong(
    [...outer, ...attributes].map((one) => one.text()).filter((text) => /^IsGranted|^Security/.test(text)),
  );
  return attributes
    .filter((one) => ATTRIBUTE.test(one.text()))
    .flatMap((one) => {
      const path = pathIn(one.text());
      if (path === null) return [];
      const methods = [
        ...(/methods:\s*(\[[^\]]*\]|'[^']*'|"[^"]*")/.exec(one.text())?.[1] ?? '').matchAll(/\w+/g),
      ].flatMap(([word]) => methodOf(word) ?? []);
      const handler = method.field('name')?.text() ?? null;
      return (methods.length === 0 ? [ANY] : methods).map((each) => ({
        method: each,
        route: joined(prefix, path),
        line: lineOf(one),
        handler,
        guards,
      }));
    });
}

function attributesOf(node: SgNode): SgNode[] {
  const list = node.children().find((child) => child.kind() === 'attribute_list');
  return list?.findAll({ rule: { kind: 'attribute' } }) ?? [];
}

function pathIn(attribute: string): string | null {
  return (
    /\(\s*(?:path:\s*)?['"]([^'"]*)['"]/.exec(attribute)?.[1] ??
    /\bpath:\s*['"]([^'"]*)['"]/.exec(attribute)?.[1] ??
    null
  );
}
