import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../runner/database/open.ts';
import { startGuest } from './guest.ts';
import { killProcessesIn, processesIn } from './servers.ts';

/** What libraries would take for a connection that does not state it, and what PostgreSQL's own programs read. */
const VARIABLES = {
  PGHOST: 'elsewhere.invalid',
  PGPORT: '1',
  PGUSER: 'someone',
  PGPASSWORD: 'secret',
  PGDATABASE: 'theirs',
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGSSLROOTCERT: '/no/such/file',
  PGOPTIONS: '-c statement_timeout=1 -c search_path=theirs',
  PGCLIENT_ENCODING: 'LATIN1',
  PGCLIENTENCODING: 'LATIN1',
  PGREPLICATION: 'true',
  PGBINARY: '1',
  PGAPPNAME: 'theirs',
  PGCONNECT_TIMEOUT: '1',
  PGDATA: '/no/such/folder',
  PGTZ: 'Asia/Tokyo',
  PGDATESTYLE: 'German',
  TZ: 'Asia/Tokyo',
  LC_ALL: 'tr_TR.UTF-8',
  DATABASE_URL: 'postgres://someone@elsewhere.invalid:1/theirs',
  GRAPHILE_WORKER_SCHEMA: 'theirs',
};

describe('the embedded server and the variables of the shell', () => {
  let home: string;
  let data: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'baton-variables-'));
    data = join(home, 'pg', 'cluster', 'data');
  });
  afterEach(async () => {
    await killProcessesIn(data);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it('takes none of them, for its connections, its files, its own process and the queue’s tables', async () => {
    const guest = await startGuest(home, { env: { ...process.env, ...VARIABLES } });
    const [found] = await guest.query(
      `select current_user as user, current_database() as database, current_setting('search_path') as path,
              current_setting('statement_timeout') as timeout, current_setting('client_encoding') as encoding,
              current_setting('application_name') as name, current_setting('TimeZone') as zone,
              current_setting('DateStyle') as dates, current_setting('lc_messages') as language,
              to_regclass('graphile_worker.jobs') is not null as queue, to_regnamespace('theirs') as theirs`.replaceAll(
        '\n',
        ' ',
      ),
    );
    expect(found).toEqual({
      user: 'baton',
      database: 'postgres',
      path: '"$user", public',
      timeout: '0',
      encoding: 'UTF8',
      name: 'baton',
      zone: 'UTC',
      dates: 'ISO, MDY',
      language: 'C',
      queue: true,
      theirs: null,
    });
    await guest.close();
    expect(await processesIn(data)).toEqual([]);
  });

  it('is not left running by a start that fails after it', async () => {
    const open = () => openDatabase({ url: null, home, schema: '', log: () => undefined });
    await (await open()).close();
    await writeFile(join(home, 'pg', 'cluster', 'password'), 'not this one\n');
    await expect(open()).rejects.toMatchObject({
      code: 'cluster_login',
      message: expect.stringMatching(
        /refuses the password in its file cluster\/password .* Put the file back, or move the folder away/,
      ),
    });
    expect(await processesIn(data)).toEqual([]);
  });
});
