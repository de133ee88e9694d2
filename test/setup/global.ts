/**
 * One PostgreSQL server for the whole test run, in a temporary folder, with a template database that has all tables.
 * Test files clone it (database.ts). Stopped and removed at the end.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Database, openDatabase } from '../../runner/database/open.ts';
import { databaseUrl, TEMPLATE } from './database-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** the server's maintenance database */
    serverUrl: string;
    /** whether files that tests make are to be written: `vitest -u` */
    writesFiles: boolean;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'baton-test-'));
  const server = await openDatabase({ url: null, home, schema: '', log });
  const stop = async () => {
    await server.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await makeTemplate(server, home);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('serverUrl', server.url);
  project.provide('writesFiles', project.config.snapshotOptions.updateSnapshot === 'all');
  return stop;
}

async function makeTemplate(server: Database, home: string): Promise<void> {
  // A test database need not survive a power cut.
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await server.pool.query(`alter system set ${setting} = off`);
  await server.pool.query('select pg_reload_conf()');
  await server.pool.query(`create database ${TEMPLATE}`);
  const schema = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8').catch(() => '');
  const template = await openDatabase({ url: databaseUrl(server.url, TEMPLATE), home, schema, log });
  await template.close();
}

function log(line: string): void {
  process.stderr.write(`test database: ${line}\n`);
}
