/**
 * What manifests say about files: the suite that a test script runs, the folder that a build writes, the entry points,
 * the paths of Cargo's and pytest's own tables. Pure; a manifest that can't be read says nothing.
 */
import { posix } from 'node:path';
import type { FileRole } from '../../contracts/evidence-pack.ts';
import { isObject, looseObject } from '../../loose-json.ts';
import type { Role } from './path-roles.ts';

export const ROLE_MANIFEST =
  /(^|\/)(package\.json|tsconfig(\.build)?\.json|Cargo\.toml|pyproject\.toml|pytest\.ini|composer\.json)$/;

/** The role of a path by the manifests; null where they say nothing of it. `entry`: a program or package begins there. */
export interface NamedRoles {
  of(path: string): Role | 'entry' | null;
}

type Has = (path: string) => boolean;

interface Found {
  readonly files: Map<string, Role | 'entry'>;
  /** by folder, with a slash at its end */
  readonly folders: Map<string, Role>;
}

/** `texts`: manifests by path; `has`: whether the commit has such a file, or a folder if the path ends in a slash. */
export function namedRoles(texts: ReadonlyMap<string, string>, has: Has): NamedRoles {
  const found: Found = { files: new Map(), folders: new Map() };
  for (const [path, text] of texts) {
    const folder = posix.dirname(path) === '.' ? '' : `${posix.dirname(path)}/`;
    const name = posix.basename(path);
    if (name === 'package.json') readPackage(folder, text, found, has);
    else if (name.startsWith('tsconfig')) readTypeScript(folder, text, found, has);
    else if (name === 'Cargo.toml') readCargo(folder, text, found);
    else if (name === 'composer.json') readComposer(folder, text, found);
    else readPytest(folder, text, found, has);
  }
  const folders = [...found.folders].sort(([a], [b]) => b.length - a.length);
  return {
    of: (path) => found.files.get(path) ?? folders.find(([folder]) => path.startsWith(folder))?.[1] ?? null,
  };
}

const BUILT: Role = { name: 'generated', why: 'a build writes it, by the manifest' };
/** Folders of source: a build that writes there writes beside it. */
const NEVER_BUILT = /^(src|source|app|test|tests|scripts|\.|\.\.)?$/;

function readPackage(folder: string, text: string, found: Found, has: Has): void {
  const json = looseObject(text);
  if (json === null) return;
  const scripts = Object.entries(isObject(json.scripts) ? json.scripts : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const entries = ['main', 'module', 'browser', 'bin', 'exports'].flatMap((field) => pathsIn(json[field]));
  for (const entry of entries) found.files.set(join(folder, entry), 'entry');
  const commands = scripts.map(([, command]) => command).join('\n');
  for (const name of [...commands.matchAll(OUT_FOLDER)].map((match) => match[1] ?? ''))
    built(folder, name, found, has);
  for (const type of [...pathsIn(json.types), ...pathsIn(json.typings)]) {
    if (!TYPES_ARE_BUILT.test(scripts.flat().join('\n')) || !type.includes('/')) continue;
    found.files.set(join(folder, type), {
      name: 'generated',
      why: 'a build writes the types, by package.json',
    });
  }
  for (const [name, command] of scripts) {
    const role = scriptRole(name);
    if (role === null) continue;
    for (const word of command.split(/[\s'"=]+/).filter((word) => SCRIPT_FILE.test(word))) {
      const path = join(folder, word);
      if (has(path) && !found.files.has(path) && !/\.config\.[cm]?[jt]s$/.test(path))
        found.files.set(path, { name: role, why: null });
    }
  }
}

const OUT_FOLDER =
  /(?:--out-?dir|--outDir|--dist-dir|--declarationDir|(?<=babel[^&|;\n]*)\s-d)[ =]["']?(?:\.\/)?([\w@.-]+)/g;
const TYPES_ARE_BUILT =
  /\b(generate|build|emit|make|gen)[:_-](types|dts|d\.ts|typings)\b|\btypes[:_-](generate|build)\b|dts-buddy|dts-bundle|api-extractor|rollup-plugin-dts|--declaration\b|emitDeclarationOnly/;
const SCRIPT_FILE = /^[\w@./-]+\.[cm]?[jt]sx?$/;

function scriptRole(name: string): FileRole | null {
  if (/^(test|tests|e2e|spec)([:_-]|$)/.test(name)) return 'test';
  return /^bench(mark)?s?([:_-]|$)/.test(name) ? 'benchmark' : null;
}

/** Every path in a field, however deep. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).flatMap(pathsIn) : [];
}

function join(folder: string, path: string): string {
  return posix.normalize(`${folder}${path}`).replace(/^\.\//, '');
}

/** A folder is believed to be written by a build only if the source is in another one. */
function built(folder: string, given: string, found: Found, has: Has): void {
  const name = given.replace(/^\.\//, '').replace(/\/+$/, '');
  if (NEVER_BUILT.test(name) || name.startsWith('..') || name.includes('$') || !has(`${folder}src/`)) return;
  found.folders.set(`${join(folder, name)}/`, BUILT);
}

/** Comments and trailing commas make it no JSON, so that it is read by pattern. */
function readTypeScript(folder: string, text: string, found: Found, has: Has): void {
  for (const [, name = ''] of text.matchAll(/^\s*"(?:outDir|declarationDir)"\s*:\s*"([^"]+)"/gm)) {
    built(folder, name, found, has);
  }
}

const CARGO_TABLES: Readonly<Record<string, Role | 'entry'>> = {
  test: { name: 'test', why: null },
  bench: { name: 'benchmark', why: null },
  example: { name: 'example', why: null },
  bin: 'entry',
  lib: 'entry',
};

function readCargo(folder: string, text: string, found: Found): void {
  let table = '';
  for (const line of text.split('\n')) {
    table = /^\s*\[+([\w.-]+)\]+/.exec(line)?.[1] ?? table;
    const path = /^\s*path\s*=\s*["']([^"']+)["']/.exec(line)?.[1];
    const role = CARGO_TABLES[table];
    if (path !== undefined && role !== undefined) found.files.set(join(folder, path), role);
  }
}

const TEST_FOLDER: Role = { name: 'test', why: null };

function readPytest(folder: string, text: string, found: Found, has: Has): void {
  const [, listed, plain] = /^\s*testpaths\s*=\s*(?:\[([^\]]*)\]|(.*))$/m.exec(text) ?? [];
  const words = (listed ?? plain ?? '').split(/[\s,'"]+/);
  for (const word of words) {
    if (!/^[\w./-]+$/.test(word) || NEVER_TESTS.test(word)) continue;
    // A package is listed for the examples in its docstrings.
    const isPackage = !/test|spec|check/i.test(word) && has(join(folder, `${word}/__init__.py`));
    if (!isPackage) found.folders.set(`${join(folder, word)}/`, TEST_FOLDER);
  }
}

/** pytest looks for tests beside the source as well. */
const NEVER_TESTS = /^(\.|src|lib|docs?|examples?|README.*)?\/?$/;

function readComposer(folder: string, text: string, found: Found): void {
  const dev = looseObject(text)?.['autoload-dev'];
  for (const path of isObject(dev) ? pathsIn(dev['psr-4']) : []) {
    if (path.endsWith('/') && path !== '/' && path !== 'src/')
      found.folders.set(join(folder, path), TEST_FOLDER);
  }
}
