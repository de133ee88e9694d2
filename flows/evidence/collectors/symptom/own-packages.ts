/** The names under which this repository's packages are installed elsewhere: a frame in such a copy is its own code. */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { byDepth } from '../../../ordering.ts';
import { manifestReaderFor } from '../packages/manifests.ts';

const MOST_MANIFESTS = 100;

/** Manifests whose package's name is that of its installed folder. */
const MANIFEST = /(?:^|\/)(?:package\.json|go\.mod|Cargo\.toml|composer\.json)$/;

/**
 * The folder of each in the repository, by its name in small letters. Python's installed folders have the names of its
 * top-level packages, gems those of their specifications.
 */
export async function ownPackages(
  repository: Repository,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = paths.flatMap((path) => {
    const python = /^(?:[\w.-]+\/)?(?:src\/|lib\/)?([\w-]+)\/__init__\.py$/.exec(path)?.[1];
    const gem = /([^/]+)\.gemspec$/.exec(path)?.[1];
    return [python, gem].flatMap((name) => (name === undefined ? [] : [{ name, folder: '' }]));
  });
  const manifests = paths
    .filter((path) => MANIFEST.test(path))
    .sort(byDepth)
    .slice(0, MOST_MANIFESTS);
  const read = await Promise.all(
    manifests.map(async (path) => {
      const text = (await repository.read(path))?.text ?? '';
      const folder = path.slice(0, -posix.basename(path).length);
      return { name: manifestReaderFor(path)?.(text)?.name ?? '', folder };
    }),
  );
  // The manifest nearest to the root wins.
  return new Map([...read.toReversed(), ...names].map(({ name, folder }) => [name.toLowerCase(), folder]));
}
