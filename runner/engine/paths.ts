/** Checks the paths of a request: they must stay in the repository and match a file at the pinned commit. */
import { posix } from 'node:path';
import { BatonError } from '../core/errors.ts';
import type { Catalogue } from '../core/ports/catalogue.ts';
import type { Pin, Project, Repositories } from '../core/ports/repository.ts';

/** Returns the paths relative to the repository's root. Throws `bad_path` for one that is blank or leads out of it. */
export function pathsOf(paths: readonly string[], project: Project): string[] {
  return paths.map((given) => {
    const typed = given.trim();
    const inside = project.path !== null && `${typed}/`.startsWith(`${project.path}/`);
    const path = posix.normalize(inside ? typed.slice((project.path ?? '').length + 1) || '.' : typed);
    if (typed !== '' && path !== '..' && !path.startsWith('../')) return path === './' ? '.' : path;
    const why =
      typed === '' ? 'A path is blank' : `The path ${JSON.stringify(given)} leads out of the repository`;
    throw new BatonError('refused', 'bad_path', `${why}. Paths count from the repository's root.`, {
      path: 'paths',
    });
  });
}

/** Throws `no_files` if the paths match neither a file of the commit nor a changed one. */
export async function assertPaths(
  { repositories, catalogue }: { readonly repositories: Repositories; readonly catalogue: Catalogue },
  project: Project,
  pin: Pin,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const repository = await repositories.open(project, pin);
  try {
    const files = (await repository.list()).map(({ path }) => path);
    if (catalogue.pathFault(paths, files) === null) return;
    // A deleted file is only in the diff.
    const changed = await repository.diff();
    const all = [...files, ...changed.flatMap(({ path, from }) => (from === null ? [path] : [path, from]))];
    const fault = catalogue.pathFault(paths, all);
    if (fault !== null) throw new BatonError('refused', 'no_files', fault, { path: 'paths' });
  } finally {
    await repository.close();
  }
}
