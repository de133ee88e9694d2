/** Folders as modules: which folder a source file belongs to, and which modules fall to which of several readers. Pure. */
import { compare } from './ordering.ts';

/** A top folder with more source files than this is split into its folders. */
const LARGE_FOLDER = 40;
/** Folders that contain modules and are none themselves. */
const CONTAINERS = new Set(
  'src lib libs source packages apps services internal pkg cmd crates modules'.split(' '),
);

/** The folder that a file is in; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Returns the module of a path: its top folder, or the next level below large ones and containers; `.` is the root. */
export function moduleNames(sources: readonly string[]): (path: string) => string {
  const counts = new Map<string, number>();
  for (const path of sources) {
    const top = path.slice(0, Math.max(path.indexOf('/'), 0));
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  const isSplit = (top: string): boolean => CONTAINERS.has(top) || (counts.get(top) ?? 0) > LARGE_FOLDER;
  return (path) => {
    const [top = '', second = '', ...rest] = path.split('/');
    if (second === '') return '.';
    return isSplit(top) && rest.length > 0 ? `${top}/${second}` : top;
  };
}

interface SourceFile {
  readonly path: string;
  readonly lines: number;
}

/**
 * The modules that fall to one of several readers (`2 of 3`), in path order; each module falls to one of them, and all have
 * about as many lines to read.
 */
export function modulesOfPart(sources: readonly SourceFile[], part: string): string[] {
  const [number = 1, of = 1] = part.split(' of ').map(Number);
  const moduleOf = moduleNames(sources.map(({ path }) => path));
  const sizes = [...Map.groupBy(sources, ({ path }) => moduleOf(path))]
    .map(([name, files]) => ({ name, lines: files.reduce((sum, { lines }) => sum + lines, 0) }))
    .sort((a, b) => b.lines - a.lines || compare(a.name, b.name));
  const parts = Array.from({ length: of }, () => ({ names: [] as string[], lines: 0 }));
  for (const { name, lines } of sizes) {
    const [lightest] = parts.toSorted((a, b) => a.lines - b.lines);
    lightest?.names.push(name);
    if (lightest !== undefined) lightest.lines += lines;
  }
  return (parts[number - 1]?.names ?? []).sort(compare);
}
