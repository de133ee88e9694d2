/**
 * The import graph of the scope, built from the texts and the list of paths alone: specifiers.ts reads what a file
 * asks for, resolution.ts says which files of the scope that is. What it does not know is in it too: imports by a
 * computed name, and names that no file was found for.
 */

import { posix } from 'node:path';
import type { CollectorSource } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { readable, texts } from '../../collector.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import { createResolver, type Resolver } from './resolution.ts';
import type { Specifier } from './specifier.ts';
import { importLanguage, specifiersOf } from './specifiers.ts';

/** An import from one file of the scope to another; it runs at load time unless it is type-only or deferred. */
export interface Edge {
  readonly to: string;
  /** as it is written at its first import */
  readonly name: string;
  readonly atLoad: boolean;
  /** the importer hands on what it imports, as a barrel does */
  readonly reexports: boolean;
  /** the importer holds the module as one object, so that each of its names may be used */
  readonly whole: boolean;
}
export type Graph = ReadonlyMap<string, readonly Edge[]>;

export interface ImportGraph {
  readonly edges: Graph;
  /** per file, those that it may import in a way that is not read */
  readonly maybe: ReadonlyMap<string, ReadonlySet<string>>;
  /** the files that load a module by a name of which nothing is known → the folder of their package */
  readonly anything: ReadonlyMap<string, string>;
  /** files with a function or a class of their own: something that a test could run */
  readonly runnable: ReadonlySet<string>;
  /** files that are run by themselves: what manifests name, and those that say so */
  readonly entries: ReadonlySet<string>;
  readonly resolver: Resolver;
}

/** Files of types only: nothing of them runs. */
const DECLARATIONS = /\.d\.[cm]?ts$/;

export async function readGraph(
  { repository, scope }: CollectorSource,
  signal: AbortSignal,
): Promise<ImportGraph> {
  const files = readable(scope).filter((file) => file.role !== 'vendored' && importLanguage(file) !== null);
  const resolver = await createResolver(repository, scope);
  const edges = new Map<string, readonly Edge[]>();
  const maybe = new Map<string, ReadonlySet<string>>();
  const anything = new Map<string, string>();
  const runnable = new Set<string>();
  const entries = new Set(resolver.ecmaScript.entries);
  for (const entry of await pythonEntries({ repository, scope }, resolver, signal)) entries.add(entry);
  for await (const { file, text } of texts(repository, files, signal)) {
    const read = readFile(file, text, resolver);
    edges.set(file.path, read.edges);
    if (read.maybe.size > 0) maybe.set(file.path, read.maybe);
    if (read.anything) anything.set(file.path, packageFolder(file, resolver));
    if (isRunnable(file, text)) runnable.add(file.path);
    if (isProgram(file, text)) entries.add(file.path);
  }
  return { edges, maybe, anything, runnable, entries, resolver };
}

interface FileImports {
  readonly edges: readonly Edge[];
  readonly maybe: ReadonlySet<string>;
  readonly anything: boolean;
}

function readFile(file: ScopeFile, text: string, { resolve }: Resolver): FileImports {
  const edges = new Map<string, Edge>();
  const maybe = new Set<string>();
  let anything = false;
  const runs = !DECLARATIONS.test(file.path);
  // A file without a function of its own is a list of what others import through it.
  const barrel = isBarrel(file, text);
  for (const specifier of specifiersOf(file, text)) {
    if (specifier.name === '*') anything = true;
    const resolution = resolve(file, specifier);
    for (const path of resolution.maybe) maybe.add(path);
    for (const to of resolution.to) {
      if (to === file.path) continue;
      const known = edges.get(to);
      edges.set(to, {
        to,
        name: known?.name ?? specifier.name,
        atLoad:
          (runs && specifier.atLoad && !isOwnPackage(file.path, to, specifier)) || known?.atLoad === true,
        reexports: barrel || specifier.reexports === true || known?.reexports === true,
        whole: specifier.whole === true || known?.whole === true,
      });
    }
  }
  maybe.delete(file.path);
  return { edges: [...edges.values()], maybe, anything };
}

const RUNNABLE: Readonly<Record<string, RegExp>> = {
  JavaScript: /\bfunction\b|\bclass\s+\w|=>\s*[{(\n]|\breturn\b/,
  TypeScript: /\bfunction\b|\bclass\s+\w|=>\s*[{(\n]|\breturn\b/,
  Python: /^\s*(?:async\s+)?def\s/m,
  Go: /^func\s/m,
};

function isRunnable(file: ScopeFile, text: string): boolean {
  return !DECLARATIONS.test(file.path) && RUNNABLE[importLanguage(file) ?? '']?.test(text) === true;
}

function isBarrel(file: ScopeFile, text: string): boolean {
  if (/(^|\/)__init__\.py$/.test(file.path)) return true;
  return (
    isEcmaScript(file.language) && /\bexports?\b/.test(text) && RUNNABLE.JavaScript?.test(text) === false
  );
}

/** Python's `import package` within that package reads nothing of it when it is loaded. */
function isOwnPackage(from: string, to: string, { members }: Specifier): boolean {
  return to.endsWith('/__init__.py') && members === undefined && isWithin(from, posix.dirname(to));
}

function isProgram({ path, language }: ScopeFile, text: string): boolean {
  if (text.startsWith('#!') || posix.basename(path) === '__main__.py') return true;
  if (language === 'Python') return /^if\s+__name__\s*==/m.test(text);
  if (language === 'Go') return /^package main\b/m.test(text);
  return isEcmaScript(language) && /\brequire\.main\s*===?\s*module\b|\bimport\.meta\.main\b/.test(text);
}

/** Where a module that is loaded by an unknown name may be: JavaScript's package, else the top folder. */
function packageFolder(file: ScopeFile, { ecmaScript }: Resolver): string {
  if (isEcmaScript(importLanguage(file))) return ecmaScript.packageOf(file.path)?.folder ?? '.';
  const slash = file.path.indexOf('/');
  return slash === -1 ? '.' : file.path.slice(0, slash);
}

const PYTHON_MANIFEST = /(^|\/)(pyproject\.toml|setup\.(cfg|py))$/;

/** The modules that scripts and entry points of Python packages name (`name = "package.module:function"`). */
async function pythonEntries(
  { repository, scope }: CollectorSource,
  { resolve }: Resolver,
  signal: AbortSignal,
): Promise<string[]> {
  const manifests = readable(scope).filter(({ path }) => PYTHON_MANIFEST.test(path));
  const found: string[] = [];
  for await (const { file, text } of texts(repository, manifests, signal)) {
    const from = { ...file, path: posix.join(posix.dirname(file.path), 'setup.py'), language: 'Python' };
    for (const [, name = ''] of text.matchAll(/[\w-]+\s*=\s*["']?([A-Za-z_][\w.]*):\w[\w.]*/g))
      found.push(...resolve(from, { name, atLoad: true }).to);
  }
  return found;
}

/** Whether a path is in a folder, `.` being the root. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '.' || path.startsWith(`${folder}/`);
}
