import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProcess } from '../../../../adapters/agents/cli/agent-process.ts';
import { openSandbox } from '../../../../adapters/agents/cli/sandbox.ts';
import { eventsOf } from '../../../contracts/agent-contract.ts';
import { fingerprint, makeFolder, makeRepository, writeFiles } from '../../../setup/repositories.ts';
import type { UserAction } from '../../../setup/stand-in-agent.ts';
import { atPath, refs, setting } from '../../git/projects.ts';
import { canConfine, confined, makeHomes, makeMarker, processesWith, STAND_IN, taskFor } from './setting.ts';
import { makeToyAgent, print } from './toy-agent.ts';

const SECRET = 'sealed-secret-of-the-operator';

/** Baton's home as it is: a database, sealed secrets, the repositories, other checkouts, private homes. */
async function makeHouse() {
  const house = makeFolder({
    'baton/pg/base/1': SECRET,
    'baton/.env': SECRET,
    'baton/homes/home-of-another/.claude/key': SECRET,
    'operator/.ssh/id_ed25519': SECRET,
    'operator/other-checkout/.env': SECRET,
  });
  const { path } = makeRepository({
    commits: [
      { files: { 'sum.js': 'one\n' }, message: 'First' },
      { files: { 'sum.js': 'two\n' }, message: 'Second' },
    ],
  });
  const baton = join(house, 'baton');
  const { repositories } = setting(baton);
  const project = atPath(path);
  const pin = await repositories.pin(project, refs());
  const checkout = await repositories.checkout(project, pin);
  return { house, baton, checkout };
}

/** What the stand-in found out when it did `acts` confined in `cwd`, one object per act. */
async function find(
  acts: readonly UserAction[],
  cwd: string,
  home: string,
): Promise<Record<string, unknown>[]> {
  const task = taskFor([...acts, ...print({ done: 'done' })], cwd);
  const events = await eventsOf(makeToyAgent({ sandbox: confined, home }), task);
  expect(events.at(-1)).toMatchObject({ type: 'done' });
  return events.flatMap((event) => (event.type === 'text' ? [JSON.parse(event.delta)] : []));
}

const SYSTEM = [
  'bin',
  'dev',
  'etc',
  'lib',
  'lib32',
  'lib64',
  'libx32',
  'nix',
  'proc',
  'sbin',
  'tmp',
  'usr',
  'var',
];

const CONFINEMENT = { checkout: '/c', home: '/h', visible: [], sockets: null };

const sh = (script: string): UserAction => ({ run: ['sh', '-c', script] });

describe('a sandbox that is not there', () => {
  it('is none when the operator says so, and then changes no command', async () => {
    const sandbox = await openSandbox({ mode: 'none' });
    expect(sandbox.kind).toBe('none');
    expect(await sandbox.wrap(['a', 'b'], CONFINEMENT)).toEqual(['a', 'b']);
  });

  it('is missing when bubblewrap is not installed, and starts nothing', async () => {
    const sandbox = await openSandbox({ mode: 'auto', path: makeFolder() });
    expect(sandbox).toMatchObject({ kind: 'missing', reason: expect.stringContaining('not installed') });
    await expect(sandbox.wrap(['a'], CONFINEMENT)).rejects.toMatchObject({
      code: 'no_sandbox',
    });
  });

  it('is missing when bubblewrap does not work, and says what it said', async () => {
    const path = makeFolder({
      bwrap: { executable: '#!/bin/sh\necho "no permissions for namespaces" >&2; exit 1\n' },
    });
    const sandbox = await openSandbox({ mode: 'bwrap', path });
    expect(sandbox).toMatchObject({ kind: 'missing', reason: expect.stringContaining('no permissions') });
  });

  it('switches the agents off, and says why', async () => {
    const sandbox = await openSandbox({ mode: 'auto', path: makeFolder() });
    const agent = makeToyAgent({ sandbox });
    expect(await agent.probe()).toMatchObject({ ok: false, reason: sandbox.reason });
    const events = await eventsOf(agent, taskFor(print({ done: 'x' }), '/'));
    expect(events).toEqual([expect.objectContaining({ type: 'error', code: 'sandbox', retryable: false })]);
  });
});

describe.runIf(canConfine)('an agent in the sandbox', async () => {
  const { house, baton, checkout } = await makeHouse();
  const homes = join(baton, 'homes');
  const seek = (...acts: UserAction[]) => find(acts, checkout.path, homes);

  it('reads the checkout, and the history of its commit', async () => {
    const [file, log, status] = await seek(
      { read: join(checkout.path, 'sum.js') },
      { run: ['git', 'log', '--format=%s'] },
      { run: ['git', 'status', '--short'] },
    );
    expect(file).toMatchObject({ read: 'two\n' });
    expect(log).toMatchObject({ code: 0, stdout: 'Second\nFirst\n' });
    expect(status).toMatchObject({ code: 0, stdout: '' });
  });

  it('writes nothing but its home and the temporary folders, which are its own', async () => {
    const written = await seek(sh('touch $HOME/a /tmp/b /var/tmp/c && ls $HOME /tmp /var/tmp'));
    expect(written[0]).toMatchObject({ code: 0, stderr: '' });
    const folders = [
      checkout.path,
      join(checkout.path, '..', 'git'),
      '/',
      '/usr/bin',
      '/etc',
      '/var',
      '/proc/sys',
    ];
    const refused = await seek(...folders.map((folder): UserAction => ({ write: join(folder, 'written') })));
    expect(refused.map(({ write }) => write)).toEqual(folders.map(() => 'refused'));
    expect(await checkout.changed()).toEqual([]);
  });

  it('does not make a file of the checkout writable again, whatever it tries', async () => {
    const file = join(checkout.path, 'sum.js');
    const found = await seek(
      sh(`mount -o remount,rw,bind ${checkout.path}`),
      sh(
        `unshare --user --map-root-user --mount sh -c 'mount -o remount,rw,bind ${checkout.path}; echo x > ${file}'`,
      ),
      sh(`bwrap --bind / / sh -c 'echo x > ${file}'`),
      sh(`chmod 777 ${file}; rm -f ${file}; mv ${file} /tmp; ln ${file} /tmp/linked && echo x > /tmp/linked`),
    );
    expect(found.map(({ code }) => code === 0)).toEqual([false, false, false, false]);
    expect(readFileSync(file, 'utf8')).toBe('two\n');
    expect(await checkout.changed()).toEqual([]);
  });

  it('does not read what is beside it: Baton’s home, the operator’s, other checkouts, other homes', async () => {
    const found = await seek(
      ...[
        'baton/pg/base/1',
        'baton/.env',
        'baton/homes/home-of-another/.claude/key',
        'operator/.ssh/id_ed25519',
        'operator/other-checkout/.env',
      ].map((path): UserAction => ({ read: join(house, path) })),
      sh(`grep -rs ${SECRET} ${house}; true`),
    );
    expect(found.slice(0, -1).map(({ read }) => read)).toEqual(Array(5).fill('refused'));
    expect(found.at(-1)).toMatchObject({ stdout: '' });
  });

  it('finds nothing of this machine but the system: no homes, no sockets, no keys, no processes', async () => {
    const shown = [process.execPath, STAND_IN, checkout.path, homes];
    const hidden = [
      '/home',
      '/root',
      '/run',
      '/var/run',
      '/var/lib',
      '/srv',
      '/opt',
      '/mnt',
      '/etc/ssh',
      '/etc/ssl/private',
      homedir(),
    ];
    const found = await seek(
      { read: '/etc/shadow' },
      ...hidden
        .filter((path) => !shown.some((own) => own.startsWith(`${path}/`)))
        .map((list): UserAction => ({ list })),
    );
    expect(found.map(({ list, read }) => list ?? read)).toEqual(found.map(() => 'refused'));
    const [root, processes] = await seek({ list: '/' }, sh('ls -d /proc/[0-9]* | wc -l'));
    expect([...SYSTEM, ...shown.map((path) => path.split('/')[1])]).toEqual(
      expect.arrayContaining(root?.list as string[]),
    );
    expect(Number(processes?.stdout)).toBeLessThan(10);
  });

  it('does not change the kernel’s settings, though Baton may be root', async () => {
    const [found] = await seek(sh('find /proc/sys /proc/sysrq-trigger -type f -writable; true'));
    expect(found).toMatchObject({ code: 0, stdout: '' });
  });

  it('leaves no process behind, not even one that left its session', async () => {
    const marker = makeMarker();
    await seek({ leave: marker, session: true });
    await expect.poll(() => processesWith(marker)).toEqual([]);
  });

  it('leaves no process behind, at whatever moment of its start it is stopped', async () => {
    const marker = makeMarker();
    const home = makeHomes();
    const command = await confined.wrap(['sleep', marker], {
      ...CONFINEMENT,
      ...{ checkout: null, home },
    });
    const environment = { PATH: '/usr/bin:/bin' };
    for (let moment = 0; moment < 20; moment += 0.25) {
      const running = startProcess({ command, confined: true, environment, cwd: home, graceMs: 100 });
      // Waits without giving way: the moments are fractions of a millisecond, and the exit is noticed late.
      for (const start = performance.now(); performance.now() - start < moment; );
      running.stop();
      for (const start = performance.now(); performance.now() - start < 10; );
      await running.ended;
    }
    await expect.poll(() => processesWith(marker)).toEqual([]);
  });

  it('does not see a folder just because a repository borrows from it', async () => {
    const folder = makeFolder({ 'tree/sum.js': 'one\n', 'keys/id': SECRET, 'objects/pack/x': 'packed' });
    const objects = join(folder, 'git', 'objects', 'info');
    const alternates = `${join(folder, 'keys')}\n"${join(folder, 'objects')}"\n# ${folder}\n${folder}/gone/objects\n`;
    writeFiles(folder, { 'tree/.git': 'gitdir: ../git\n' });
    writeFiles(objects, { alternates });
    const found = await find(
      [{ read: join(folder, 'keys', 'id') }, { list: join(folder, 'objects', 'pack') }],
      join(folder, 'tree'),
      homes,
    );
    expect(found).toMatchObject([{ read: 'refused' }, { list: ['x'] }]);
  });

  it('changes nothing beside its home, when it writes to and deletes what it can name', async () => {
    const beside = join(house, 'operator');
    const before = [fingerprint(beside), fingerprint(join(baton, 'pg'))];
    await seek(
      { write: join(beside, 'written') },
      { write: join(baton, 'pg/base/1') },
      sh(`rm -rf ${house}; true`),
    );
    expect([fingerprint(beside), fingerprint(join(baton, 'pg'))]).toEqual(before);
    expect(await checkout.changed()).toEqual([]);
  });
});
