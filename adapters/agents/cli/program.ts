/** An agent's program: where it is, and what a confined process has to see of the disk to start it. */
import { access, constants, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';

export interface Program {
  /** the real file, links followed */
  readonly path: string;
  /** the file, or the folder of packages that it belongs to; and this Node, for programs that are scripts */
  readonly visible: readonly string[];
}

/** `configured` is an absolute path or a name to look up, and wins over `name`; null where there is no such program. */
export async function findProgram(
  name: string,
  configured: string | null,
  path: string,
): Promise<Program | null> {
  const wanted = configured ?? name;
  const found = isAbsolute(wanted) ? await runnable(wanted) : await findOnPath(wanted, path);
  if (found === null) return null;
  const real = await realpath(found);
  return { path: real, visible: [packagesOf(real) ?? real, process.execPath] };
}

/** The absolute path of a program by its name; null if no folder of `path` has it. Folders given relatively don't count. */
export async function findOnPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const found = await runnable(join(folder, name));
    if (found !== null) return found;
  }
  return null;
}

/** Where programs are looked for by an agent: this Node first, for those that are scripts. */
export function pathOf(path: string): string {
  return [dirname(process.execPath), path].join(delimiter);
}

/** The outermost `node_modules` on the way to a file: a package's parts may lie anywhere below it. */
function packagesOf(file: string): string | null {
  const parts = file.split(sep);
  const at = parts.indexOf('node_modules');
  return at < 0 ? null : parts.slice(0, at + 1).join(sep);
}

async function runnable(file: string): Promise<string | null> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile() ? file : null;
  } catch {
    return null;
  }
}
