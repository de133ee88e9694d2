/** pgbouncer in front of the test server, where it is installed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../runner/database/open.ts';
import { type FreshDatabase, freshDatabase } from '../../setup/database.ts';

const PROGRAM = '/usr/sbin/pgbouncer';
/** pgbouncer refuses to run as root. */
const AS_A_USER =
  process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'] : [];

let database: FreshDatabase;
let folder: string;
let bouncer: ChildProcess | null = null;

beforeEach(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'baton-bouncer-'));
});
afterEach(async () => {
  bouncer?.kill('SIGKILL');
  await database.drop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Starts it and answers its address for the test's database. */
async function pooled(mode: string, settings: Record<string, string> = {}): Promise<string> {
  const server = new URL(database.url);
  const name = server.pathname.slice(1);
  const port = await freePort();
  const host = server.searchParams.get('host') ?? server.hostname;
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    auth_type: 'any',
    unix_socket_dir: '',
    pool_mode: mode,
    ...settings,
  };
  writeFileSync(
    join(folder, 'b.ini'),
    `[databases]\n${name} = host=${host} port=${server.port} user=${server.username} password=${server.password}\n[pgbouncer]\n${Object.entries(
      lines,
    )
      .map(([key, value]) => `${key} = ${value}\n`)
      .join('')}`,
  );
  const [file = PROGRAM, ...args] = [...AS_A_USER, PROGRAM, join(folder, 'b.ini')];
  bouncer = spawn(file, args, { stdio: 'ignore' });
  const url = `postgres://ana@127.0.0.1:${port}/${name}`;
  await expect.poll(() => answers(url), { timeout: 20_000 }).toBe(true);
  return url;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

const open = (url: string) =>
  openDatabase({
    url,
    home: '/nowhere',
    schema: 'create table if not exists sheep ()',
    log: () => undefined,
  });

describe.skipIf(!installed())('a connection pooler', () => {
  it.each([
    ['transaction', {}],
    ['transaction', { default_pool_size: '1' }],
    ['transaction', { server_round_robin: '1', min_pool_size: '5' }],
    ['statement', {}],
  ])('in %s mode is refused and keeps no lock (%j)', async (mode, settings) => {
    const url = await pooled(mode, settings);
    await expect(open(url)).rejects.toMatchObject({
      code: 'database_pooler',
      message: expect.stringMatching(/names a connection pooler in transaction mode .*direct address/),
    });
    const { rows } = await database.pool.query(
      `select 1 from pg_locks where locktype = 'advisory'
         and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rows).toEqual([]);
  });

  it('in session mode is as good as a direct connection', async () => {
    const opened = await open(await pooled('session'));
    expect((await opened.pool.query('select * from sheep')).rows).toEqual([]);
    await opened.close();
  });

  it('that has one connection for Baton is refused, without a long wait', async () => {
    await expect(open(await pooled('session', { default_pool_size: '1' }))).rejects.toMatchObject({
      code: 'database_connections',
      message: expect.stringMatching(/connection pooler at .* gives Baton one connection/),
    });
  });
});

function installed(): boolean {
  try {
    execFileSync(PROGRAM, ['--version']);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
