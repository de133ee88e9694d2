/** What each package.json of a repository offers: its entry points, its `exports` and `imports`. Read as data. */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { isObject, looseObject } from '../../../loose-json.ts';

export interface EcmaScriptPackage {
  readonly folder: string;
  readonly name: string | null;
  /** what an importer of the package's name gets: paths as the manifest has them, from `folder` */
  readonly main: readonly string[];
  /** every file that the manifest names as an entry: also programs, and each subpath of `exports` */
  readonly entries: readonly string[];
  /** subpath → targets (`./a` or `./a/*`) */
  readonly subpaths: ReadonlyMap<string, readonly string[]>;
  /** own `#name` → targets */
  readonly internal: ReadonlyMap<string, readonly string[]>;
  readonly dependencies: ReadonlySet<string>;
  /** whether others may install it and import any of its files: it has no `exports`, or a pattern in them */
  readonly open: boolean;
  /** never published to a registry: it says so, or is a bare part of a workspace that does */
  readonly isPrivate: boolean;
  /** whether it has what a registry shows or needs, such as its license or its files */
  readonly isDescribed: boolean;
  /** whether it says how to start it, as a program does and a library does not */
  readonly starts: boolean;
}

/** A repository with more of them is not slowed down by reading them all. */
const MOST_MANIFESTS = 2_000;

/** The packages, those in the deepest folders first. */
export async function readPackages(
  repository: Repository,
  paths: readonly string[],
): Promise<readonly EcmaScriptPackage[]> {
  const manifests = paths.filter((path) => posix.basename(path) === 'package.json').slice(0, MOST_MANIFESTS);
  const read = manifests.map(async (path) => packageOf(path, (await repository.read(path))?.text ?? ''));
  const packages = (await Promise.all(read)).filter((found) => found !== null);
  const isInPrivate = packages.some(({ folder, isPrivate }) => folder === '.' && isPrivate);
  return packages
    .map((one) => (isInPrivate && !one.isDescribed ? { ...one, isPrivate: true } : one))
    .sort((a, b) => b.folder.length - a.folder.length);
}

function packageOf(path: string, text: string): EcmaScriptPackage | null {
  const manifest = looseObject(text);
  if (manifest === null) return null;
  const folder = posix.dirname(path);
  const subpaths = new Map<string, readonly string[]>();
  const exported = manifest.exports;
  if (isObject(exported) && Object.keys(exported).some((key) => key.startsWith('.'))) {
    for (const [key, target] of Object.entries(exported)) subpaths.set(key, leaves(target));
  } else if (exported !== undefined) subpaths.set('.', leaves(exported));
  const fields = ['source', 'module', 'main', 'browser', 'types', 'typings'].flatMap((field) =>
    leaves(manifest[field]),
  );
  const named = Object.hasOwn(manifest, 'main') || Object.hasOwn(manifest, 'module');
  const main = [...(subpaths.get('.') ?? []), ...fields, ...(named ? [] : ['index.js'])];
  const programs = [...leaves(manifest.bin), ...leaves(manifest.files).filter((file) => /\.\w+$/.test(file))];
  const imports = isObject(manifest.imports) ? Object.entries(manifest.imports) : [];
  return {
    folder,
    name: typeof manifest.name === 'string' ? manifest.name : null,
    main,
    entries: [...main, ...programs, ...[...subpaths.values()].flat()],
    subpaths,
    internal: new Map(imports.map(([key, target]) => [key, leaves(target)])),
    dependencies: new Set(
      ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
        Object.keys(isObject(manifest[field]) ? manifest[field] : {}),
      ),
    ),
    open:
      [...subpaths.keys()].some((key) => key.includes('*')) ||
      (manifest.private !== true && typeof manifest.version === 'string' && exported === undefined),
    isPrivate: manifest.private === true,
    isDescribed: ['license', 'licenses', 'files', 'publishConfig', 'repository', 'homepage'].some((field) =>
      Object.hasOwn(manifest, field),
    ),
    starts:
      isObject(manifest.scripts) &&
      ['start', 'serve', 'dev'].some((name) => Object.hasOwn(manifest.scripts as object, name)),
  };
}

/** The strings within conditions and lists. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.values(value).flatMap(leaves) : [];
}

/** The targets of a subpath or an internal name, by its exact key or by a pattern with one `*`. */
export function targetsOf(map: ReadonlyMap<string, readonly string[]>, key: string): readonly string[] {
  const exact = map.get(key);
  if (exact !== undefined) return exact;
  for (const [pattern, targets] of map) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined || !key.startsWith(before) || !key.endsWith(after)) continue;
    if (key.length < before.length + after.length) continue;
    const middle = key.slice(before.length, key.length - after.length);
    return targets.map((target) => target.replace('*', () => middle));
  }
  return [];
}
