/**
 * Resolves imports to files of the scope, from the list of paths and the manifests that rename things
 * (tsconfig, package.json, go.mod), which are read as data. What is not in the scope resolves to nothing.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { Scope, ScopeFile } from '../../../contracts/evidence-pack.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import { createEcmaScriptResolver, type EcmaScriptResolver } from './resolution-ecmascript.ts';
import { createPythonResolver } from './resolution-python.ts';
import type { Resolution, Specifier } from './specifier.ts';
import { importLanguage } from './specifiers.ts';

export interface Resolver {
  resolve(from: ScopeFile, specifier: Specifier): Resolution;
  readonly ecmaScript: EcmaScriptResolver;
}

/** A Go package is a folder; a folder with more files than this is stood for by its first ones. */
const MOST_FILES_OF_A_PACKAGE = 30;

export async function createResolver(repository: Repository, scope: Scope): Promise<Resolver> {
  const paths = scope.files.map((file) => file.path);
  const known = new Set(paths);
  const ecmaScript = await createEcmaScriptResolver(repository, paths);
  const python = createPythonResolver(paths, known);
  const others = await resolversByName(repository, paths, known);
  return {
    ecmaScript,
    resolve: (from, specifier) => {
      const language = importLanguage(from);
      if (language === null) return { to: [], maybe: [] };
      if (language === 'Python') return python(from.path, specifier);
      if (isEcmaScript(language)) return ecmaScript.resolve(from.path, specifier.name);
      return { to: others[language]?.(from.path, specifier.name) ?? [], maybe: [] };
    },
  };
}

type ByName = (from: string, name: string) => readonly string[];

async function resolversByName(
  repository: Repository,
  paths: readonly string[],
  known: ReadonlySet<string>,
): Promise<Readonly<Record<string, ByName>>> {
  const goModules = await readGoModules(repository, paths);
  const goPackages = goFolders(paths);
  const crates = await readCrates(repository, paths);
  const suffixes = suffixIndex(paths);
  const includes: ByName = (from, name) => includeTargets(from, name, known, suffixes);
  return {
    Go: (_from, name) => goTargets(name, goModules, goPackages),
    Java: (_from, name) => suffixes(`${name.replaceAll('.', '/')}.java`, `${name.replaceAll('.', '/')}.kt`),
    Kotlin: (_from, name) => suffixes(`${name.replaceAll('.', '/')}.kt`, `${name.replaceAll('.', '/')}.java`),
    Scala: (_from, name) => suffixes(`${name.replaceAll('.', '/')}.scala`),
    Rust: (from, name) => rustTargets(from, name, known, crates),
    C: includes,
    'C++': includes,
    'Objective-C': includes,
    Ruby: (from, name) => rubyTargets(from, name, known),
    PHP: (from, name) =>
      name.startsWith('./') ? existing(known, beside(from, name)) : suffixes(...phpFiles(name)),
  };
}

function existing(known: ReadonlySet<string>, ...candidates: readonly string[]): readonly string[] {
  const found = candidates.find((path) => known.has(path));
  return found === undefined ? [] : [found];
}

function beside(from: string, name: string): string {
  return posix.join(posix.dirname(from), name);
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

/** The crates of the repository, by the names that code has for them → the folder of their source. */
async function readCrates(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const crates = new Map<string, string>();
  for (const path of paths) {
    if (posix.basename(path) !== 'Cargo.toml') continue;
    const text = (await repository.read(path))?.text ?? '';
    const name = /^\[package\](?:\n(?!\[).*)*?\nname\s*=\s*"([^"]+)"/m.exec(text)?.[1];
    if (name !== undefined) crates.set(name.replaceAll('-', '_'), posix.join(posix.dirname(path), 'src'));
  }
  return crates;
}

function rustTargets(
  from: string,
  name: string,
  known: ReadonlySet<string>,
  crates: ReadonlyMap<string, string>,
): readonly string[] {
  const folder = /(^|\/)(mod|lib|main)\.rs$/.test(from) ? posix.dirname(from) : from.replace(/\.rs$/, '');
  if (name.startsWith('mod:')) {
    const module = posix.join(folder, name.slice('mod:'.length));
    return existing(known, `${module}.rs`, `${module}/mod.rs`, beside(from, `${name.slice(4)}.rs`));
  }
  const [first = '', ...rest] = name.split('::');
  const source = from.lastIndexOf('src/');
  const crate = crates.get(first);
  const own = first === 'crate' && source !== -1 ? from.slice(0, source + 3) : folder;
  const root = crate ?? (first === 'super' ? posix.dirname(folder) : own);
  if (crate === undefined && !/^(crate|super|self)$/.test(first)) return [];
  const tried = rest.map((_, index) => posix.join(root, ...rest.slice(0, rest.length - index)));
  const library = crate === undefined ? [] : [`${crate}/lib.rs`];
  return existing(known, ...tried.flatMap((module) => [`${module}.rs`, `${module}/mod.rs`]), ...library);
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
