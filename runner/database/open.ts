/**
 * Opens the one database that Baton works on: the server that DATABASE_URL names, or an embedded one below BATON_HOME
 * when it names none. Afterwards the queue's tables and ours are up to date.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { checkServer, createPool } from './connection.ts';
import { type Embedded, openEmbedded } from './embedded.ts';
import { migrateQueue } from './queue-migrations.ts';
import { applySchema } from './schema.ts';

const END_LIMIT_MS = 1_500;

export interface DatabaseOptions {
  /** DATABASE_URL; null starts or finds the embedded server */
  readonly url: string | null;
  /** BATON_HOME; the embedded server lives in its `pg` folder */
  readonly home: string;
  /** the text of schema.sql */
  readonly schema: string;
  readonly log: (line: string) => void;
  /** most connections of the pool; pg's own default when absent */
  readonly poolSize?: number;
}

export interface Database {
  /** for connections outside the pool (LISTEN, session locks); stays the same while the database is open */
  readonly url: string;
  readonly pool: pg.Pool;
  readonly embedded: boolean;
  /** Ends the pool and, when no other process uses it, the embedded server. May be called twice. */
  close(): Promise<void>;
}

/** Throws `BatonError` of kind `environment`, which says what to do, when there is no usable database. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { schema, log, poolSize } = options;
  const server: Embedded | null =
    options.url === null ? await openEmbedded({ folder: join(options.home, 'pg'), log }) : null;
  const url = server?.url ?? options.url ?? '';
  let pool: pg.Pool | null = null;
  try {
    await checkServer(url);
    pool = createPool(url, poolSize, log);
    await migrateQueue(pool, url, log);
    await applySchema(pool, schema);
  } catch (error) {
    await pool?.end();
    await server?.close();
    throw error;
  }
  return database(url, pool, server);
}

function database(url: string, pool: pg.Pool, server: Embedded | null): Database {
  let closed: Promise<void> | null = null;
  const end = async () => {
    await endPool(pool);
    await server?.close();
  };
  return {
    url,
    pool,
    embedded: server !== null,
    close() {
      closed ??= end();
      return closed;
    },
  };
}

/** Waits for the queries under way, but not forever: a connection that is never given back must not keep us. */
async function endPool(pool: pg.Pool): Promise<void> {
  const waiting = new AbortController();
  const limit = pause(END_LIMIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([pool.end(), limit]);
  waiting.abort();
}
