/**
 * Migrates the queue's tables and Baton's. schema.sql is its own migration: applying it again changes nothing, so it is
 * applied whenever its text differs from the last applied text, unless that was of a newer version.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { BatonError, codeOf, messageOf } from '../core/errors.ts';
import { Logger, QUEUE_SCHEMA, type QueueLogger, runMigrations } from '../queue/graphile.ts';
import { checkNames } from './inspection.ts';
import type { Opening } from './opening.ts';
import { blockersOf, MIGRATION_LOCK, migrationLockHolders, type OpeningWait } from './opening-wait.ts';

interface Schema {
  readonly text: string;
  /** as stated in the text; null if it states none, and then compatible with any */
  readonly version: number | null;
  readonly hash: string;
}

/** Whether the tables match the text and the queue's library. Throws for tables of a newer Baton. */
export async function isCurrent(database: pg.Pool | pg.PoolClient, text: string): Promise<boolean> {
  const schema = schemaOf(text);
  try {
    return (await compared(database, schema)) === 'current';
  } catch (error) {
    // If the record is locked, `migrate` reads it again, and reports the wait.
    if (codeOf(error) === '55P03') return false;
    throw codeOf(error) === '42501' ? otherOwner(error) : error;
  }
}

/**
 * Migrates while no other process does. Returns false if another process did it meanwhile. If it throws (`BatonError`,
 * `environment`), Baton's tables are unchanged.
 */
export async function migrate(
  opening: Opening,
  text: string,
  wait: OpeningWait,
  log: (line: string) => void,
): Promise<boolean> {
  const { pool, name } = opening;
  const schema = schemaOf(text);
  const holder = await pool.connect();
  try {
    await holder.query('BEGIN');
    const lock = async () => {
      // A transaction-level lock, so that no pooler can keep it.
      const { rows } = await holder.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_xact_lock($1) AS taken',
        [MIGRATION_LOCK],
      );
      return rows[0]?.taken === true ? true : undefined;
    };
    await wait.until('the migration lock', lock, () => migrationLockHolders(pool));
    const work = async () => {
      if ((await compared(pool, schema)) === 'current') return { migrated: false };
      await checkNames(pool, text, opening.url);
      await migrateQueue(pool, log);
      await apply(pool, schema);
      return { migrated: true };
    };
    const { migrated } = await wait.until('a table lock', work, () => blockersOf(holder, name));
    return migrated;
  } finally {
    await holder.query('ROLLBACK').catch(() => undefined);
    holder.release();
  }
}

async function apply(pool: pg.Pool, schema: Schema): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(schema.text);
    await client.query(
      'CREATE TABLE IF NOT EXISTS baton_schema (hash text NOT NULL, applied_at timestamptz NOT NULL)',
    );
    await client.query('DELETE FROM baton_schema');
    // NOT NULL without default: a Baton without versions can't insert, and so can't bring the tables back to its own.
    await client.query(
      `ALTER TABLE baton_schema ADD COLUMN IF NOT EXISTS version integer NOT NULL,
         ADD COLUMN IF NOT EXISTS queue_version text NOT NULL`,
    );
    await client.query(
      'INSERT INTO baton_schema (hash, applied_at, version, queue_version) VALUES ($1, clock_timestamp(), $2, $3)',
      [schema.hash, schema.version ?? 0, QUEUE_VERSION],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw schemaError(error);
  } finally {
    client.release();
  }
}

/** Returns the version that the text of a schema states; null if it states none. */
export function schemaVersion(text: string): number | null {
  const version = /^-- Schema version (\d+)\b/m.exec(text)?.[1];
  return version === undefined ? null : Number(version);
}

function schemaOf(text: string): Schema {
  return {
    text,
    version: schemaVersion(text),
    hash: createHash('sha256').update(text).digest('hex'),
  };
}

async function compared(database: pg.Pool | pg.PoolClient, schema: Schema): Promise<'current' | 'older'> {
  const { rows: found } = await database.query<{ made: boolean; versioned: boolean; queue: boolean }>(
    `SELECT to_regclass('baton_schema') IS NOT NULL AS made,
       EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('baton_schema') AND attname = 'queue_version') AS versioned,
       EXISTS (SELECT FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                WHERE nspname = 'graphile_worker' AND relname = 'migrations') AS queue`,
  );
  if (!found[0]?.made || !found[0].versioned) return 'older';
  const { rows } = await database.query<{ hash: string; version: number; queue_version: string }>(
    'SELECT hash, version, queue_version FROM baton_schema',
  );
  const applied = rows[0];
  if (applied === undefined) return 'older';
  if (schema.version !== null && applied.version > schema.version)
    throw newerError(applied.version, schema.version);
  const same = applied.hash === schema.hash && applied.queue_version === QUEUE_VERSION;
  return same && found[0].queue ? 'current' : 'older';
}

function newerError(theirs: number, ours: number): BatonError {
  return new BatonError(
    'environment',
    'database_newer',
    `This database was migrated by a newer Baton (schema version ${theirs}; this one has ${ours}). Upgrade this Baton, or give it a database of its own.`,
  );
}

function otherOwner(cause: unknown): BatonError {
  return new BatonError(
    'environment',
    'database_permission',
    `Baton's tables in this database belong to another user (${messageOf(cause)}). Name that user in DATABASE_URL, or give it the tables: REASSIGN OWNED BY … TO ….`,
    { cause },
  );
}

function schemaError(cause: unknown): unknown {
  const code = codeOf(cause);
  // Blocked: the caller retries.
  if (code === '55P03' || code === '40P01') return cause;
  const remedy =
    code === '42501'
      ? 'Let the user of DATABASE_URL create tables and schemas in that database.'
      : 'The tables stay as they were.';
  return new BatonError(
    'environment',
    'schema_not_applied',
    `The tables cannot be brought up to date (${messageOf(cause)}). ${remedy}`,
    { cause },
  );
}

/** The library's version, which also identifies the version of its tables. */
const QUEUE_VERSION = libraryVersion();

/** Throws `BatonError` (`environment`) if the tables can't be created, or are of a newer, incompatible version. */
async function migrateQueue(pool: pg.Pool, log: (line: string) => void): Promise<void> {
  try {
    await runMigrations({ pgPool: pool, schema: QUEUE_SCHEMA, logger: queueLogger(log) });
  } catch (cause) {
    const code = codeOf(cause);
    // Blocked: the caller retries.
    if (code === '55P03' || code === '40P01') throw cause;
    throw new BatonError(
      'environment',
      'queue_not_migrated',
      `The queue's tables cannot be brought up to date (${messageOf(cause)}). The user of DATABASE_URL must be allowed to create schemas and tables in that database.`,
      { cause },
    );
  }
}

function queueLogger(log: (line: string) => void): QueueLogger {
  return new Logger(() => (level, message) => {
    if (level === 'warning' || level === 'error') log(message);
  });
}

function libraryVersion(): string {
  const main = createRequire(import.meta.url).resolve('graphile-worker');
  const description = readFileSync(join(dirname(main), '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(description) as { version: string };
  return version;
}
