/** Brings graphile-worker's own tables up to date, one process at a time. */
import type pg from 'pg';
import { BatonError, messageOf } from '../core/errors.ts';
import { Logger, QUEUE_SCHEMA, type QueueLogger, runMigrations } from '../queue/graphile.ts';
import { MIGRATION_LOCK } from './advisory-locks.ts';
import { connect } from './connection.ts';

/** Throws `BatonError` (`environment`) when the tables cannot be made or are of a newer, incompatible version. */
export async function migrateQueue(pool: pg.Pool, url: string, log: (line: string) => void): Promise<void> {
  // The lock has a connection of its own: a pool of one would wait for itself.
  const holder = await connect(url);
  try {
    await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations({ pgPool: pool, schema: QUEUE_SCHEMA, logger: queueLogger(log) });
  } catch (cause) {
    throw new BatonError(
      'environment',
      'queue_not_migrated',
      `The queue's tables cannot be brought up to date (${messageOf(cause)}). The user of DATABASE_URL must be allowed to create schemas and tables in that database.`,
      { cause },
    );
  } finally {
    await holder.end();
  }
}

function queueLogger(log: (line: string) => void): QueueLogger {
  return new Logger(() => (level, message) => {
    if (level === 'warning' || level === 'error') log(message);
  });
}
