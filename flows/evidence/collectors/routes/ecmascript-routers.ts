/** The routers of a JavaScript or TypeScript file: which names are one, where each is mounted, and what guards it. */
import type { SgNode } from '@ast-grep/napi';
import { given, guardsAmong, joined, lineOf, plainString } from './route.ts';

export interface Routers {
  /** whether an expression is a router or an application */
  has(expression: SgNode): boolean;
  /** the paths below which its routes are, one for each place where it is mounted; none is `['']` */
  prefixes(name: string, at: SgNode): string[];
  guards(name: string, before: number): string[];
  /** a string, or a constant of the file that holds one */
  literal(node: SgNode | undefined): string | null;
}

/** `express()`, `express.Router()`, `new Hono()`, `require('fastify')({…})`, `Fastify().withTypeProvider()`. */
const CREATION =
  /^(?:await\s+)?(?:new\s+)?(?:require\(\s*['"](?:express|fastify|koa-router|@koa\/router|hono|polka|restify|router|restana)['"]\s*\)(?:\.\w+)?|(?:[\w$]+\.)?(?:express|[Ff]astify|Router|[\w$]*Router|Hono|OpenAPIHono|Elysia|polka|restana|Restify|createServer))\s*(?:<[^(]*>)?\(/;
/** What is a router by its name, unless the file declares it as something else. */
const CONVENTION = /^(?:this\.|self\.)?_?(?:app|router|fastify|[\w$]+(?:Router|App))$/;
const FRAMEWORK =
  /['"](?:express|fastify|hono|koa|@?koa[/-]router|polka|restify|@hapi\/hapi|elysia|restana|h3)\b[^'"]*['"]/;
const SERVER = /^(?:this\.)?(?:server|instance|scope|api|routes?|web|webserver)$/;
const OTHER_THING =
  /^(?:new\s+(?:Map|WeakMap|Set|Headers|URLSearchParams|FormData|URL|Proxy)\b|[[{]|axios|supertest|request\(|ky\b|got\b|nock\b)/;

interface Mount {
  readonly parent: string;
  readonly path: string;
  readonly guards: readonly string[];
}

/** Reads them from the calls and variables of a file. */
export function routersOf(root: SgNode, text: string): Routers {
  const created = new Map<string, string>();
  const others = new Set<string>();
  const constants = new Map<string, string>();
  for (const node of root.findAll({
    rule: { any: [{ kind: 'variable_declarator' }, { kind: 'assignment_expression' }] },
  })) {
    const name = (node.field('name') ?? node.field('left'))?.text() ?? '';
    const value = node.field('value') ?? node.field('right');
    if (value === null) continue;
    const start = value.text().slice(0, 400);
    const constant = plainString(start);
    if (constant !== null) constants.set(name, constant);
    else if (CREATION.test(start)) created.set(name, prefixWritten(start));
    else if (OTHER_THING.test(start)) others.add(name);
  }
  const isFramed = FRAMEWORK.test(text);
  const isRouter = (name: string): boolean =>
    created.has(name) || (!others.has(name) && (CONVENTION.test(name) || (isFramed && SERVER.test(name))));
  const literal = (node: SgNode | undefined): string | null => stringOf(node, constants);
  const { mounts, uses } = mountsOf(root, isRouter, literal);
  const prefixes = (name: string, depth = 0): string[] => {
    const own = created.get(name) ?? '';
    const all = depth > 4 ? [] : (mounts.get(name) ?? []);
    if (all.length === 0) return [own];
    return [
      ...new Set(
        all.flatMap(({ parent, path }) =>
          prefixes(parent, depth + 1).map((before) => joined(joined(before, path), own)),
        ),
      ),
    ].slice(0, 3);
  };
  return {
    has: (expression) => isRouter(expression.text()),
    prefixes: (name, at) => {
      const around = pluginsAround(at).flatMap((plugin) => plugin.prefix(mounts, literal));
      const outer = around.reduceRight((before, path) => joined(before, path), '');
      return prefixes(name).map((own) => (outer === '' || outer === '/' ? own : joined(outer, own)));
    },
    guards: (name, before) => [
      ...(uses.get(name) ?? []).filter(({ line }) => line < before).flatMap(({ guards }) => guards),
      ...(mounts.get(name) ?? []).flatMap(({ guards }) => guards),
    ],
    literal,
  };
}

/** `new Router({ prefix: '/x' })` and `new Hono().basePath('/x')`. */
function prefixWritten(creation: string): string {
  return (
    /\bprefix:\s*['"`]([^'"`$]*)['"`]|\.basePath\(\s*['"`]([^'"`$]*)['"`]/
      .exec(creation)
      ?.slice(1)
      .find((one) => one !== undefined) ?? ''
  );
}

function stringOf(node: SgNode | undefined, constants: ReadonlyMap<string, string>): string | null {
  if (node === undefined) return null;
  const kind = String(node.kind());
  if (kind === 'identifier') return constants.get(node.text()) ?? null;
  if (kind === 'template_string') {
    const filled = node
      .text()
      .replace(/\$\{\s*([\w$.]+)\s*\}/g, (all, name: string) => constants.get(name) ?? all);
    return filled.includes('${') ? null : plainString(filled);
  }
  if (kind === 'binary_expression' && node.field('operator')?.text() === '+') {
    const [left, right] = [node.field('left'), node.field('right')].map((side) =>
      stringOf(side ?? undefined, constants),
    );
    return left == null || right == null ? null : left + right;
  }
  return kind === 'string' ? plainString(node.text()) : null;
}

interface Use {
  readonly line: number;
  readonly guards: readonly string[];
}

/** `app.use('/x', guard, router)`, Hono's `app.route('/x', router)`, Fastify's `app.register(plugin, { prefix: '/x' })`. */
function mountsOf(
  root: SgNode,
  isRouter: (name: string) => boolean,
  literal: (node: SgNode | undefined) => string | null,
): { mounts: Map<string, Mount[]>; uses: Map<string, Use[]> } {
  const mounts = new Map<string, Mount[]>();
  const uses = new Map<string, Use[]>();
  const add = <T>(to: Map<string, T[]>, name: string, one: T): void => {
    to.set(name, [...(to.get(name) ?? []), one]);
  };
  for (const call of root.findAll({
    rule: {
      kind: 'call_expression',
      has: {
        field: 'function',
        kind: 'member_expression',
        regex: '\\.(?:use|route|register|addHook|prefix)$',
      },
    },
  })) {
    const callee = call.field('function');
    const parent = callee?.field('object')?.text() ?? '';
    if (callee === null || !isRouter(parent)) continue;
    const word = callee.field('property')?.text() ?? '';
    const args = given(call.field('arguments'));
    const path = literal(args[0]);
    const last = args.at(-1);
    const isMount = last?.kind() === 'identifier' && isRouter(last.text()) && last.text() !== parent;
    const others = args.slice(path === null ? 0 : 1, isMount ? -1 : undefined);
    const guards = guardsAmong(others.filter(isReference).map((one) => one.text()));
    if (word === 'register') {
      const prefix = /\bprefix:\s*(['"`][^'"`$]*['"`])/.exec(args[1]?.text() ?? '')?.[1];
      if (args[0]?.kind() === 'identifier')
        add(mounts, args[0].text(), {
          parent,
          path: prefix === undefined ? '' : (plainString(prefix) ?? ''),
          guards: [],
        });
    } else if (word === 'prefix') {
      if (path !== null) add(mounts, parent, { parent: '', path, guards: [] });
    } else if (word === 'use' || word === 'addHook' || path !== null) {
      if (isMount) add(mounts, last.text(), { parent, path: path ?? '', guards });
      else if (path === null || word === 'addHook') add(uses, parent, { line: lineOf(call), guards });
    }
  }
  return { mounts, uses };
}

function isReference(node: SgNode): boolean {
  return /^(?:identifier|member_expression|call_expression|array)$/.test(String(node.kind()));
}

interface Plugin {
  prefix(
    mounts: ReadonlyMap<string, readonly Mount[]>,
    literal: (node: SgNode | undefined) => string | null,
  ): string[];
}

const FUNCTION = /^(?:function_declaration|function_expression|arrow_function)$/;

/** The functions around a node that are registered with a prefix, the innermost first. */
function pluginsAround(node: SgNode): Plugin[] {
  return node
    .ancestors()
    .filter((one) => FUNCTION.test(String(one.kind())))
    .map((one) => ({
      prefix: (mounts, literal) => {
        const call = one.parent()?.kind() === 'arguments' ? (one.parent()?.parent() ?? null) : null;
        const callee = call?.field('function')?.text() ?? '';
        const args = given(call?.field('arguments') ?? null);
        if (/\.register$/.test(callee)) {
          const written = /\bprefix:\s*(['"`][^'"`$]*['"`])/.exec(args[1]?.text() ?? '')?.[1];
          return written === undefined ? [] : [plainString(written) ?? ''];
        }
        if (/\.group$/.test(callee)) return [literal(args[0]) ?? ''];
        const name = one.field('name')?.text() ?? one.parent()?.field('name')?.text() ?? '';
        const [mount, second] = mounts.get(name) ?? [];
        return mount === undefined || second !== undefined ? [] : [mount.path];
      },
    }));
}
