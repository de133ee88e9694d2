/** Migrates graphile-worker's own tables; the caller holds the migration lock. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { BatonError, messageOf } from '../core/errors.ts';
import { Logger, QUEUE_SCHEMA, type QueueLogger, runMigrations } from '../queue/graphile.ts';
import { codeOf } from './error-codes.ts';

/** The library's version, which stands for that of its tables. */
export const QUEUE_VERSION = libraryVersion();

/** Throws `BatonError` (`environment`) when the tables cannot be made or are of a newer, incompatible version. */
export async function migrateQueue(pool: pg.Pool, log: (line: string) => void): Promise<void> {
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
