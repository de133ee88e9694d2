/** Finds the file of a commit that a stack frame means: by the longest end of its path that fits one file only. Pure. */
import { posix } from 'node:path';
import { framePath, isNodeModule, sourcesOfCompiled, withoutContainerRoot } from './frame-path.ts';
import type { PrintedFrame } from './trace-formats.ts';

export type FramePlace =
  | {
      readonly state: 'found';
      readonly path: string;
      readonly compiled: boolean;
      readonly version: string | null;
    }
  /** several files end like it */
  | { readonly state: 'ambiguous'; readonly candidates: readonly string[] }
  /** `of`: the package or runtime whose code it is */
  | { readonly state: 'foreign'; readonly of: string }
  | { readonly state: 'missing' };

export interface FileIndex {
  has(path: string): boolean;
  /** the files of that base name, in path order */
  named(base: string): readonly string[];
}

export function fileIndex(paths: Iterable<string>): FileIndex {
  const all = new Set(paths);
  const byName = Map.groupBy(all, (path) => posix.basename(path));
  return { has: (path) => all.has(path), named: (base) => byName.get(base) ?? [] };
}

/** `own`: the folders of packages that this repository publishes by their names in small letters: an installed copy is its own code. */
export function placeFrames(
  frames: readonly PrintedFrame[],
  files: FileIndex,
  own: ReadonlyMap<string, string>,
): FramePlace[] {
  const paths = frames.map(({ file }) => framePath(file));
  const strong = paths.map((one, at): FramePlace | null => {
    if (one.owner === 'foreign') return { state: 'foreign', of: one.of ?? '' };
    if (frames[at]?.language === 'JavaScript' && isNodeModule(one.path))
      return { state: 'foreign', of: 'Node.js' };
    if (one.installed !== null) return installedPlace(one.installed, files, own);
    return byWholePath(one.path, files) ?? byPartialPath(one.path, files, frames[at]?.language === 'JVM');
  });
  const roots = rootsOf(
    paths.map(({ path }) => path),
    strong,
  );
  return strong.map((place, at) => place ?? byRoot(paths[at]?.path ?? '', roots, files));
}

const found = (path: string, version: string | null = null, compiled = false): FramePlace => ({
  state: 'found',
  path,
  compiled,
  version,
});

function installedPlace(
  { name, version, inside }: { name: string; version: string | null; inside: string },
  files: FileIndex,
  own: ReadonlyMap<string, string>,
): FramePlace {
  const folder = own.get(name.toLowerCase());
  if (folder === undefined) return { state: 'foreign', of: version === null ? name : `${name} ${version}` };
  const exact = [`${folder}${inside}`, inside].find((path) => files.has(path));
  if (exact !== undefined) return found(exact, version);
  const place = longestEnd(inside, files, 2);
  if (place.state === 'found') return { ...place, version };
  const source = sourcesOfCompiled(inside)
    .flatMap((path) => [`${folder}${path}`, path])
    .find((path) => files.has(path));
  if (source !== undefined) return found(source, version, true);
  return place;
}

/** A file of the commit whose whole path ends the frame's path, in the deepest of its folders. */
function byWholePath(path: string, files: FileIndex): FramePlace | null {
  const stripped = withoutContainerRoot(path);
  if (files.has(stripped)) return found(stripped);
  const segments = path.replace(/^\//, '').split('/');
  for (let from = 0; from < segments.length - 1; from += 1) {
    const end = segments.slice(from).join('/');
    if (files.has(end)) return found(end);
  }
  return compiledPlace(stripped, files);
}

function compiledPlace(path: string, files: FileIndex): FramePlace | null {
  const segments = path.split('/');
  for (let from = 0; from < segments.length - 1; from += 1) {
    const source = sourcesOfCompiled(segments.slice(from).join('/')).find((one) => files.has(one));
    if (source !== undefined) return found(source, null, true);
  }
  return null;
}

/** Names that many folders have: such a name alone tells nothing. */
const COMMON =
  /^(?:index|main|app|server|utils?|helpers?|types?|config|constants|mod|lib|__init__|__main__|setup|init|base|common|errors?|handlers?|routes?|models?|views?|client)\.\w+$/;

/** By the end that the frame and one file share: two folders at least, or the base name where the frame has only that. */
function byPartialPath(path: string, files: FileIndex, isJvm: boolean): FramePlace | null {
  const segments = withoutContainerRoot(path).split('/');
  const isBare = segments.length === 1;
  if (isBare && !path.startsWith('/')) {
    const named = files.named(path);
    if (named.length === 1 && named[0] !== undefined && !COMMON.test(path)) return found(named[0]);
    return named.length === 0 ? { state: 'missing' } : { state: 'ambiguous', candidates: named };
  }
  // All of a package's folders count for the JVM: another class of the same name is in another package.
  const place = longestEnd(segments.join('/'), files, isJvm ? segments.length : 2);
  return place.state === 'missing' && path.startsWith('/') ? null : place;
}

/** The file that shares the longest end with a path, of so many segments at least. */
function longestEnd(path: string, files: FileIndex, least: number): FramePlace {
  const segments = path.split('/');
  const shared = files
    .named(segments.at(-1) ?? '')
    .map((file) => ({ file, length: sharedEnd(segments, file.split('/')) }))
    .filter(({ file, length }) => length >= Math.min(least, file.split('/').length + 1) && length >= least);
  const most = Math.max(0, ...shared.map(({ length }) => length));
  const best = shared.filter(({ length }) => length === most).map(({ file }) => file);
  const [only] = best;
  if (only === undefined) return { state: 'missing' };
  return best.length === 1 ? found(only) : { state: 'ambiguous', candidates: best };
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

/** The folders on the other machine that hold the repository, as the frames that were found show them. */
function rootsOf(paths: readonly string[], places: readonly (FramePlace | null)[]): string[] {
  const roots = paths.flatMap((path, at) => {
    const place = places[at];
    if (place?.state !== 'found' || !path.endsWith(`/${place.path}`)) return [];
    return [path.slice(0, -place.path.length)];
  });
  return [...new Set(roots)];
}

/** A file at the root of the repository has no folder that would tell: only the root itself does. */
function byRoot(path: string, roots: readonly string[], files: FileIndex): FramePlace {
  const root = roots.find((one) => path.startsWith(one));
  if (root !== undefined && files.has(path.slice(root.length))) return found(path.slice(root.length));
  return { state: 'missing' };
}
