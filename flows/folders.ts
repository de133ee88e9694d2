/** Folders as modules: which folder a source file belongs to. Pure. */

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
