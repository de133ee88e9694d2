/** A database of its own for a test file: `const database = await freshDatabase()` in beforeAll, `drop()` in afterAll. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../runner/database/connection.ts';
import { databaseUrl, TEMPLATE } from './database-url.ts';

export interface FreshDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Ends the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** All tables are there and empty. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`create database ${name} template ${TEMPLATE}`);
  const url = databaseUrl(inject('serverUrl'), name);
  const pool = createPool(url, 20, () => undefined);
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('serverUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
