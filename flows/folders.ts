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

/** Fewer modules say little of a repository: the largest are split until there are as many, or none is large. */
const FEW_MODULES = 8;

/** Returns the module of a path: its top folder, or a deeper one below large ones and containers; `.` is the root. */
export function moduleNames(sources: readonly string[]): (path: string) => string {
  const tops = Map.groupBy(
    sources.filter((path) => path.includes('/')),
    (path) => path.slice(0, path.indexOf('/')),
  );
  const split = new Set(CONTAINERS);
  for (const [top, files] of tops) if (files.length > LARGE_FOLDER) split.add(top);
  const moduleOf = (path: string): string => moduleBelow(path, split);
  for (;;) {
    const modules = [...Map.groupBy(sources, moduleOf)];
    const large = modules
      .filter(([name, files]) => files.length > LARGE_FOLDER && files.some((path) => isDeeper(path, name)))
      .filter(([name]) => !split.has(name))
      .sort((a, b) => b[1].length - a[1].length || compare(a[0], b[0]))[0];
    if (modules.length >= FEW_MODULES || large === undefined) return moduleOf;
    split.add(large[0]);
  }
}

/** The first folder of a path that is not split, or the last one that holds the file itself. */
function moduleBelow(path: string, split: ReadonlySet<string>): string {
  const folders = path.split('/').slice(0, -1);
  if (folders.length === 0) return '.';
  const depth = folders.findIndex((_, at) => !split.has(folders.slice(0, at + 1).join('/')));
  return folders.slice(0, depth === -1 ? folders.length : depth + 1).join('/');
}

function isDeeper(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`) && path.slice(folder.length + 1).includes('/');
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
