/** Converts `--path` globs from the user's current folder to the project's root. */
import { isAbsolute, posix, relative, sep } from 'node:path';
import { BatonError } from '../../runner/core/errors.ts';
import type { Project } from '../../runner/core/ports/repository.ts';

/** Outside the project, and for URL projects, globs are relative to the project's root. */
export function projectGlobs(globs: readonly string[], project: Project, caller: string): string[] {
  const way = project.path === null ? null : relative(project.path, caller);
  const inside = way !== null && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  const folder = inside ? way.split(sep).join('/') : '';
  return globs.map((glob) => fromTop(glob, folder, project));
}

function fromTop(glob: string, folder: string, project: Project): string {
  const typed =
    project.path !== null && isAbsolute(glob) ? relative(project.path, glob) : posix.join(folder, glob);
  const tidy = posix.normalize(typed);
  if (glob.trim() === '' || tidy === '..' || tidy.startsWith('../') || isAbsolute(tidy)) {
    const where = project.path ?? project.id;
    throw new BatonError('refused', 'bad_path', `--path ${JSON.stringify(glob)} is not inside ${where}.`, {
      path: '--path',
    });
  }
  return tidy === '.' || tidy === '' ? '**' : tidy.replace(/^\.\//, '');
}
