import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../runner/database/open.ts';
import { startGuest } from './guest.ts';
import { killProcessesIn, postmasterPid, postmastersIn, processesIn } from './servers.ts';

const SHEEP = 'create table if not exists sheep (name text)';

describe('the embedded server', () => {
  let seed: string;
  let home: string;
  let data: string;
  let closings: (() => Promise<void>)[];

  // Most tests begin with files that were made before, which is quicker than to make them.
  beforeAll(async () => {
    seed = await mkdtemp(join(tmpdir(), 'baton-embedded-'));
    const database = await openDatabase({ url: null, home: seed, schema: SHEEP, log: () => undefined });
    await database.close();
  });
  afterAll(async () => {
    await rm(seed, { recursive: true, force: true });
  });
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-embedded-'));
    data = join(home, 'pg', 'cluster', 'data');
    closings = [];
    await mkdir(join(home, 'pg'));
    await cp(join(seed, 'pg', 'cluster'), join(home, 'pg', 'cluster'), { recursive: true });
  });
  afterEach(async () => {
    for (const close of closings) await close().catch(() => undefined);
    await killProcessesIn(data);
    await rm(home, { recursive: true, force: true });
  });

  async function open(log: string[] = []) {
    const database = await openDatabase({
      url: null,
      home,
      schema: SHEEP,
      log: (line) => log.push(line),
    });
    closings.push(database.close);
    return database;
  }
  async function guest(
    ...options: Parameters<typeof startGuest> extends [string, ...infer Rest] ? Rest : never
  ) {
    const started = await startGuest(home, ...options);
    closings.push(() => started.kill());
    return started;
  }

  const emptyHome = () => rm(join(home, 'pg'), { recursive: true });

  it('starts on an empty home, keeps what is stored, and is gone after close', async () => {
    await emptyHome();
    const first = await open();
    expect(first.embedded).toBe(true);
    await first.pool.query(`insert into sheep values ('Dolly')`);
    await first.close();
    expect(await processesIn(data)).toEqual([]);

    const second = await open();
    expect((await second.pool.query('select name from sheep')).rows).toEqual([{ name: 'Dolly' }]);
    expect(second.url).toBe(first.url);
  });

  it('keeps its files, its socket and its password to its owner, and listens on no port', async () => {
    const database = await open();
    const modeOf = async (...path: string[]) =>
      ((await stat(join(home, 'pg', ...path))).mode & 0o777).toString(8);
    expect(await modeOf('socket')).toBe('700');
    expect(await modeOf('cluster')).toBe('700');
    expect(await modeOf('cluster', 'password')).toBe('600');
    const { rows } = await database.pool.query(
      `select current_setting('listen_addresses') as ports, current_setting('fsync') as fsync`,
    );
    expect(rows).toEqual([{ ports: '', fsync: 'on' }]);
  });

  it('is shared by two processes, and the last to leave stops it', async () => {
    const here = await open();
    const there = await guest();
    expect(there.url).toBe(here.url);
    await here.pool.query(`insert into sheep values ('Dolly')`);
    expect(await there.query('select name from sheep')).toEqual([{ name: 'Dolly' }]);

    await here.close();
    expect(await postmastersIn(data)).toHaveLength(1);
    expect(await there.query('select name from sheep')).toEqual([{ name: 'Dolly' }]);

    await there.close();
    expect(await processesIn(data)).toEqual([]);
  });

  it('is one server when three processes start at once on an empty home', async () => {
    await emptyHome();
    const guests = await Promise.all([guest(), guest(), guest()]);
    expect(await postmastersIn(data)).toHaveLength(1);
    expect(new Set(guests.map(({ url }) => url)).size).toBe(1);

    await Promise.all(guests.map((each) => each.close()));
    expect(await processesIn(data)).toEqual([]);
  });

  it('comes back with its data after kill -9, for the processes that use it', async () => {
    const log: string[] = [];
    const here = await open(log);
    const there = await guest();
    await here.pool.query(`insert into sheep values ('Dolly')`);
    process.kill(await postmasterPid(data), 'SIGKILL');

    await expect.poll(() => log, { timeout: 30_000 }).toContain('the embedded PostgreSQL is back');
    expect((await here.pool.query('select name from sheep')).rows).toEqual([{ name: 'Dolly' }]);
    await expect.poll(() => there.query('select name from sheep')).toEqual([{ name: 'Dolly' }]);
    expect(await postmastersIn(data)).toHaveLength(1);
  });

  it('comes back again and again', async () => {
    const log: string[] = [];
    const database = await open(log);
    for (const times of [1, 2, 3]) {
      process.kill(await postmasterPid(data), 'SIGKILL');
      const returns = () => log.filter((line) => line.endsWith('is back')).length;
      await expect.poll(returns, { timeout: 30_000 }).toBe(times);
    }
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('is not left running by a process that leaves while it is coming back', async () => {
    const database = await open();
    process.kill(await postmasterPid(data), 'SIGKILL');
    await database.close();
    await expect.poll(() => processesIn(data)).toEqual([]);
  });

  it('is not left running when the tables cannot be made', async () => {
    const wrong = openDatabase({ url: null, home, schema: 'nonsense', log: () => undefined });
    await expect(wrong).rejects.toMatchObject({ code: 'schema_not_applied' });
    expect(await processesIn(data)).toEqual([]);
  });

  it('outlives a Baton process that is killed, and the next one finds everything and stops it', async () => {
    const killed = await guest();
    await killed.query('create table kept (name text)');
    await killed.query(`insert into kept values ('Dolly')`);
    const server = await postmasterPid(data);
    await killed.kill();

    const next = await open();
    expect(await postmasterPid(data)).toBe(server);
    expect((await next.pool.query('select name from kept')).rows).toEqual([{ name: 'Dolly' }]);
    await next.close();
    expect(await processesIn(data)).toEqual([]);
  });

  it('does not notice the death of one of the processes that share it', async () => {
    const here = await open();
    const there = await guest();
    const server = await postmasterPid(data);
    await there.kill();
    expect((await here.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(await postmasterPid(data)).toBe(server);
  });

  it('is not reached by the signals of the process group that started it', async () => {
    const there = await guest({ detached: true });
    const server = await postmasterPid(data);
    process.kill(-Number(there.process.pid), 'SIGINT');
    expect(await there.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await postmasterPid(data)).toBe(server);
  });

  it('starts although the pid file of a killed server names a living process', async () => {
    const killed = await guest();
    await killed.query('create table kept (name text)');
    const pidFile = join(data, 'postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    await killed.kill();
    process.kill(await postmasterPid(data), 'SIGKILL');
    await expect.poll(() => processesIn(data)).toEqual([]);
    // Not our own pid: PostgreSQL disregards its parent's.
    await writeFile(pidFile, text.replace(/^\d+/, String(process.ppid)));

    const next = await open();
    expect((await next.pool.query('select name from kept')).rows).toEqual([]);
  });

  it('is started anew by a process that comes while the last one is leaving', async () => {
    for (let round = 0; round < 3; round++) {
      const here = await open();
      const [next] = await Promise.all([guest(), here.close()]);
      expect(await next.query('select 1 as one')).toEqual([{ one: 1 }]);
      expect(await postmastersIn(data)).toHaveLength(1);
      await next.close();
    }
  });

  it('is made past what a process left that died while making it', async () => {
    await emptyHome();
    const old = join(home, 'pg', 'draft-old');
    const young = join(home, 'pg', 'draft-young');
    await mkdir(join(old, 'data'), { recursive: true });
    await mkdir(join(young, 'data'), { recursive: true });
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(old, anHourAgo, anHourAgo);

    const database = await open();
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await expect(stat(old)).rejects.toThrow('ENOENT');
    // Another process may be at work in it this moment.
    expect((await stat(young)).isDirectory()).toBe(true);
  });

  it('listens in a short folder of its own when the home is too deep for a socket', async () => {
    const deep = join(home, 'a'.repeat(60), `b c,"d'é`.repeat(4));
    const database = await openDatabase({ url: null, home: deep, schema: '', log: () => undefined });
    closings.push(database.close);
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    const socket = new URL(database.url).searchParams.get('host') ?? '';
    expect(Buffer.byteLength(socket)).toBeLessThan(88);
    expect(((await stat(socket)).mode & 0o777).toString(8)).toBe('700');
    await database.close();
    await rm(socket, { recursive: true });
  });

  it('refuses a cluster that another major version made, and says so', async () => {
    const database = await open();
    await database.close();
    await writeFile(join(data, 'PG_VERSION'), '17\n');
    await expect(open()).rejects.toMatchObject({
      kind: 'environment',
      code: 'cluster_of_other_version',
      message: expect.stringContaining('PostgreSQL 17'),
    });
  });

  it('says where its log is, and the last of it, when it does not start', async () => {
    const database = await open();
    await database.close();
    await writeFile(join(data, 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(open()).rejects.toMatchObject({
      kind: 'environment',
      code: 'server_not_started',
      message: expect.stringMatching(/no_such_setting.*server\.log/),
    });
  });

  it('names the folder that it cannot use', async () => {
    await emptyHome();
    await writeFile(join(home, 'pg'), 'a file where a folder should be');
    await expect(open()).rejects.toMatchObject({
      kind: 'environment',
      code: 'database_folder',
      message: expect.stringContaining(join(home, 'pg')),
    });
  });
});
