/**
 * Applies schema.sql. The file is its own migration: applying it again changes nothing, so it is simply applied
 * whenever its text differs from what was applied last.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { BatonError, messageOf } from '../core/errors.ts';
import { MIGRATION_LOCK } from './advisory-locks.ts';
import { codeOf } from './connection.ts';

/** How long one try may hold up the queries that queue behind its table locks. */
const LOCK_TIMEOUT_MS = 2_000;
const TRIES = 30;
/** lock_not_available and deadlock_detected: someone else was using the tables just then. */
const PASSING = new Set(['55P03', '40P01']);

/**
 * Brings the tables to `text` in one transaction; does nothing when they already are. Appliers wait for each other.
 * Throws `BatonError` (`environment`) when the tables stay in use, or when the user may not make them.
 */
export async function applySchema(pool: pg.Pool, text: string): Promise<void> {
  const hash = createHash('sha256').update(text).digest('hex');
  if ((await appliedHash(pool)) === hash) return;
  await underMigrationLock(pool, async (client) => {
    if ((await appliedHash(client)) === hash) return;
    await applyPatiently(client, text, hash);
  });
}

/** Runs `work` while no other process changes the tables. The client that holds the lock may be used for the work. */
async function underMigrationLock(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await work(client);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {
        broken = true;
      });
    }
  } finally {
    client.release(broken);
  }
}

async function applyPatiently(client: pg.PoolClient, text: string, hash: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(client, text, hash);
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      if (!PASSING.has(codeOf(error)) || attempt >= TRIES) throw schemaError(error);
    }
    await pause(100 + Math.random() * 400);
  }
}

async function applyOnce(client: pg.PoolClient, text: string, hash: string): Promise<void> {
  await client.query('begin');
  await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query(text);
  await client.query(
    'create table if not exists baton_schema (hash text not null, applied_at timestamptz not null)',
  );
  await client.query('delete from baton_schema');
  await client.query('insert into baton_schema (hash, applied_at) values ($1, clock_timestamp())', [hash]);
  await client.query('commit');
}

async function appliedHash(database: pg.Pool | pg.PoolClient): Promise<string | null> {
  const { rows: tables } = await database.query<{ made: boolean }>(
    `select to_regclass('baton_schema') is not null as made`,
  );
  if (!tables[0]?.made) return null;
  const { rows } = await database.query<{ hash: string }>('select hash from baton_schema');
  return rows[0]?.hash ?? null;
}

function schemaError(cause: unknown): BatonError {
  const code = codeOf(cause);
  const remedy = PASSING.has(code)
    ? 'Its tables are in use by something that does not let go; end that and start Baton again.'
    : code === '42501'
      ? 'Let the user of DATABASE_URL create tables and schemas in that database.'
      : 'The database stays as it was.';
  return new BatonError(
    'environment',
    'schema_not_applied',
    `The tables cannot be brought up to date (${messageOf(cause)}). ${remedy}`,
    { cause, passing: PASSING.has(code) },
  );
}
