/** The names under which this repository's packages are installed elsewhere: a frame in such a copy is its own code. */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';

const MOST_MANIFESTS = 100;

/** Each manifest and what in it is the package's name. */
const NAMES: readonly (readonly [file: RegExp, name: RegExp])[] = [
  [/^package\.json$/, /"name"\s*:\s*"([^"]+)"/],
  [/^go\.mod$/, /^module\s+(\S+)/m],
  [/^Cargo\.toml$/, /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms],
  [/^composer\.json$/, /"name"\s*:\s*"([^"]+)"/],
];

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
    .filter((path) => NAMES.some(([file]) => file.test(posix.basename(path))))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .slice(0, MOST_MANIFESTS);
  const read = await Promise.all(
    manifests.map(async (path) => {
      const text = (await repository.read(path))?.text ?? '';
      const pattern = NAMES.find(([file]) => file.test(posix.basename(path)))?.[1];
      const folder = path.slice(0, -posix.basename(path).length);
      return { name: pattern?.exec(text)?.[1] ?? '', folder };
    }),
  );
  // The manifest nearest to the root wins.
  return new Map([...read.toReversed(), ...names].map(({ name, folder }) => [name.toLowerCase(), folder]));
}
