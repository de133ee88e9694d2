/** Routes of Rust: axum's routers with what is nested in them, actix-web's resources, scopes and attributes, Rocket's attributes. */
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

export const RUST_HINT =
  /\.route\(|\.nest\(|web::(?:resource|scope)\(|#\[(?:\w+::)?(?:get|post|put|patch|delete|head|options|route)\(/;

export function rustRoutes(root: SgNode): Route[] {
  return [...attributed(root), ...routed(root), ...resources(root)];
}

const ATTRIBUTE = /^#\[(?:\w+::)*(get|post|put|patch|delete|head|options|route)\(\s*"([^"]*)"/;

/** `#[get("/x")]` above a function, below the scope that the file gives it. */
function attributed(root: SgNode): Route[] {
  return root.findAll({ rule: { kind: 'attribute_item' } }).flatMap((attribute): Route[] => {
    const [, word = '', path = ''] = ATTRIBUTE.exec(attribute.text()) ?? [];
    const method = methodOf(word);
    let item = attribute.next();
    while (item !== null && /attribute|comment/.test(String(item.kind()))) item = item.next();
    const handler = item?.kind() === 'function_item' ? (item.field('name')?.text() ?? null) : null;
    if (method === null || handler === null || !path.startsWith('/')) return [];
    const listed = [...attribute.text().matchAll(/\bmethod\s*=\s*"(\w+)"/g)].flatMap(
      ([, one = '']) => methodOf(one) ?? [],
    );
    const service = root.find({
      rule: {
        kind: 'call_expression',
        has: { field: 'function', kind: 'field_expression', regex: `\\.service$` },
        regex: `\\.service\\(\\s*(?:\\w+::)*${handler}\\s*\\)$`,
      },
    });
    const prefix = service === null ? '' : scopeOf(service);
    return (listed.length === 0 ? [method] : listed).map((one) => ({
      method: one,
      route: joined(prefix, path.replace(/\?.*$/, '')),
      line: lineOf(attribute),
      handler,
      guards: [],
    }));
  });
}

interface MethodCall {
  readonly name: string;
  readonly receiver: SgNode;
  readonly args: readonly SgNode[];
}

function methodCall(node: SgNode | null): MethodCall | null {
  const callee = node?.kind() === 'call_expression' ? node.field('function') : null;
  if (node === null || callee?.kind() !== 'field_expression') return null;
  const [name, receiver] = [callee.field('field')?.text(), callee.field('value')];
  return name === undefined || receiver === null
    ? null
    : { name, receiver, args: given(node.field('arguments')) };
}

/** axum's `.route("/x", get(h).post(h))` and actix's `.route("/x", web::get().to(h))`. */
function routed(root: SgNode): Route[] {
  return root
    .findAll({
      rule: {
        kind: 'call_expression',
        has: { field: 'function', kind: 'field_expression', regex: '\\.route$' },
      },
    })
    .flatMap((node): Route[] => {
      const call = methodCall(node);
      const path = plainString(call?.args[0]?.text() ?? '');
      const served = call?.args[1];
      if (call === null || path === null || !path.startsWith('/') || served === undefined) return [];
      const line = lineOf(node.field('function')?.field('field') ?? node);
      const prefix = joined(nestOf(node), scopeOf(node)).replace(/^\/$/, '');
      return servedBy(served).map(({ method, handler }) => ({
        method,
        route: joined(prefix, path),
        line,
        handler,
        guards: layers(node),
      }));
    });
}

interface Served {
  readonly method: string;
  readonly handler: string | null;
}

/** `get(show).put(update)`, `routing::get(show)`, `web::get().to(show)`, `get_service(…)`. */
function servedBy(node: SgNode): Served[] {
  const call = methodCall(node);
  if (call !== null) {
    const method = methodOf(call.name);
    const before = servedBy(call.receiver);
    if (call.name === 'to')
      return before.map((one) => ({ ...one, handler: namedHandler(call.args[0]?.text() ?? '') }));
    return method === null
      ? before
      : [...before, { method, handler: namedHandler(call.args[0]?.text() ?? '') }];
  }
  if (node.kind() !== 'call_expression') return [];
  const word = (node.field('function')?.text() ?? '').replace(/^.*::/, '').replace(/_service$/, '');
  const method = word === 'on' ? ANY : methodOf(word);
  return method === null
    ? []
    : [{ method, handler: namedHandler(given(node.field('arguments'))[0]?.text() ?? '') }];
}

/** actix's `web::resource("/x").route(web::get().to(h))`. */
function resources(root: SgNode): Route[] {
  return root
    .findAll({
      rule: { kind: 'call_expression', has: { field: 'function', regex: '^(?:\\w+::)?resource$' } },
    })
    .flatMap((node): Route[] => {
      const path = plainString(given(node.field('arguments'))[0]?.text() ?? '');
      if (path === null) return [];
      const prefix = scopeOf(node);
      const served: Served[] = [];
      let at: SgNode = node;
      for (let outer = callAround(at); outer !== null; outer = callAround(at)) {
        const call = methodCall(outer);
        if (call?.name === 'route' && call.args.length === 1) served.push(...call.args.flatMap(servedBy));
        else if (call?.name === 'to')
          served.push({ method: ANY, handler: namedHandler(call.args[0]?.text() ?? '') });
        at = outer;
      }
      return served.map(({ method, handler }) => ({
        method,
        route: joined(prefix, path),
        line: lineOf(node),
        handler,
        guards: [],
      }));
    });
}

/** The call that is made on the result of this one. */
function callAround(node: SgNode): SgNode | null {
  const field = node.parent();
  const outer = field?.kind() === 'field_expression' ? field.parent() : null;
  return outer?.kind() === 'call_expression' ? outer : null;
}

/** The scopes of actix around a call: those whose `.service(…)` or `.configure(…)` it is in, and that of its own chain. */
function scopeOf(node: SgNode): string {
  const own = chainRoot(node);
  const outer = node
    .ancestors()
    .filter((one) => /^service$/.test(methodCall(one)?.name ?? '') && isArgument(node, one))
    .map(chainRoot);
  return [...outer.reverse(), own].reduce((before, path) => joined(before, path), '').replace(/^\/$/, '');
}

/** The path of the `web::scope("/x")` that a chain of calls begins with. */
function chainRoot(node: SgNode): string {
  let at: SgNode | null = node;
  for (let call = methodCall(at); call !== null; call = methodCall(at)) at = call.receiver;
  return at?.kind() === 'call_expression' && /(?:^|::)scope$/.test(at.field('function')?.text() ?? '')
    ? (plainString(given(at.field('arguments'))[0]?.text() ?? '') ?? '')
    : '';
}

function isArgument(node: SgNode, call: SgNode): boolean {
  const list = call.field('arguments')?.range();
  return (
    list !== undefined &&
    node.range().start.index > list.start.index &&
    node.range().end.index <= list.end.index
  );
}

/** The paths below which axum's router of this chain is nested: in place, by its variable, or by its function. */
function nestOf(node: SgNode, depth = 0): string {
  const inPlace = node.ancestors().find((one) => methodCall(one)?.name === 'nest' && isArgument(node, one));
  const around = node
    .ancestors()
    .find((one) => /^(?:let_declaration|function_item)$/.test(String(one.kind())));
  if (depth > 4) return '';
  const name = (around?.field('pattern') ?? around?.field('name'))?.text() ?? '';
  const root = node.ancestors().at(-1);
  const nest =
    inPlace ??
    (!/^\w+$/.test(name)
      ? null
      : (root?.find({
          rule: {
            kind: 'call_expression',
            has: { field: 'function', kind: 'field_expression', regex: '\\.nest$' },
            regex: `\\.nest\\(\\s*"[^"]*"\\s*,\\s*(?:\\w+::)*${name}(?:\\([^()]*\\))?\\s*,?\\s*\\)$`,
          },
        }) ?? null));
  const call = methodCall(nest ?? null);
  if (nest == null || call === null) return '';
  return joined(nestOf(nest, depth + 1), plainString(call.args[0]?.text() ?? '') ?? '').replace(/^\/$/, '');
}

/** Layers that are put behind a route, and so around it. */
function layers(node: SgNode): string[] {
  const found: string[] = [];
  let at: SgNode = node;
  for (let outer = callAround(at); outer !== null; outer = callAround(at)) {
    const call = methodCall(outer);
    if (/^(?:layer|route_layer|wrap)$/.test(call?.name ?? ''))
      found.push(...(call?.args ?? []).map((one) => one.text()));
    at = outer;
  }
  return guardsAmong(found.map((text) => text.replace(/\s+/g, ' ').slice(0, 60)));
}
