/**
 * The machines that containers are: without most users, without names, without user namespaces. Each is made of this
 * one by a mount namespace, which takes root.
 */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Guest, startGuest } from './guest.ts';
import { killProcessesIn, processesIn } from './servers.ts';

const NAMELESS = 4711;
const ROOT_LINE = 'root:x:0:0:root:/root:/bin/sh\n';
const NOBODY_LINE = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
const AS_NAMELESS = ['setpriv', `--reuid=${NAMELESS}`, '--regid=0', '--clear-groups'];

const works = (...[file = '', ...args]: string[]) => spawnSync(file, args).status === 0;
/** There everywhere, and no program. */
const notRunnable = fileURLToPath(new URL('../../../package.json', import.meta.url));
const canMount = process.getuid?.() === 0 && works('unshare', '--mount', 'true');
/** Below a closed home folder another user can run neither Node nor this repository. */
const canBeNameless =
  canMount &&
  works(...AS_NAMELESS, 'test', '-r', fileURLToPath(import.meta.url), '-a', '-x', process.execPath) &&
  !works(...AS_NAMELESS, 'whoami');
const hasNamespaces = works('unshare', '--user', '--map-user=1', '--map-group=1', 'true');

describe.runIf(canMount)('on another machine, the embedded server', () => {
  let home: string;
  let data: string;
  let guests: Guest[];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-users-'));
    await chmod(home, 0o777);
    data = join(home, 'pg', 'cluster', 'data');
    guests = [];
  });
  afterEach(async () => {
    for (const guest of guests) await guest.kill();
    await killProcessesIn(data);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = async (...through: string[]) => {
    const guest = await startGuest(home, { through });
    guests.push(guest);
    return guest;
  };
  /** The way into a machine whose file at `path` is another one. */
  const replacing = (path: string, by: string) => [
    'unshare',
    '--mount',
    'sh',
    '-c',
    'mount --bind "$0" "$1" && shift && exec "$@"',
    by,
    path,
  ];
  async function withUsers(lines: string, mode = 0o644) {
    const file = join(home, 'passwd');
    await writeFile(file, lines);
    await chmod(file, mode);
    return replacing('/etc/passwd', file);
  }
  const ownerOfData = async () => (await stat(data)).uid;

  it.runIf(hasNamespaces)('starts for root where root and nobody are the only users', async () => {
    const guest = await open(...(await withUsers(ROOT_LINE + NOBODY_LINE)));
    expect(await guest.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await ownerOfData()).toBe(0);
  });

  it.runIf(hasNamespaces)('starts for root where there is a user 1000 and no nobody', async () => {
    const guest = await open(...(await withUsers(`${ROOT_LINE}ana:x:1000:1000::/home/ana:/bin/sh\n`)));
    expect(await guest.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says to root that there is no other user to run it as, and what to do', async () => {
    // The system may name users from elsewhere too.
    const files = join(home, 'nsswitch.conf');
    await writeFile(files, 'passwd: files\n');
    const through = [...replacing('/etc/nsswitch.conf', files), ...(await withUsers(ROOT_LINE))];
    const failure = await open(...through).catch(String);
    expect(failure).toContain(
      'PostgreSQL does not run as root, and there is no other user to run it as: /etc/passwd names no user but root.',
    );
    expect(failure).toContain('Add the line nobody:x:65534:65534:nobody:/:/usr/sbin/nologin to /etc/passwd');
  });

  describe.runIf(canBeNameless)('for a user id without a name', () => {
    it.runIf(hasNamespaces)(
      'makes its files in a user namespace, and is found again without one',
      async () => {
        const first = await open(...AS_NAMELESS);
        await first.query('create table kept (name text)');
        expect(await ownerOfData()).toBe(NAMELESS);
        await first.close();
        expect(await processesIn(data)).toEqual([]);

        const later = await open(...replacing('/usr/bin/unshare', '/bin/false'), ...AS_NAMELESS);
        expect(await later.query('select * from kept')).toEqual([]);
      },
    );

    it.each([
      ['user namespaces are off', () => replacing('/usr/bin/unshare', '/bin/false')],
      [
        'the program unshare, which makes user namespaces, is not installed',
        () => replacing('/usr/bin/unshare', notRunnable),
      ],
      ['/etc/passwd names no user but root', () => withUsers(ROOT_LINE)],
      ['/etc/passwd cannot be read', () => withUsers(ROOT_LINE + NOBODY_LINE, 0o600)],
    ])('says that it has none and that %s, and what to do', async (why, machine) => {
      const failure = await open(...(await machine()), ...AS_NAMELESS).catch(String);
      expect(failure).toContain(`this user (uid ${NAMELESS}) has no entry in /etc/passwd, and ${why}`);
      expect(failure).toContain('set DATABASE_URL');
    });

    it('says whose the files are when they are another user’s', async () => {
      const ana = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
      await (await open(...ana)).close();
      const failure = await open(...AS_NAMELESS).catch(String);
      expect(failure).toContain(`belongs to uid 65534, and Baton runs as uid ${NAMELESS}`);
    });
  });

  it('names the full disk that it cannot make its files on', async () => {
    const disk = [
      'unshare',
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs -o size=8m tmpfs "$0" && exec "$@"',
      home,
    ];
    const failure = await open(...disk).catch(String);
    expect(failure).toContain('No space left on device');
    expect(failure).toContain('The disk is full: free space there');
    expect(failure).not.toContain('creating');
  });
});

// A run without it must not look like one with it.
it.skipIf(canMount && canBeNameless && hasNamespaces)(
  'the embedded server was not tried on other machines: that takes root, mount and user namespaces, and a repository that all may read',
  () => undefined,
);
