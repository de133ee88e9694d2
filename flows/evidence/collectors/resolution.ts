/**
 * Resolves imports to files of the scope, from the list of paths and the manifests that rename things
 * (tsconfig, package.json, go.mod), which are read as data. What is not in the scope resolves to nothing.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import type { Scope, ScopeFile } from '../../contracts/evidence-pack.ts';
import { createEcmaScriptResolver } from './resolution-ecmascript.ts';
import { OWN_PACKAGE } from './specifiers.ts';

/** The files that `name` means when `from` imports it; more than one where a package is a folder. */
export type Resolve = (from: ScopeFile, name: string) => readonly string[];

/** A Go package is a folder; a folder with more files than this is stood for by its first ones. */
const MOST_FILES_OF_A_PACKAGE = 30;

export async function createResolver(repository: Repository, scope: Scope): Promise<Resolve> {
  const paths = scope.files.map((file) => file.path);
  const known = new Set(paths);
  const ecmaScript = await createEcmaScriptResolver(repository, paths);
  const goModules = await readGoModules(repository, paths);
  const goPackages = goFolders(paths);
  const python = pythonIndex(paths, known);
  const suffixes = suffixIndex(paths);
  const byLanguage: Readonly<Record<string, (from: string, name: string) => readonly string[]>> = {
    TypeScript: ecmaScript,
    JavaScript: ecmaScript,
    Vue: ecmaScript,
    Svelte: ecmaScript,
    Python: (from, name) => pythonTargets(from, name, python, known),
    Go: (from, name) =>
      name === OWN_PACKAGE
        ? (goPackages.get(posix.dirname(from)) ?? [])
        : goTargets(name, goModules, goPackages),
    Java: (_from, name) => suffixes(`${name.replaceAll('.', '/')}.java`, `${name.replaceAll('.', '/')}.kt`),
    Kotlin: (_from, name) => suffixes(`${name.replaceAll('.', '/')}.kt`, `${name.replaceAll('.', '/')}.java`),
    Scala: (_from, name) => suffixes(`${name.replaceAll('.', '/')}.scala`),
    Rust: (from, name) => rustTargets(from, name, known),
    C: (from, name) => includeTargets(from, name, known, suffixes),
    'C++': (from, name) => includeTargets(from, name, known, suffixes),
    'Objective-C': (from, name) => includeTargets(from, name, known, suffixes),
    Ruby: (from, name) => rubyTargets(from, name, known),
    PHP: (from, name) =>
      name.startsWith('./') ? existing(known, beside(from, name)) : suffixes(...phpFiles(name)),
  };
  return (from, name) => (from.language === null ? [] : (byLanguage[from.language]?.(from.path, name) ?? []));
}

function existing(known: ReadonlySet<string>, ...candidates: readonly string[]): readonly string[] {
  const found = candidates.find((path) => known.has(path));
  return found === undefined ? [] : [found];
}

function beside(from: string, name: string): string {
  return posix.join(posix.dirname(from), name);
}

/** Dotted module name → file, from the highest folder of its package and from the repository's root. */
function pythonIndex(paths: readonly string[], known: ReadonlySet<string>): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path)) continue;
    const parts = path.replace(/(\/__init__)?\.pyi?$/, '').split('/');
    let top = path.endsWith('__init__.py') ? parts.length : parts.length - 1;
    while (top > 0 && known.has(`${parts.slice(0, top).join('/')}/__init__.py`)) top -= 1;
    for (const name of [parts.join('.'), parts.slice(top).join('.')]) {
      if (!index.has(name)) index.set(name, path);
    }
  }
  return index;
}

/** A name that ends in `?` is looked for without falling back to its package. */
function pythonTargets(
  from: string,
  name: string,
  index: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): readonly string[] {
  const exact = name.endsWith('?');
  const [, dots = '', dotted = ''] = /^(\.*)([^?]*)/.exec(name) ?? [];
  if (dots !== '') {
    const folder = beside(from, '../'.repeat(dots.length - 1) || '.');
    const base = posix.join(folder, dotted.replaceAll('.', '/'));
    return existing(known, `${base}.py`, posix.join(base, '__init__.py'), `${base}.pyi`);
  }
  const sibling = existing(known, beside(from, `${dotted.replaceAll('.', '/')}.py`));
  const found = index.get(dotted);
  if (found !== undefined) return [found];
  if (sibling.length > 0 || exact) return sibling;
  const cut = dotted.lastIndexOf('.');
  return cut === -1 ? [] : pythonTargets(from, dotted.slice(0, cut), index, known);
}

async function readGoModules(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const modules = new Map<string, string>();
  for (const path of paths) {
    if (posix.basename(path) !== 'go.mod') continue;
    const text = (await repository.read(path))?.text ?? '';
    const name = /^module\s+(\S+)/m.exec(text)?.[1];
    if (name !== undefined) modules.set(name, posix.dirname(path));
  }
  return modules;
}

/** Folder → the files of its package, tests left out. */
function goFolders(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = paths.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  return Map.groupBy(files, (path) => posix.dirname(path));
}

function goTargets(
  name: string,
  modules: ReadonlyMap<string, string>,
  packages: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  for (const [module, folder] of modules) {
    if (name !== module && !name.startsWith(`${module}/`)) continue;
    const within = posix.join(folder, name.slice(module.length)).replace(/\/$/, '');
    return (packages.get(within) ?? []).slice(0, MOST_FILES_OF_A_PACKAGE);
  }
  return [];
}

function rustTargets(from: string, name: string, known: ReadonlySet<string>): readonly string[] {
  const folder = /(^|\/)(mod|lib|main)\.rs$/.test(from) ? posix.dirname(from) : from.replace(/\.rs$/, '');
  if (name.startsWith('mod:')) {
    const module = posix.join(folder, name.slice('mod:'.length));
    return existing(known, `${module}.rs`, `${module}/mod.rs`, beside(from, `${name.slice(4)}.rs`));
  }
  const [first, ...rest] = name.split('::');
  const source = from.lastIndexOf('src/');
  const root =
    first === 'crate' && source !== -1
      ? from.slice(0, source + 3)
      : first === 'super'
        ? posix.dirname(folder)
        : folder;
  const tried = rest.map((_, index) => posix.join(root, ...rest.slice(0, rest.length - index)));
  return existing(known, ...tried.flatMap((module) => [`${module}.rs`, `${module}/mod.rs`]));
}

function includeTargets(
  from: string,
  name: string,
  known: ReadonlySet<string>,
  suffixes: (...tails: string[]) => readonly string[],
): readonly string[] {
  const near = existing(known, beside(from, name), posix.normalize(name));
  return near.length > 0 ? near : suffixes(posix.normalize(name).replace(/^(\.\.\/)+/, ''));
}

function rubyTargets(from: string, name: string, known: ReadonlySet<string>): readonly string[] {
  const file = name.endsWith('.rb') ? name : `${name}.rb`;
  if (name.startsWith('./')) return existing(known, beside(from, file));
  return existing(known, `lib/${file}`, file, `app/${file}`);
}

/** PSR-4 drops a prefix of the namespace: longer names are tried first. */
function phpFiles(name: string): string[] {
  const parts = name.split('\\').filter((part) => part !== '');
  return parts.slice(0, -1).map((_, index) => `${parts.slice(index).join('/')}.php`);
}

/** Finds the one file whose path ends so; of several, none, since it could be any. */
function suffixIndex(paths: readonly string[]): (...tails: string[]) => readonly string[] {
  const byName = Map.groupBy(paths, (path) => posix.basename(path));
  return (...tails) => {
    for (const tail of tails) {
      const found = (byName.get(posix.basename(tail)) ?? []).filter(
        (path) => path === tail || path.endsWith(`/${tail}`),
      );
      if (found.length === 1) return found;
    }
    return [];
  };
}
