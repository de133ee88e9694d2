/** Routes of Ruby: Rails' `routes.rb` with its resources, namespaces and scopes, and Sinatra's blocks. */
import type { SgNode } from '@ast-grep/napi';
import { ANY, given, joined, lineOf, methodOf, type Route } from './route.ts';

export const RUBY_HINT =
  /\broutes\.draw\b|^\s*(?:get|post|put|patch|delete|options|head|resources?|namespace|scope|root|match)\b[ (]/m;

export function rubyRoutes(root: SgNode, path: string, text: string): Route[] {
  const isRails = /\broutes\.draw\b/.test(text) || /(?:^|\/)config\/routes(?:\/.*)?\.rb$/.test(path);
  if (isRails) return rails(root, { path: '', namespace: '', param: null });
  return /\bSinatra\b|['"]sinatra/.test(text) ? sinatra(root) : [];
}

interface Around {
  readonly path: string;
  readonly namespace: string;
  /** of `resources :orders`, below which others have `:order_id` in their path */
  readonly param: string | null;
}

/** The text of `'x'`, `"x"` or `:x`. */
function word(node: SgNode | undefined): string | null {
  if (node === undefined) return null;
  if (node.kind() === 'simple_symbol') return node.text().slice(1);
  if (node.kind() !== 'string' || node.text().includes('#{')) return null;
  return node.text().slice(1, -1);
}

/** The options of a call: `to: 'orders#index'`, `'x' => 'c#a'` under `=>`. */
function optionsOf(call: SgNode): ReadonlyMap<string, SgNode> {
  const options = new Map<string, SgNode>();
  for (const one of given(call.field('arguments'))) {
    const value = one.kind() === 'pair' ? one.field('value') : null;
    if (value === null) continue;
    const key = one.field('key');
    const name = key?.kind() === 'string' ? '=>' : (key?.text() ?? '').replace(/^:|:$/g, '');
    options.set(name, value);
  }
  return options;
}

/** The calls in a block, without those inside of other blocks. */
function statementsOf(block: SgNode): SgNode[] {
  const body =
    block.children().find((child) => child.kind() === 'body_statement' || child.kind() === 'block_body') ??
    block;
  return given(body).flatMap((one) =>
    /^(?:if|unless|begin|then|else|if_modifier|unless_modifier)$/.test(String(one.kind()))
      ? statementsOf(one)
      : one.kind() === 'call'
        ? [one]
        : [],
  );
}

function blockOf(call: SgNode): SgNode | null {
  return call.children().find((child) => /^(?:do_block|block)$/.test(String(child.kind()))) ?? null;
}

function rails(node: SgNode, around: Around): Route[] {
  return statementsOf(node).flatMap((call): Route[] => {
    const name = call.field('method')?.text() ?? '';
    const block = blockOf(call);
    const inside = (more: Partial<Around>): Route[] =>
      block === null ? [] : rails(block, { ...around, ...more });
    const args = given(call.field('arguments')).filter((one) => one.kind() !== 'pair');
    const options = optionsOf(call);
    const placed = word(options.get('path'));
    if (name === 'namespace') {
      const own = word(args[0]) ?? '';
      const module = word(options.get('module')) ?? own;
      return inside({
        path: joined(around.path, placed ?? own),
        namespace: `${around.namespace}${module}/`,
        param: null,
      });
    }
    if (name === 'scope') {
      const module = word(options.get('module'));
      return inside({
        path: joined(around.path, placed ?? word(args[0]) ?? ''),
        ...(module === null ? {} : { namespace: `${around.namespace}${module}/` }),
      });
    }
    if (name === 'resources' || name === 'resource')
      return args.flatMap((one) => resource(call, name === 'resources', word(one), around));
    if (name === 'member')
      return inside({
        path: around.param === null ? around.path : around.path.replace(/:\w+$/, ':id'),
        param: null,
      });
    if (name === 'collection') return inside({ path: around.path.replace(/\/:\w+$/, ''), param: null });
    if (name === 'root') return [routeOf(call, 'GET', around.path, word(options.get('to')) ?? word(args[0]))];
    const isVerb = /^(?:get|post|put|patch|delete|match|options)$/.test(name);
    if (isVerb) return verbs(call, name, around);
    return /^(?:constraints|authenticate|authenticated|unauthenticated|defaults|controller|with_options|draw|concern|shallow)$/.test(
      name,
    ) || /routes\.draw$/.test(`${call.field('receiver')?.text() ?? ''}.${name}`)
      ? inside({})
      : [];
  });
}

function routeOf(call: SgNode, method: string, path: string, handler: string | null): Route {
  return { method, route: joined(path, ''), line: lineOf(call), handler, guards: [] };
}

/** `get 'x', to: 'c#a'`, `get 'x' => 'c#a'`, `match 'x', via: [:get, :post]`, `get :preview, on: :member`. */
function verbs(call: SgNode, name: string, around: Around): Route[] {
  const options = optionsOf(call);
  const all = given(call.field('arguments'));
  const rocket = all.find((one) => one.kind() === 'pair' && one.field('key')?.kind() === 'string');
  const paths =
    rocket === undefined
      ? all.filter((one) => one.kind() !== 'pair').map(word)
      : [word(rocket.field('key') ?? undefined)];
  const via = [...(options.get('via')?.text() ?? '').matchAll(/\w+/g)].flatMap(
    ([one]) => methodOf(one) ?? [],
  );
  const methods = name === 'match' ? (via.length === 0 ? [ANY] : via) : [methodOf(name) ?? ANY];
  const on = word(options.get('on'));
  const base =
    on === 'collection'
      ? around.path.replace(/\/:\w+$/, '')
      : on === 'member'
        ? around.path.replace(/:\w+$/, ':id')
        : around.path;
  const to = word(options.get('to')) ?? word(options.get('=>'));
  const handler = to === null || !to.includes('#') ? null : `${around.namespace}${to}`;
  return paths.flatMap((path) =>
    path === null ? [] : methods.map((method) => routeOf(call, method, joined(base, path), handler)),
  );
}

const MANY: readonly (readonly [action: string, method: string, path: string])[] = [
  ['index', 'GET', ''],
  ['create', 'POST', ''],
  ['new', 'GET', '/new'],
  ['show', 'GET', '/:id'],
  ['edit', 'GET', '/:id/edit'],
  ['update', 'PATCH', '/:id'],
  ['destroy', 'DELETE', '/:id'],
];

function resource(call: SgNode, many: boolean, name: string | null, around: Around): Route[] {
  if (name === null) return [];
  const options = optionsOf(call);
  const listed = (key: string): string[] | null => {
    const value = options.get(key)?.text();
    return value === undefined ? null : [...value.matchAll(/[a-z]+/g)].map(([one]) => one);
  };
  const [only, except] = [listed('only'), listed('except') ?? []];
  const path = joined(around.path, word(options.get('path')) ?? name);
  const controller = `${around.namespace}${word(options.get('controller')) ?? (many ? name : `${name}s`)}`;
  const own = MANY.filter(
    ([action]) =>
      (only?.includes(action) ?? true) && !except.includes(action) && (many || action !== 'index'),
  );
  const routes = own.map(([action, method, rest]) =>
    routeOf(call, method, path + (many ? rest : rest.replace('/:id', '')), `${controller}#${action}`),
  );
  const block = blockOf(call);
  if (block === null) return routes;
  const single = name.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
  const param = many ? `:${word(options.get('param')) ?? `${single}_id`}` : null;
  return [
    ...routes,
    ...rails(block, { path: param === null ? path : `${path}/${param}`, namespace: around.namespace, param }),
  ];
}

/** `get '/x' do … end` at the top of the file or in a class, below `namespace '/x' do`. */
function sinatra(root: SgNode): Route[] {
  return root.findAll({ rule: { kind: 'call' } }).flatMap((call): Route[] => {
    const name = call.field('method')?.text() ?? '';
    if (
      call.field('receiver') !== null ||
      !/^(?:get|post|put|patch|delete|options|head)$/.test(name) ||
      blockOf(call) === null
    )
      return [];
    const path = word(given(call.field('arguments'))[0]);
    if (path === null || !/^[/*]/.test(path)) return [];
    if (call.ancestors().some((one) => /^(?:method|singleton_method)$/.test(String(one.kind())))) return [];
    const prefix = call
      .ancestors()
      .filter((one) => one.kind() === 'call' && one.field('method')?.text() === 'namespace')
      .map((one) => word(given(one.field('arguments'))[0]) ?? '')
      .reduceRight((before, one) => joined(before, one), '');
    return [
      {
        method: name.toUpperCase(),
        route: joined(prefix, path),
        line: lineOf(call),
        handler: null,
        guards: [],
      },
    ];
  });
}
