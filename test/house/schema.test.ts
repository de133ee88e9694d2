/** What schema.sql promises, asked of the catalogue of a real database. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../setup/database.ts';
import { textOf } from './house.ts';

/** The record of what was applied. */
const BOOKKEEPING = 'baton_schema';

const PUBLISHED = { version: '9', hash: 'de1d5e1473f51158' };

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.drop());

async function names(sql: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(sql);
  return rows.map(({ name }) => name);
}

const OURS = `FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
  WHERE t.relnamespace = 'public'::regnamespace`;

test('the glossary at the top of schema.sql names every table, and no other', async () => {
  const tables = await names(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '${BOOKKEEPING}'`,
  );
  const glossary = textOf('schema.sql').split('\n\n')[0] ?? '';
  const named = [...glossary.matchAll(/^-- ([a-z_]+) {2,}\S/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(tables.sort());
});

test('schema.sql has a version of its own for each text', () => {
  const sql = textOf('schema.sql');
  const version = /^-- Schema version (\d+)$/m.exec(sql)?.[1];
  const hash = createHash('sha256').update(sql).digest('hex').slice(0, 16);
  // A changed file raises its version, and both stand here: only so an older Baton can tell that it is one.
  expect({ version, hash }).toEqual(PUBLISHED);
});

test('every check has a name that somebody gave it', async () => {
  const checks = await names(`SELECT c.conname AS name ${OURS} AND c.contype = 'c'`);
  expect(checks.length).toBeGreaterThan(5);
  const sql = textOf('schema.sql');
  for (const check of checks) {
    expect(sql, check).toContain(`DROP CONSTRAINT IF EXISTS ${check};`);
    expect(sql, check).toContain(`ADD CONSTRAINT ${check} CHECK`);
  }
});

test('every foreign key has an index that begins with its columns', async () => {
  const keys = await names(`SELECT c.conname AS name ${OURS} AND c.contype = 'f'`);
  const bare = await names(
    `SELECT c.conname AS name ${OURS} AND c.contype = 'f' AND NOT EXISTS (
       SELECT FROM pg_index i
        WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
          AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
  );
  expect(keys.length).toBeGreaterThan(5);
  expect(bare).toEqual([]);
});

test('every point in time has a zone', async () => {
  const zoneless = await names(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type IN ('timestamp without time zone', 'date', 'time without time zone')`,
  );
  expect(zoneless).toEqual([]);
});
