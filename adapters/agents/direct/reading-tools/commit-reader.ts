/**
 * Reads the files of the pinned commit for the tools, and checks the paths that a model names. Refusals are written for
 * a model: they say what it can do instead.
 */
import { posix } from 'node:path';
import { BatonError, nearest } from '../../../../runner/core/errors.ts';
import type { FileEntry, Repository, Side } from '../../../../runner/core/ports/repository.ts';
import { type Mask, type MaskedFile, type MaskedFiles, maskedFiles } from './masked-files.ts';

export interface CommitReader {
  readonly repository: Repository;
  readonly files: MaskedFiles;
  /** The masked lines of a file. Throws `refused` when there are none to show. */
  lines(path: string, side: Side): Promise<readonly string[]>;
}

export function readCommit(repository: Repository, mask: Mask): CommitReader {
  const files = maskedFiles(repository, mask);
  return {
    repository,
    files,
    async lines(path, side) {
      const file = await files(path, side);
      if (file === null) throw await noSuchFile(repository, path, side);
      if (file.omitted !== null) throw await noText(repository, file, side);
      return file.lines;
    },
  };
}

/** The code of a refusal to read outside the repository. */
export const OUTSIDE = 'outside_repository';

const ABSOLUTE = /^(\/|~(\/|$)|[a-z]:[\\/]|[a-z]+:\/\/)/i;

/**
 * Returns the path as the repository lists it; '' is its root. Only blobs of a commit are read, so a path can't escape;
 * an attempt is refused all the same, so that it is on record and the model stops trying.
 */
export function pathWithin(given: string): string {
  const path = posix.normalize(given.trim() === '' ? '.' : given);
  if (given.includes('\0') || ABSOLUTE.test(given) || /^\.\.(\/|$)/.test(path)) {
    throw refusal(
      OUTSIDE,
      `${JSON.stringify(given)} is outside the repository. Paths are relative to its root, such as "src/main.ts".`,
    );
  }
  return path === '.' ? '' : path.replace(/\/$/, '');
}

export function refusal(code: string, message: string): BatonError {
  return new BatonError('refused', code, message);
}

async function noSuchFile(repository: Repository, path: string, side: Side): Promise<BatonError> {
  const entries = await repository.list(side);
  const unlisted = entries.find(
    ({ kind, path: folder }) => kind === 'folder' && `${path}/`.startsWith(folder),
  );
  if (unlisted !== undefined) {
    return refusal(
      'not_in_clone',
      `What is in ${unlisted.path} is not in the clone: it cannot be read here.`,
    );
  }
  if (entries.some((entry) => entry.path === path)) {
    return refusal('submodule', `${path} is a submodule: what is in it is not part of this repository.`);
  }
  if (path === '' || entries.some((entry) => entry.path.startsWith(`${path}/`))) {
    return refusal(
      'is_folder',
      `${path === '' ? 'The root' : path} is a folder. Use list to see what is in it.`,
    );
  }
  const near = nearestPaths(path, entries);
  const hint = near.length === 0 ? 'Use list or grep to find it.' : `Did you mean ${near.join(' or ')}?`;
  return refusal('no_such_file', `There is no file ${path} at the ${side} commit. ${hint}`);
}

async function noText(repository: Repository, file: MaskedFile, side: Side): Promise<BatonError> {
  const entry = (await repository.list(side)).find(({ path }) => path === file.path);
  if (entry?.kind === 'symlink') {
    return refusal('symlink', `${file.path} is a symbolic link, which is not followed.`);
  }
  const { path, bytes } = file;
  switch (file.omitted) {
    case 'not-in-clone':
      return refusal(
        'not_in_clone',
        `${path} is listed, but its content is not in the clone: it cannot be read here.`,
      );
    case 'lfs-pointer':
      return refusal(
        'lfs_pointer',
        `${path} is a Git LFS pointer: its content is not in git, so it cannot be read.`,
      );
    case 'binary':
      return refusal('binary', `${path} is binary (${bytes} bytes): it has no lines to read.`);
    default:
      return refusal('too_large', `${path} is too large to read (${bytes} bytes). Use grep with it as glob.`);
  }
}

/** At most so many names are compared letter by letter. */
const MOST_COMPARED = 2_000;

/** Files of that name elsewhere, else names like it in the same folder, else names like it anywhere. */
function nearestPaths(path: string, entries: readonly FileEntry[]): string[] {
  const name = posix.basename(path).toLowerCase();
  const paths = entries.map((entry) => entry.path);
  const namesakes = paths.filter((other) => posix.basename(other).toLowerCase() === name);
  if (namesakes.length > 0) return namesakes.slice(0, 3);
  const folder = posix.dirname(path);
  const siblings = paths.filter((other) => posix.dirname(other) === folder).slice(0, MOST_COMPARED);
  const near = nearest(path, siblings);
  return near.length > 0 ? near : nearest(path, paths.slice(0, MOST_COMPARED));
}
