/** The path aliases of tsconfig and jsconfig files, with what they extend. Read as data. */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { isObject, looseObject } from '../../../loose-json.ts';
import { compare } from '../../../ordering.ts';

export interface Aliases {
  /** the folder that the configuration is for */
  readonly folder: string;
  /** pattern (with at most one `*`) → places, from the repository's root */
  readonly patterns: readonly { readonly pattern: string; readonly places: readonly string[] }[];
  /** where the compiler writes → what it reads, from the repository's root */
  readonly output: { readonly to: string; readonly from: string } | null;
}

const MOST_CONFIGURATIONS = 2_000;

/** The nearest configuration of a deep folder comes first. */
export async function readAliases(
  repository: Repository,
  paths: readonly string[],
): Promise<readonly Aliases[]> {
  const own = paths
    .filter((path) => /(^|\/)[tj]sconfig[^/]*\.json$/.test(path))
    .slice(0, MOST_CONFIGURATIONS);
  const read = await Promise.all(
    own.map(async (path) => [path, looseObject((await repository.read(path))?.text ?? '')] as const),
  );
  const configurations = new Map(read.map(([path, json]) => [path, json ?? {}]));
  return own
    .map((path): Aliases => aliasesOf(path, configurations))
    .filter(({ patterns, output }) => patterns.length > 0 || output !== null)
    .sort((a, b) => b.folder.length - a.folder.length || compare(a.folder, b.folder));
}

type Configurations = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

function aliasesOf(path: string, configurations: Configurations): Aliases {
  const folder = posix.dirname(path);
  const patterns = chainOf(path, configurations).flatMap(patternsOf(configurations));
  const { outDir, rootDir } = optionsOf(path, configurations);
  const output =
    typeof outDir === 'string'
      ? {
          to: posix.join(folder, outDir),
          from: posix.join(folder, typeof rootDir === 'string' ? rootDir : 'src'),
        }
      : null;
  return { folder, patterns, output };
}

/** A configuration and those of this repository that it extends, nearest first. */
function chainOf(path: string, configurations: Configurations, seen: readonly string[] = []): string[] {
  if (seen.includes(path) || !configurations.has(path)) return [];
  const { extends: base } = configurations.get(path) ?? {};
  const bases = (Array.isArray(base) ? base : [base]).filter((one) => typeof one === 'string');
  const next = bases
    .filter((one) => one.startsWith('.'))
    .map((one) => posix.join(posix.dirname(path), one.endsWith('.json') ? one : `${one}.json`));
  return [path, ...next.flatMap((one) => chainOf(one, configurations, [...seen, path]))];
}

function optionsOf(path: string, configurations: Configurations): Readonly<Record<string, unknown>> {
  const options = configurations.get(path)?.compilerOptions;
  return isObject(options) ? options : {};
}

function patternsOf(configurations: Configurations): (path: string) => Aliases['patterns'][number][] {
  return (path) => {
    const { baseUrl, paths: mapped } = optionsOf(path, configurations);
    const base = posix.join(posix.dirname(path), typeof baseUrl === 'string' ? baseUrl : '.');
    const patterns = Object.entries(isObject(mapped) ? mapped : {}).map(([pattern, places]) => ({
      pattern,
      places: (Array.isArray(places) ? places : [])
        .filter((place) => typeof place === 'string')
        .map((place) => posix.join(base, place)),
    }));
    if (typeof baseUrl === 'string') patterns.push({ pattern: '*', places: [posix.join(base, '*')] });
    return patterns;
  };
}

/** The places that a name has by the aliases of the folders around a file. */
export function aliasTargets(from: string, name: string, aliases: readonly Aliases[]): string[] {
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
