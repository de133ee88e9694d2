import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkVersion } from '../../../runner/database/inspection.ts';
import { openDatabase } from '../../../runner/database/open.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';
import { databaseUrl } from '../../setup/database-url.ts';

describe('openDatabase with DATABASE_URL', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });
  const open = (url: string, log: (line: string) => void = () => undefined) =>
    openDatabase({ url, home: '/nowhere', schema: 'create table if not exists sheep (name text)', log });

  it('makes the tables of the queue and ours, and leaves the server running on close', async () => {
    const opened = await open(database.url);
    expect(opened.embedded).toBe(false);
    expect(opened.url).toBe(database.url);
    const { rows } = await opened.pool.query(
      `select to_regclass('sheep') is not null as ours, to_regclass('graphile_worker.jobs') is not null as queue`,
    );
    expect(rows).toEqual([{ ours: true, queue: true }]);
    await opened.close();
    await opened.close();
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('works with a pool of one connection', async () => {
    const opened = await openDatabase({
      url: database.url,
      home: '',
      schema: '',
      log: () => undefined,
      poolSize: 1,
    });
    expect(opened.pool.options.max).toBe(1);
    await opened.close();
  });

  it('opens the same database from several processes at once', async () => {
    const fresh = await freshDatabase();
    await fresh.pool.query('drop schema graphile_worker cascade');
    const opened = await Promise.all([1, 2, 3].map(() => open(fresh.url)));
    expect((await fresh.pool.query('select * from sheep')).rows).toEqual([]);
    await Promise.all(opened.map((each) => each.close()));
    await fresh.drop();
  });

  it('goes on after all of its connections were cut, idle ones and one in use', async () => {
    const log: string[] = [];
    const opened = await open(database.url, (line) => log.push(line));
    const inUse = await opened.pool.connect();
    await opened.pool.query('select 1');
    const idle = opened.pool.idleCount;
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await expect.poll(() => log).toHaveLength(idle);
    expect(log[0]).toContain('idle database connection was lost');
    await expect(inUse.query('select 1')).rejects.toThrow();
    inUse.release(true);
    expect((await opened.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await opened.close();
  });

  it('says that nothing listens there, and what to do', async () => {
    const port = await freePort();
    await expect(open(`postgresql://ana:secret@127.0.0.1:${port}/shop`)).rejects.toMatchObject({
      kind: 'environment',
      code: 'database_unreachable',
      passing: true,
      message: expect.stringMatching(
        new RegExp(`127\\.0\\.0\\.1:${port} cannot be reached .*ECONNREFUSED.*DATABASE_URL`),
      ),
    });
  });

  it('says that the login is refused, without the password', async () => {
    const url = new URL(database.url);
    url.password = 'secret';
    const failure = await open(url.href).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      kind: 'environment',
      code: 'database_login',
      message: expect.stringContaining('DATABASE_URL'),
    });
    expect(String(failure)).not.toContain('secret');
  });

  it('says that the database does not exist', async () => {
    await expect(open(databaseUrl(database.url, 'no_such_name'))).rejects.toMatchObject({
      kind: 'environment',
      code: 'database_missing',
      message: expect.stringMatching(/no_such_name.*createdb.*DATABASE_URL/),
    });
  });

  it.each(['shop', 'mysql://host/shop', 'http://127.0.0.1:1/'])(
    'says that %s is no connection string',
    async (url) => {
      await expect(open(url)).rejects.toMatchObject({ kind: 'environment', code: 'database_url' });
    },
  );

  it('refuses a server older than PostgreSQL 14', () => {
    expect(() => checkVersion(130_014, '13.14')).toThrow(/DATABASE_URL.*13\.14.*14 or newer/);
    expect(() => checkVersion(140_000, '14.0')).not.toThrow();
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
