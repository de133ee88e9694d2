/** The embedded server among several processes, after deaths, and on files that it can't use. */
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../runner/database/open.ts';
import { embeddedHome } from './embedded-home.ts';
import { postmasterPid, postmastersIn, processesIn } from './servers.ts';

const on = embeddedHome();

describe('the embedded server', () => {
  it('is one server when three processes start at once on an empty home', async () => {
    await on.empty();
    const guests = await Promise.all([on.guest(), on.guest(), on.guest()]);
    expect(await postmastersIn(on.data())).toHaveLength(1);
    expect(new Set(guests.map(({ url }) => url)).size).toBe(1);

    await Promise.all(guests.map((each) => each.close()));
    expect(await processesIn(on.data())).toEqual([]);
  });

  it('comes back again and again', async () => {
    const log: string[] = [];
    const database = await on.open(log);
    for (const times of [1, 2, 3]) {
      process.kill(await postmasterPid(on.data()), 'SIGKILL');
      const returns = () => log.filter((line) => line.endsWith('is back')).length;
      await expect.poll(returns, { timeout: 30_000 }).toBe(times);
    }
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('is not left running by a process that leaves while it is coming back', async () => {
    const database = await on.open();
    process.kill(await postmasterPid(on.data()), 'SIGKILL');
    await database.close();
    await expect.poll(() => processesIn(on.data())).toEqual([]);
  });

  it('is not left running when the tables cannot be made', async () => {
    const wrong = openDatabase({ url: null, home: on.home(), schema: 'nonsense', log: () => undefined });
    await expect(wrong).rejects.toMatchObject({ code: 'schema_not_applied' });
    expect(await processesIn(on.data())).toEqual([]);
  });

  it('outlives a Baton process that is killed, and the next one finds everything and stops it', async () => {
    const killed = await on.guest();
    await killed.query('create table kept (name text)');
    await killed.query(`insert into kept values ('Dolly')`);
    const server = await postmasterPid(on.data());
    await killed.kill();

    const next = await on.open();
    expect(await postmasterPid(on.data())).toBe(server);
    expect((await next.pool.query('select name from kept')).rows).toEqual([{ name: 'Dolly' }]);
    await next.close();
    expect(await processesIn(on.data())).toEqual([]);
  });

  it('does not notice the death of one of the processes that share it', async () => {
    const here = await on.open();
    const there = await on.guest();
    const server = await postmasterPid(on.data());
    await there.kill();
    expect((await here.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(await postmasterPid(on.data())).toBe(server);
  });

  it('is not reached by the signals of the process group that started it', async () => {
    const there = await on.guest({ detached: true });
    const server = await postmasterPid(on.data());
    process.kill(-Number(there.process.pid), 'SIGINT');
    expect(await there.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await postmasterPid(on.data())).toBe(server);
  });

  it('starts although the pid file of a killed server names a living process', async () => {
    const killed = await on.guest();
    await killed.query('create table kept (name text)');
    const pidFile = join(on.data(), 'postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    await killed.kill();
    process.kill(await postmasterPid(on.data()), 'SIGKILL');
    await expect.poll(() => processesIn(on.data())).toEqual([]);
    // Not our own pid: PostgreSQL disregards its parent's.
    await writeFile(pidFile, text.replace(/^\d+/, String(process.ppid)));

    const next = await on.open();
    expect((await next.pool.query('select name from kept')).rows).toEqual([]);
  });

  it('is started anew by a process that comes while the last one is leaving', async () => {
    for (let round = 0; round < 3; round++) {
      const here = await on.open();
      const [next] = await Promise.all([on.guest(), here.close()]);
      expect(await next.query('select 1 as one')).toEqual([{ one: 1 }]);
      expect(await postmastersIn(on.data())).toHaveLength(1);
      await next.close();
    }
  });

  it('is made past what a process left that died while making it', async () => {
    await on.empty();
    const old = join(on.home(), 'pg', 'draft-old');
    const young = join(on.home(), 'pg', 'draft-young');
    await mkdir(join(old, 'data'), { recursive: true });
    await mkdir(join(young, 'data'), { recursive: true });
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(old, anHourAgo, anHourAgo);

    const database = await on.open();
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await expect(stat(old)).rejects.toThrow('ENOENT');
    // Another process may be at work in it this moment.
    expect((await stat(young)).isDirectory()).toBe(true);
  });

  it('listens in a short folder of its own when the home is too deep for a socket', async () => {
    const deep = join(on.home(), 'a'.repeat(60), `b c,"d'é`.repeat(4));
    const database = await openDatabase({ url: null, home: deep, schema: '', log: () => undefined });
    on.onEnd(database.close);
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    const socket = new URL(database.url).searchParams.get('host') ?? '';
    expect(Buffer.byteLength(socket)).toBeLessThan(88);
    expect(((await stat(socket)).mode & 0o777).toString(8)).toBe('700');
    await database.close();
    await rm(socket, { recursive: true });
  });

  it('refuses a cluster that another major version made, and says so', async () => {
    const database = await on.open();
    await database.close();
    await writeFile(join(on.data(), 'PG_VERSION'), '17\n');
    await expect(on.open()).rejects.toMatchObject({
      kind: 'environment',
      code: 'cluster_of_other_version',
      message: expect.stringContaining('PostgreSQL 17'),
    });
  });

  it('says where its log is, and the last of it, when it does not start', async () => {
    const database = await on.open();
    await database.close();
    await writeFile(join(on.data(), 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(on.open()).rejects.toMatchObject({
      kind: 'environment',
      code: 'server_not_started',
      message: expect.stringMatching(/no_such_setting.*server\.log/),
    });
  });

  it('names the folder that it cannot use', async () => {
    await on.empty();
    await writeFile(join(on.home(), 'pg'), 'a file where a folder should be');
    await expect(on.open()).rejects.toMatchObject({
      kind: 'environment',
      code: 'database_folder',
      message: expect.stringContaining(join(on.home(), 'pg')),
    });
  });
});
