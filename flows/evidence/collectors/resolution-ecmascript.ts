/**
 * How JavaScript and TypeScript find a module: by path, with the endings that compilers and bundlers try; by the
 * `paths` of the nearest tsconfig; by the name of a package of the same repository. Read as data, never loaded.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../runner/core/ports/repository.ts';
import { isObject, looseObject } from '../../loose-json.ts';
import { compare } from '../../ordering.ts';

const ENDINGS = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.ts',
  '.json',
  '.vue',
  '.svelte',
];
/** What a specifier that names an output means in the source. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.jsx', '.d.ts'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
/** A repository with more of them is not slowed down by reading them all. */
const MOST_MANIFESTS = 300;

export async function createEcmaScriptResolver(
  repository: Repository,
  paths: readonly string[],
): Promise<(from: string, name: string) => readonly string[]> {
  const known = new Set(paths);
  const aliases = await readAliases(repository, paths);
  const packages = await readPackages(repository, paths);
  const file = (base: string): string | null => {
    const candidates = [base, ...ENDINGS.map((ending) => base + ending), ...sourcesOf(base)];
    const indexes = ENDINGS.map((ending) => posix.join(base, `index${ending}`));
    return [...candidates, ...indexes].find((path) => known.has(path)) ?? null;
  };
  return (from, name) => {
    const bare = name.replace(/[?#].*$/, '') || name;
    if (bare.startsWith('.')) return found(file(posix.join(posix.dirname(from), bare)));
    for (const base of [...aliasTargets(from, bare, aliases), ...packageTargets(bare, packages)]) {
      const path = file(base);
      if (path !== null) return [path];
    }
    return [];
  };
}

function found(path: string | null): readonly string[] {
  return path === null ? [] : [path];
}

function sourcesOf(base: string): string[] {
  const ending = posix.extname(base);
  return (SOURCES[ending] ?? []).map((source) => base.slice(0, -ending.length) + source);
}

interface Aliases {
  /** the folder that the configuration is for */
  readonly folder: string;
  /** pattern (with at most one `*`) → places, from the repository's root */
  readonly patterns: readonly { readonly pattern: string; readonly places: readonly string[] }[];
}

async function readAliases(repository: Repository, paths: readonly string[]): Promise<readonly Aliases[]> {
  const configurations = paths
    .filter((path) => /(^|\/)[tj]sconfig(\.base)?\.json$/.test(path))
    .slice(0, MOST_MANIFESTS);
  const read = configurations.map(async (path): Promise<Aliases> => {
    const folder = posix.dirname(path);
    const options = looseObject((await repository.read(path))?.text ?? '')?.compilerOptions;
    const { baseUrl, paths: mapped } = isObject(options) ? options : {};
    const base = posix.join(folder, typeof baseUrl === 'string' ? baseUrl : '.');
    const patterns = Object.entries(isObject(mapped) ? mapped : {}).map(([pattern, places]) => ({
      pattern,
      places: (Array.isArray(places) ? places : []).filter(isString).map((place) => posix.join(base, place)),
    }));
    if (typeof baseUrl === 'string') patterns.push({ pattern: '*', places: [posix.join(base, '*')] });
    return { folder, patterns };
  });
  // The nearest configuration is asked first.
  return (await Promise.all(read)).sort(
    (a, b) => b.folder.length - a.folder.length || compare(a.folder, b.folder),
  );
}

function aliasTargets(from: string, name: string, aliases: readonly Aliases[]): string[] {
  return aliases
    .filter(({ folder }) => folder === '.' || from.startsWith(`${folder}/`))
    .flatMap(({ patterns }) => patterns)
    .flatMap(({ pattern, places }) => {
      const [before = '', after] = pattern.split('*');
      if (after === undefined) return name === pattern ? places : [];
      if (!name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length)
        return [];
      const middle = name.slice(before.length, name.length - after.length);
      return places.map((place) => place.replace('*', () => middle));
    });
}

interface Package {
  readonly folder: string;
  /** the entry points in its manifest */
  readonly entries: readonly string[];
}

async function readPackages(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Package>> {
  const manifests = paths.filter((path) => posix.basename(path) === 'package.json').slice(0, MOST_MANIFESTS);
  const packages = new Map<string, Package>();
  for (const path of manifests) {
    const manifest = looseObject((await repository.read(path))?.text ?? '');
    const name = manifest?.name;
    if (typeof name !== 'string' || packages.has(name)) continue;
    const entries = ['source', 'module', 'main', 'types'].map((field) => manifest?.[field]).filter(isString);
    packages.set(name, { folder: posix.dirname(path), entries });
  }
  return packages;
}

function packageTargets(name: string, packages: ReadonlyMap<string, Package>): string[] {
  const parts = name.split('/');
  const length = name.startsWith('@') ? 2 : 1;
  const found = packages.get(parts.slice(0, length).join('/'));
  if (found === undefined) return [];
  const rest = parts.slice(length).join('/');
  if (rest !== '') return [posix.join(found.folder, rest), posix.join(found.folder, 'src', rest)];
  const source = [posix.join(found.folder, 'src', 'index'), posix.join(found.folder, 'index')];
  return [...found.entries.map((entry) => posix.join(found.folder, entry)), ...source];
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
