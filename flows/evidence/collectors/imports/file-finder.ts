/** Finds JavaScript and TypeScript files by a path without its ending, by its beginning or by its end. Pure. */
import { posix } from 'node:path';

const ENDINGS = [
  ...['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.json'],
  ...['.vue', '.svelte', '.astro', '.svelte.ts', '.svelte.js'],
];
/** What a specifier that names an output means in the source. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.jsx', '.d.ts'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/;
/** A stem that more files than this have says nothing. */
const MOST_GUESSED = 100;

export interface FileFinder {
  exact(base: string): string | null;
  /** with the endings that are tried */
  find(base: string): string | null;
  /** code whose path begins so */
  under(starts: readonly string[]): readonly string[];
  /** code whose path, without its ending, ends in these folders and this name */
  ending(tail: string): readonly string[];
}

export function createFileFinder(paths: readonly string[]): FileFinder {
  const known = new Set(paths);
  const code = paths.filter((path) => CODE.test(path));
  const byStem = Map.groupBy(code, stemOf);
  const cache = new Map<string, readonly string[]>();
  const under = (start: string): readonly string[] => {
    const found = cache.get(start) ?? code.filter((path) => path.startsWith(start));
    cache.set(start, found);
    return found;
  };
  return {
    exact: (base) => (known.has(base) ? base : null),
    find: (given) => {
      const base = given.replace(/\/$/, '');
      const ending = posix.extname(base);
      const candidates = [
        base,
        ...ENDINGS.map((one) => base + one),
        ...(SOURCES[ending] ?? []).map((one) => base.slice(0, -ending.length) + one),
        ...ENDINGS.map((one) => posix.join(base, `index${one}`)),
      ];
      return candidates.find((path) => known.has(path)) ?? null;
    },
    under: (starts) => (starts.length === 1 ? under(starts[0] ?? '') : starts.flatMap(under)),
    ending: (tail) => {
      const wanted = withoutEnding(tail.replace(/^[./]+/, ''));
      const found = (byStem.get(stemOf(wanted)) ?? []).filter((path) =>
        `/${plain(path)}`.endsWith(`/${plain(wanted)}`),
      );
      return found.length > MOST_GUESSED ? [] : found;
    },
  };
}

export function withoutEnding(path: string): string {
  return path.replace(/(\.d)?\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/, '');
}

/** A path without its ending, an index file by its folder. */
function plain(path: string): string {
  return withoutEnding(path).replace(/\/index$/, '');
}

function stemOf(path: string): string {
  return posix.basename(plain(path));
}
