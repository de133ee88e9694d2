import { spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedOptions, openEmbedded } from '../../../runner/database/embedded.ts';
import { findBinaries } from '../../../runner/database/embedded-programs.ts';
import { startGuest } from './guest.ts';
import { killProcessesIn, postmasterPid, processesIn } from './servers.ts';

const isRoot = process.getuid?.() === 0;
const someone = { uid: 65_534, gid: 65_534 };
/** Below a closed home folder another user can run neither Node nor this repository. */
const anyoneMayRunThis =
  isRoot &&
  spawnSync('test', ['-r', fileURLToPath(import.meta.url), '-a', '-x', process.execPath], someone).status ===
    0;

describe.runIf(isRoot)('the account of the embedded server, started by root', () => {
  let home: string;
  let shared: string;
  let folders: string[];

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-home-'));
    shared = await mkdtemp(join(tmpdir(), 'baton-shared-'));
    await chmod(shared, 0o755);
    folders = [join(home, 'pg')];
  });
  afterEach(async () => {
    for (const name of await readdir(shared)) folders.push(join(shared, name));
    for (const folder of folders) await killProcessesIn(join(folder, 'cluster', 'data'));
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    await rm(shared, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = (options: Partial<EmbeddedOptions> = {}) =>
    openEmbedded({ folder: join(home, 'pg'), shared, log: () => undefined, ...options });
  const uidOf = async (path: string) => (await stat(path)).uid;

  async function query(url: string, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('is an ordinary one in a user namespace, and the files stay root’s', async () => {
    const server = await open();
    expect(server.way).toBe('namespace');
    expect(await uidOf(join(home, 'pg', 'cluster', 'data', 'PG_VERSION'))).toBe(0);
    await server.close();
  });

  it('is nobody, with programs and files that nobody can reach, where namespaces are off', async () => {
    const installed = await findBinaries();
    const closed = { ...installed, folder: join(home, 'native') };
    await cp(installed.folder, closed.folder, { recursive: true, verbatimSymlinks: true });

    const server = await open({ namespaces: false, binaries: closed });
    expect(server.way).toBe('other');
    await query(server.url, 'create table kept (name text)');
    const [apart = ''] = (await readdir(shared)).filter((name) => !name.startsWith('postgres-'));
    const data = join(shared, apart, 'cluster', 'data');
    const owner = await uidOf(data);
    expect(owner).not.toBe(0);
    expect(await uidOf(`/proc/${await postmasterPid(data)}`)).toBe(owner);
    expect(((await stat(join(shared, apart))).mode & 0o777).toString(8)).toBe('700');
    await server.close();
    expect(await processesIn(data)).toEqual([]);
    // Namespaces that are allowed later do not hide what is there.
    const again = await open({ namespaces: true });
    expect(await query(again.url, 'select * from kept')).toEqual([]);
    await again.close();
  });

  it('is nobody where root’s namespace may not use the home folder', async () => {
    await chown(home, someone.uid, someone.gid);
    await mkdir(join(home, 'pg'));
    await chown(join(home, 'pg'), someone.uid, someone.gid);
    const server = await open();
    expect(server.way).toBe('other');
    await server.close();
  });

  it('has no way to what root made in a namespace when there are none any more, and says so', async () => {
    await (await open()).close();
    await expect(open({ namespaces: false })).rejects.toMatchObject({
      kind: 'environment',
      code: 'namespace_needed',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('is not nobody in a shared folder that others may write to', async () => {
    await chmod(shared, 0o777);
    await expect(open({ namespaces: false })).rejects.toMatchObject({
      kind: 'environment',
      code: 'shared_folder_taken',
      message: expect.stringContaining(shared),
    });
  });

  describe.runIf(anyoneMayRunThis)('on the home of an ordinary user', () => {
    it('is that user, who started it directly before', async () => {
      await chown(home, someone.uid, someone.gid);
      const guest = await startGuest(home, someone);
      await guest.query('create table kept (name text)');
      const data = join(home, 'pg', 'cluster', 'data');
      expect(await uidOf(`/proc/${await postmasterPid(data)}`)).toBe(someone.uid);
      await guest.close();

      const server = await open();
      expect(server.way).toBe('other');
      expect(await query(server.url, 'select * from kept')).toEqual([]);
      expect(await uidOf(`/proc/${await postmasterPid(data)}`)).toBe(someone.uid);
      await server.close();

      const later = await startGuest(home, someone);
      expect(await later.query('select * from kept')).toEqual([]);
      await later.close();
    });

    it('reaches no further than that user through the links that lie there', async () => {
      await chown(home, someone.uid, someone.gid);
      await (await startGuest(home, someone)).close();
      const treasure = join(shared, 'treasure');
      await writeFile(treasure, 'gold', { mode: 0o600 });
      await rm(join(home, 'pg', 'server.log'));
      await symlink(treasure, join(home, 'pg', 'server.log'));

      const failure = await open().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'server_not_started' });
      expect(String(failure)).not.toContain('gold');
      expect(await readFile(treasure, 'utf8')).toBe('gold');
      expect(await uidOf(treasure)).toBe(0);
    });
  });
});
