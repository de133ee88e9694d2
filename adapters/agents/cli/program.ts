/** Finds an agent's program, and what a confined process must see of the disk to start it. */
import { access, constants, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';

export interface Program {
  /** the real file, links followed */
  readonly path: string;
  /** the file, or the folder of packages that it belongs to; and this Node, for programs that are scripts */
  readonly visible: readonly string[];
}

/** `configured`, an absolute path or a name, has precedence over `name`. Returns null if there is no such program. */
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

/** Returns the absolute path of a program by its name; null if no absolute folder of `path` has it. */
export async function findOnPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const found = await runnable(join(folder, name));
    if (found !== null) return found;
  }
  return null;
}

/** Returns an agent's PATH: this Node comes first, for programs that are scripts. */
export function pathOf(path: string): string {
  return [dirname(process.execPath), path].join(delimiter);
}

/** Returns the outermost `node_modules` above a file: a package's parts may be anywhere below it. */
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
