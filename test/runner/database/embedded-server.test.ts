import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedHome } from './embedded-home.ts';
import { postmasterPid, postmastersIn, processesIn } from './servers.ts';

const on = embeddedHome();

describe('the embedded server', () => {
  it('starts on an empty home, keeps what is stored, and is gone after close', async () => {
    await on.empty();
    const first = await on.open();
    expect(first.embedded).toBe(true);
    await first.pool.query(`insert into sheep values ('Dolly')`);
    await first.close();
    expect(await processesIn(on.data())).toEqual([]);

    const second = await on.open();
    expect((await second.pool.query('select name from sheep')).rows).toEqual([{ name: 'Dolly' }]);
    expect(second.url).toBe(first.url);
  });

  it('keeps its files, its socket and its password to its owner, and listens on no port', async () => {
    const database = await on.open();
    const modeOf = async (...path: string[]) =>
      ((await stat(join(on.home(), 'pg', ...path))).mode & 0o777).toString(8);
    expect(await modeOf('socket')).toBe('700');
    expect(await modeOf('cluster')).toBe('700');
    expect(await modeOf('cluster', 'password')).toBe('600');
    const { rows } = await database.pool.query(
      `select current_setting('listen_addresses') as ports, current_setting('fsync') as fsync`,
    );
    expect(rows).toEqual([{ ports: '', fsync: 'on' }]);
  });

  it('is shared by two processes, and the last to leave stops it', async () => {
    const here = await on.open();
    const there = await on.guest();
    expect(there.url).toBe(here.url);
    await here.pool.query(`insert into sheep values ('Dolly')`);
    expect(await there.query('select name from sheep')).toEqual([{ name: 'Dolly' }]);

    await here.close();
    expect(await postmastersIn(on.data())).toHaveLength(1);
    expect(await there.query('select name from sheep')).toEqual([{ name: 'Dolly' }]);

    await there.close();
    expect(await processesIn(on.data())).toEqual([]);
  });

  it('comes back with its data after kill -9, for the processes that use it', async () => {
    const log: string[] = [];
    const here = await on.open(log);
    const there = await on.guest();
    await here.pool.query(`insert into sheep values ('Dolly')`);
    process.kill(await postmasterPid(on.data()), 'SIGKILL');

    await expect.poll(() => log, { timeout: 30_000 }).toContain('the embedded PostgreSQL is back');
    expect((await here.pool.query('select name from sheep')).rows).toEqual([{ name: 'Dolly' }]);
    await expect.poll(() => there.query('select name from sheep')).toEqual([{ name: 'Dolly' }]);
    expect(await postmastersIn(on.data())).toHaveLength(1);
  });
});
