/**
 * Whether those outside this repository can use what a file exports: through the entry points of its package where a
 * manifest names them, else by the habits of the language. What only the repository itself uses is left to its build.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { isEcmaScript, languageOf } from '../../roles/languages.ts';
import { createEcmaScriptResolver, type EcmaScriptResolver } from '../imports/resolution-ecmascript.ts';
import { type BuildFiles, isInstalled, nearest } from './installed.ts';

export type Published = (path: string, name: string) => Promise<boolean>;

/** `paths`: all of the commit; `deleted`: of what was there before, judged by its build then. Entry points are followed when the first file of JavaScript or TypeScript is asked for. */
export function publishedBy(
  repository: Repository,
  paths: readonly string[],
  deleted: readonly string[] = [],
): Published {
  const all = new Set(paths);
  let ecmaScript: Promise<EcmaScriptSurface> | null = null;
  const read = async (path: string): Promise<string> =>
    all.has(path) ? ((await repository.read(path))?.text ?? '') : '';
  return async (path, name) => {
    const language = languageOf(path)?.name ?? null;
    if (APART.test(path)) return false;
    if (isEcmaScript(language)) {
      ecmaScript ??= surfaceOf(repository, paths, read);
      return isHandedOn(await ecmaScript, path, name);
    }
    const build = all.has(path) ? { all, read } : buildBefore(repository, paths, deleted);
    if (!(await isInstalled(language, path, build))) return false;
    const first = name.split(/[.#]|::/)[0] ?? name;
    if (language === 'Python') return isPublicPython(path, first, all, read);
    if (language === 'Rust') return isPublicRust(path, first, all, read);
    if (language === 'Go') return !/(^|\n)package main\b/.test(await read(path));
    if (language === 'Ruby') return /(^|\/)lib\//.test(path);
    return true;
  };
}

/** Folders that only their own repository uses, by name, in any language. */
const APART =
  /(^|\/)(?:internals?|private|_[^/]*|cmd|scripts?|tools?|examples?|samples?|demos?|playgrounds?|extras?|bin|build|bench(?:mark)?s?|perf|mocks?|fixtures?|e2e|(?:[\w-]+[-_.])?tests?(?:[-_](?:utils?|support|helpers?|fixtures?|common|lib|shared|kit))?|testutils?|testsupport|testhelpers?|testdata|[\w-]+[-_](?:examples?|samples?|demos?|bench(?:mark)?s?|it))\/|[_-](?:private|internal)\.h$/i;

/** The build at the base, as far as a manifest in a folder of these files may have been deleted with them. */
function buildBefore(
  repository: Repository,
  paths: readonly string[],
  deleted: readonly string[],
): BuildFiles {
  return {
    all: new Set([...paths, ...deleted]),
    read: async (path) => (await repository.read(path, 'base'))?.text ?? '',
  };
}

interface EcmaScriptSurface {
  readonly resolver: EcmaScriptResolver;
  /** files of which every export is handed on */
  readonly whole: ReadonlySet<string>;
  /** `path name` of single exports */
  readonly single: ReadonlySet<string>;
}

/** A package that names its entry points offers what these hand on; one that is started and not installed, nothing. */
function isHandedOn({ resolver, whole, single }: EcmaScriptSurface, path: string, name: string): boolean {
  if (whole.has(path) || single.has(`${path} ${name}`)) return true;
  const own = resolver.packageOf(path);
  if (own === null || own.isPrivate) return false;
  const { subpaths } = own;
  return [...subpaths].some(
    ([key, targets]) => key.includes('*') && targets.some((target) => covers(target, path)),
  );
}

function covers(target: string, path: string): boolean {
  const [before = '', after = ''] = target.replace(/^\.\//, '').split('*');
  return before !== '' && `/${path}`.includes(`/${before}`) && path.endsWith(after);
}

async function surfaceOf(
  repository: Repository,
  paths: readonly string[],
  read: (path: string) => Promise<string>,
): Promise<EcmaScriptSurface> {
  const resolver = await createEcmaScriptResolver(repository, paths);
  const isOffered = (path: string): boolean => {
    const own = resolver.packageOf(path);
    return own !== null && !own.starts && !own.isPrivate;
  };
  const whole = new Set([...resolver.entries].filter(isOffered));
  const single = new Set<string>();
  for (const path of whole) {
    for (const { name, to } of handedOn(path, await read(path), resolver)) {
      if (name === null) whole.add(to);
      else single.add(`${to} ${name}`);
    }
  }
  return { resolver, whole, single };
}

interface Handed {
  readonly to: string;
  /** as `to` exports it; null for all that it exports */
  readonly name: string | null;
}

const STAR = /\bexport\s+(?:type\s+)?\*\s*(?:as\s+[\w$]+\s+)?from\s*['"]([^'"]+)['"]/g;
const WHOLE_MODULE = /\bmodule\.exports\s*=\s*require\(\s*['"]([^'"]+)['"]\s*\)/g;
/** `exports.a = require('./a')`, and `exports.a = a` or `module.exports = a` of what was required. */
const COMMON =
  /^(?:module\.)?exports(?:\.[\w$]+)?\s*=\s*(?:module\.exports\s*=\s*)?(?:require\(\s*['"]([^'"]+)['"]\s*\)|([\w$]+)\s*;?\s*$)/gm;
const REQUIRED = /\b(?:var|let|const)\s+([\w$]+)\s*=\s*require\(\s*['"](\.[^'"]*)['"]\s*\)/g;
const NAMED = /\bexport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/g;
const IMPORTED = /\bimport\s+(?:type\s+)?([\w$]+)?\s*,?\s*(?:\{([^}]*)\})?\s*from\s*['"]([^'"]+)['"]/g;
const LOCAL = /\bexport\s+(?:type\s+)?\{([^}]*)\}(?!\s*from)|\bexport\s+default\s+([\w$]+)\s*;?\s*$/gm;

function handedOn(path: string, text: string, { resolve }: EcmaScriptResolver): Handed[] {
  const toFiles = (specifier: string): readonly string[] => resolve(path, specifier).to;
  const found: Handed[] = [STAR, WHOLE_MODULE].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, from = '']) => toFiles(from).map((to) => ({ to, name: null }))),
  );
  const required = new Map([...text.matchAll(REQUIRED)].map(([, name = '', from = '']) => [name, from]));
  for (const [, from, name = ''] of text.matchAll(COMMON)) {
    const source = from ?? required.get(name);
    if (source !== undefined) found.push(...toFiles(source).map((to) => ({ to, name: null })));
  }
  for (const [, names = '', from = ''] of text.matchAll(NAMED)) {
    for (const to of toFiles(from)) found.push(...sourceNames(names).map((name) => ({ to, name })));
  }
  const exported = new Set(
    [...text.matchAll(LOCAL)].flatMap(([, names = '', whole = '']) => [...sourceNames(names), whole]),
  );
  for (const [, whole = '', names = '', from = ''] of text.matchAll(IMPORTED)) {
    const used = pairs(names).filter(({ local }) => exported.has(local));
    const given = [...used.map(({ source }) => source), ...(exported.has(whole) ? ['default'] : [])];
    for (const to of given.length === 0 ? [] : toFiles(from))
      found.push(...given.map((name) => ({ to, name })));
  }
  return found;
}

/** `a as b, type c` with the names on both sides. */
function pairs(clause: string): { source: string; local: string }[] {
  return clause.split(',').flatMap((part) => {
    const [source = '', local = source] = part
      .trim()
      .replace(/^type\s+/, '')
      .split(/\s+as\s+/);
    return source === '' ? [] : [{ source, local }];
  });
}

const sourceNames = (clause: string): string[] => pairs(clause).map(({ source }) => source);

/** Modules right below the package, and names that the package itself or one around the module speaks of. */
async function isPublicPython(
  path: string,
  name: string,
  all: ReadonlySet<string>,
  read: (path: string) => Promise<string>,
): Promise<boolean> {
  if (/(^|\/)(?:_(?!_init__)[^/]*|cli\.py|main\.py)$/.test(path)) return false;
  // A folder without its own file may still be a part of the package around it.
  const folders: string[] = [];
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) folders.push(folder);
  const outer = folders.findLastIndex((folder) => all.has(`${folder}/__init__.py`));
  if (outer <= 0) return outer === 0;
  const packages = folders.map((folder) => `${folder}/__init__.py`).filter((file) => all.has(file));
  const texts = await Promise.all(packages.map(read));
  return texts.some((text) => new RegExp(`\\b${escaped(name)}\\b`).test(text));
}

/** Modules that are `pub` from the crate's root on, and names that the root uses publicly. */
async function isPublicRust(
  path: string,
  name: string,
  all: ReadonlySet<string>,
  read: (path: string) => Promise<string>,
): Promise<boolean> {
  const manifest = nearest(path, { all }, 'Cargo.toml');
  const source = manifest === null ? null : posix.join(posix.dirname(manifest), 'src');
  const root = `${source}/lib.rs`;
  if (source === null || !all.has(root)) return false;
  if (path === root) return true;
  const text = await read(root);
  if (new RegExp(`\\bpub use\\b[^;]*\\b${escaped(name)}\\b`).test(text)) return true;
  const modules = path
    .slice(source.length + 1)
    .replace(/(?:\/mod)?\.rs$/, '')
    .split('/');
  let parent = text;
  for (const [at, module] of modules.entries()) {
    if (!new RegExp(`\\bpub mod ${escaped(module)}\\b`).test(parent)) return false;
    const folder = `${source}/${modules.slice(0, at + 1).join('/')}`;
    parent = await read(all.has(`${folder}.rs`) ? `${folder}.rs` : `${folder}/mod.rs`);
  }
  return true;
}

function escaped(name: string): string {
  return name.replace(/[^\w]/g, '\\$&');
}
