/**
 * The console's client as a browser loads it: TypeScript without its types, libraries as they come, each under an address
 * that holds its hash. An import map leads from the names in the source to these addresses, so no bundler is needed.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'es-module-lexer/js';

/** A file that never changes: another content has another address. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
}

export interface ClientModules {
  /** by address, which begins with `ASSETS` */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly entry: string;
  readonly style: string;
  readonly icon: string;
  /** JSON, from names to addresses */
  readonly importMap: string;
  /** Returns the addresses of what the entry and a page (`runs` of `pages/runs.ts`) need at once, in the order of need. */
  neededBy(page: string): readonly string[];
}

export const ASSETS = '/console/';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CLIENT = new URL('../client/', import.meta.url);
const SCRIPT = 'text/javascript; charset=utf-8';

interface Source {
  /** what the import map calls it: a package's name, or the address of the file as the source names it */
  readonly name: string;
  readonly url: URL;
}

interface Module {
  readonly address: string;
  readonly asset: Asset;
  /** what it imports at once */
  readonly imports: readonly string[];
}

/** Reads the client from the disk. Throws if a module imports a file or package that is not there. */
export function readClientModules(): ClientModules {
  const assets = new Map<string, Asset>();
  const modules = readModules(sourceOf(new URL('main.ts', CLIENT)), assets);
  const entry = nameOf(new URL('main.ts', CLIENT));
  const addresses = new Map([...modules].map(([name, { address }]) => [name, address]));
  return {
    assets,
    entry: addresses.get(entry) ?? '',
    style: addFile('style.css', stylesheet(), assets),
    icon: addFile('icon.svg', readFileSync(new URL('icon.svg', CLIENT), 'utf8'), assets),
    importMap: JSON.stringify({ imports: Object.fromEntries(addresses) }),
    neededBy: (page) => {
      const starts = [entry, nameOf(new URL(`pages/${page}.ts`, CLIENT))];
      return [...reachedFrom(starts, modules)].map((name) => addresses.get(name) ?? '');
    },
  };
}

function readModules(entry: Source, assets: Map<string, Asset>): Map<string, Module> {
  const modules = new Map<string, Module>();
  const open = [entry];
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    const { name, url } = source;
    if (modules.has(name)) continue;
    const text = scriptOf(url);
    const { now, later } = importsIn(text, url);
    const asset = assetOf(text, SCRIPT);
    const address = addressOf(relative(ROOT, fileURLToPath(url)).replace(/\.m?[jt]s$/, ''), 'js', asset);
    assets.set(address, asset);
    modules.set(name, { address, asset, imports: now.map((each) => each.name) });
    open.push(...now, ...later);
  }
  return modules;
}

function scriptOf(url: URL): string {
  const text = readFileSync(url, 'utf8');
  if (!url.pathname.endsWith('.ts')) return text.replace(/^\/\/# sourceMappingURL=.*$/gm, '');
  return withoutComments(withoutTypes(text));
}

/** Node warns that the function may change. That is for whoever raises Node's version, not for those who run Baton. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Drops lines that are comment as a whole, which are for readers of the source, and the blanks left by types. */
function withoutComments(script: string): string {
  const isComment = /^[ \t]*(?:\/\/.*|\/\*\*?[\s\S]*?\*\/[ \t]*)$/gm;
  return script
    .replace(isComment, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n');
}

function importsIn(script: string, from: URL): { readonly now: Source[]; readonly later: Source[] } {
  const [imports] = parse(script);
  return {
    now: imports.flatMap((each) =>
      each.type === 'static' || each.type === 'reexport-star' ? [resolved(each.specifier, from)] : [],
    ),
    later: imports.flatMap((each) =>
      each.type === 'dynamic' && each.specifier !== undefined ? [resolved(each.specifier, from)] : [],
    ),
  };
}

function resolved(specifier: string, from: URL): Source {
  if (specifier.startsWith('.')) return sourceOf(new URL(specifier, from));
  return { name: specifier, url: new URL(import.meta.resolve(specifier)) };
}

const sourceOf = (url: URL): Source => ({ name: nameOf(url), url });
/** The address that a browser makes of a relative import. */
const nameOf = (url: URL): string => `${ASSETS}${relative(ROOT, fileURLToPath(url))}`;

function reachedFrom(starts: readonly string[], modules: ReadonlyMap<string, Module>): Set<string> {
  const reached = new Set(starts);
  for (const name of reached) for (const next of modules.get(name)?.imports ?? []) reached.add(next);
  return reached;
}

/** All style sheets in one: what holds everywhere (`base.css`) first. */
function stylesheet(): string {
  const names = readdirSync(new URL('styles/', CLIENT)).sort();
  return names.map((name) => readFileSync(new URL(`styles/${name}`, CLIENT), 'utf8')).join('');
}

const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };

function addFile(name: string, text: string, assets: Map<string, Asset>): string {
  const [stem = '', ending = ''] = name.split('.');
  const asset = assetOf(text, TYPES[ending] ?? '');
  const address = addressOf(`adapters/web/client/${stem}`, ending, asset);
  assets.set(address, asset);
  return address;
}

function assetOf(text: string, type: string): Asset {
  const body = Buffer.from(text);
  return { type, body, gzip: gzipSync(body, { level: 9 }) };
}

const addressOf = (stem: string, ending: string, { body }: Asset): string =>
  `${ASSETS}${stem}.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${ending}`;
