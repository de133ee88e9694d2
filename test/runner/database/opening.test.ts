import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type DatabaseOptions, openDatabase } from '../../../runner/database/open.ts';
import { MIGRATION_LOCK } from '../../../runner/database/opening-wait.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';
import { databaseUrl } from '../../setup/database-url.ts';

/** Newer than what the test's databases are made with. */
const SCHEMA = '-- Schema version 1000\ncreate table if not exists sheep (name text);';
const open = (url: string, options: Partial<DatabaseOptions> = {}) =>
  openDatabase({ url, home: '/nowhere', schema: SCHEMA, log: () => undefined, ...options });

let admin: pg.Client;
let database: FreshDatabase;
beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject('serverUrl') });
  await admin.connect();
});
afterAll(() => admin.end());
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

const name = () => databaseName(database.url);
const databaseName = (url: string) => new URL(url).pathname.slice(1);

/** The address of the test's database for a role of its own. */
async function asRole(options = ''): Promise<{ url: string; role: string }> {
  const role = `role_${randomBytes(4).toString('hex')}`;
  await admin.query(`create role ${role} login password 'pw' ${options}`);
  const url = new URL(database.url);
  url.username = role;
  url.password = 'pw';
  return { url: url.href, role };
}

describe('a lock that another session holds', () => {
  it('is waited for aloud, by pid, program and the way to end it, and given up', async () => {
    const holder = await database.pool.connect();
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid;
    const notices: string[] = [];
    await expect(
      open(database.url, {
        notice: (line) => notices.push(line),
        limits: { noticeMs: 0, limitMs: 1500 },
      }),
    ).rejects.toMatchObject({
      code: 'database_locked',
      message: expect.stringMatching(
        /^Gave up after 2 s of waiting for the migration lock .*Then start Baton/,
      ),
    });
    expect(notices).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Waiting for the migration lock of .*: session ${pid} holds it \\(baton, idle in transaction, since \\d.*Z\\)\\. End it with: SELECT pg_terminate_backend\\(${pid}\\);$`,
        ),
      ),
    ]);
    await holder.query('rollback');
    holder.release();
    await (await open(database.url)).close();
  });

  it('on a table is named as well', async () => {
    await (await open(database.url)).close();
    const holder = await database.pool.connect();
    await holder.query('begin; lock table sheep');
    const notices: string[] = [];
    const changed = `${SCHEMA} alter table sheep add column if not exists age int;`;
    const opening = open(database.url, {
      schema: changed,
      limits: { noticeMs: 0 },
      notice: (line) => notices.push(line),
    });
    await expect
      .poll(() => notices[0], { timeout: 30_000 })
      .toMatch(/^Waiting for a table lock of .*session \d+ holds it \(baton, idle in transaction/);
    await holder.query('rollback');
    holder.release();
    await (await opening).close();
  });

  it('does not keep a stop signal waiting', async () => {
    const holder = await database.pool.connect();
    await holder.query('begin; select pg_advisory_xact_lock(7031002)');
    const stop = new AbortController();
    const notice = () => stop.abort();
    await expect(
      open(database.url, { notice, signal: stop.signal, limits: { noticeMs: 0 } }),
    ).rejects.toMatchObject({ code: 'stopped', message: 'Stopped before the database was open.' });
    await holder.query('rollback');
    holder.release();
  });

  it('does not keep a database that is up to date from opening', async () => {
    await (await open(database.url)).close();
    const holder = await database.pool.connect();
    await holder.query('begin; select pg_advisory_xact_lock(7031002)');
    await (await open(database.url)).close();
    await holder.query('rollback');
    holder.release();
  });
});

it('a server that takes the connection and says nothing does not keep a stop signal waiting', async () => {
  const stop = new AbortController();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    stop.abort();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await expect(open(`postgres://a@127.0.0.1:${port}/x`, { signal: stop.signal })).rejects.toMatchObject({
    code: 'stopped',
  });
  server.close();
});

describe('a database that can not carry Baton is refused', () => {
  it('with another encoding than UTF8', async () => {
    const other = `ascii_${randomBytes(4).toString('hex')}`;
    await admin.query(`create database ${other} encoding 'SQL_ASCII' template template0 locale 'C'`);
    await expect(open(databaseUrl(database.url, other))).rejects.toMatchObject({
      code: 'database_encoding',
      message: expect.stringMatching(/has the encoding SQL_ASCII; Baton needs UTF8.*--encoding=UTF8/),
    });
    await admin.query(`drop database ${other} with (force)`);
  });

  it('when it is read-only', async () => {
    await admin.query(`alter database ${name()} set default_transaction_read_only = on`);
    await expect(open(database.url)).rejects.toMatchObject({
      code: 'database_read_only',
      message: expect.stringMatching(/is read-only for \w+ \(default_transaction_read_only is on\)/),
    });
  });

  it('when the user may not create tables', async () => {
    const { url, role } = await asRole();
    await database.pool.query(
      `drop schema public cascade; create schema public; grant usage on schema public to ${role}`,
    );
    await expect(open(url)).rejects.toMatchObject({
      code: 'database_permission',
      message: expect.stringContaining(`GRANT CREATE ON SCHEMA public TO ${role}`),
    });
  });

  it('when its tables belong to another user', async () => {
    const { url } = await asRole();
    await expect(open(url)).rejects.toMatchObject({
      code: 'database_permission',
      message: expect.stringMatching(
        /^Baton's tables in this database belong to another user .*baton_schema/,
      ),
    });
  });

  it('when it has too few connections, by how many are left and how many are needed', async () => {
    const { url, role } = await asRole('connection limit 3');
    await expect(open(url, { besides: 9, poolSize: 20 })).rejects.toMatchObject({
      code: 'database_connections',
      message: expect.stringMatching(
        new RegExp(`has 3 connections left, and Baton needs 11: raise .*ALTER ROLE ${role} CONNECTION LIMIT`),
      ),
    });
  });

  it('when its search_path names no schema', async () => {
    await admin.query(`alter database ${name()} set search_path = nowhere`);
    await expect(open(database.url)).rejects.toMatchObject({
      code: 'database_search_path',
      message: expect.stringMatching(/no schema that its user may use: search_path is nowhere/),
    });
  });

  it('when its search_path has moved away from the tables', async () => {
    await admin.query(`alter database ${name()} set search_path = elsewhere, public`);
    await database.pool.query('create schema elsewhere');
    await expect(open(database.url)).rejects.toMatchObject({
      code: 'database_search_path',
      message: expect.stringMatching(
        /tables .* are in the schema public, and new ones would go to elsewhere/,
      ),
    });
  });
});

it('keeps the pool within the connections that are left', async () => {
  const { url, role } = await asRole('connection limit 12');
  await admin.query(`grant create on database ${name()} to ${role}`);
  await database.pool.query(`grant all on schema public, graphile_worker to ${role}`);
  await database.pool.query(`grant all on all tables in schema public, graphile_worker to ${role}`);
  await database.pool.query(`alter table baton_schema owner to ${role}`);
  const opened = await open(url, { besides: 9, poolSize: 20 });
  expect(opened.pool.options.max).toBe(3);
  await opened.close();
});

it('gives its sessions what they need, whatever the database has for others', async () => {
  for (const setting of [
    'statement_timeout = 12345',
    'idle_session_timeout = 12345',
    "default_transaction_isolation = 'serializable'",
    "datestyle = 'German'",
  ]) {
    await admin.query(`alter database ${name()} set ${setting}`);
  }
  const opened = await open(database.url);
  const { rows } = await opened.pool.query(
    `select current_setting('statement_timeout') as statement, current_setting('idle_session_timeout') as idle,
       current_setting('transaction_isolation') as isolation, current_setting('datestyle') as date`,
  );
  expect(rows).toEqual([{ statement: '0', idle: '0', isolation: 'read committed', date: 'ISO, MDY' }]);
  await opened.close();
});

describe('two versions on one database', () => {
  it('the older one refuses, and changes nothing', async () => {
    await (await open(database.url)).close();
    const older = SCHEMA.replace('version 1000', 'version 999');
    await expect(open(database.url, { schema: `${older} create table goats ();` })).rejects.toMatchObject({
      code: 'database_newer',
      message:
        'This database was migrated by a newer Baton (schema version 1000; this one has 999). Upgrade this Baton, or give it a database of its own.',
    });
    const { rows } = await database.pool.query(`select to_regclass('goats') as goats`);
    expect(rows).toEqual([{ goats: null }]);
  });

  it('one of before there were versions can not take the tables back', async () => {
    await (await open(database.url)).close();
    await expect(
      database.pool.query(`insert into baton_schema (hash, applied_at) values ('older', now())`),
    ).rejects.toThrow(/version/);
  });
});

it('refuses a schema with tables of another product, by their names, and changes nothing', async () => {
  await database.pool.query(
    'drop schema public cascade; drop schema graphile_worker cascade; create schema public; create table sheep (wool int)',
  );
  await expect(open(database.url)).rejects.toMatchObject({
    code: 'database_not_ours',
    message: expect.stringMatching(
      /has tables of another product with names that Baton uses: sheep\. Nothing was changed\..*database of its own/,
    ),
  });
  const { rows } = await database.pool.query(
    `select to_regclass('baton_schema') as ours, to_regnamespace('graphile_worker') as queue`,
  );
  expect(rows).toEqual([{ ours: null, queue: null }]);
});

it('makes its tables in a schema of its own that the address names', async () => {
  await database.pool.query('create schema apart');
  const url = new URL(database.url);
  url.searchParams.set('options', '-c search_path=apart');
  const opened = await open(url.href);
  const { rows } = await database.pool.query(`select to_regclass('apart.sheep') is not null as made`);
  expect(rows).toEqual([{ made: true }]);
  await opened.close();
});
