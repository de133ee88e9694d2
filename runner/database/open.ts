/**
 * Opens Baton's database: the server that DATABASE_URL names, or an embedded one below BATON_HOME if it is not set. Then
 * the queue's tables and Baton's are up to date.
 */
import { join } from 'node:path';
import type pg from 'pg';
import { within } from '../deadline.ts';
import { createPool } from './connection.ts';
import { type Embedded, openEmbedded } from './embedded.ts';
import { openingStopped } from './opening.ts';
import type { WaitLimits } from './opening-wait.ts';
import { addressesOf, prepareDatabase } from './preparation.ts';

const END_LIMIT_MS = 1_500;
/** With fewer, a process would wait for itself. */
const SMALLEST_POOL = 2;

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
  /** connections that the caller opens outside the pool; none when absent */
  readonly besides?: number;
  /** ends the opening, whatever it waits for */
  readonly signal?: AbortSignal | undefined;
  /** called with what the opening waits for; `log` if absent */
  readonly notice?: ((line: string) => void) | undefined;
  /** how long the opening waits for others' locks */
  readonly limits?: WaitLimits;
}

export interface Database {
  /** for connections outside the pool (LISTEN, session locks); stays the same while the database is open */
  readonly url: string;
  readonly pool: pg.Pool;
  readonly embedded: boolean;
  /** whether opening it brought the tables up to date */
  readonly migrated: boolean;
  /** Ends the pool and, when no other process uses it, the embedded server. May be called twice. */
  close(): Promise<void>;
}

/** Throws `BatonError` of kind `environment`, with the remedy, if there is no usable database. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { schema, log, poolSize, besides = 0, signal = new AbortController().signal } = options;
  const named = options.url === null ? null : addressesOf(options.url);
  const server = named === null ? await openServer(options, signal) : null;
  try {
    const { url, connectionsLeft, migrated } = await prepareDatabase(named ?? [server?.url ?? ''], {
      schema,
      // The embedded server is ours alone.
      needed: named === null ? 0 : besides + Math.min(poolSize ?? SMALLEST_POOL, SMALLEST_POOL),
      limits: options.limits ?? {},
      signal,
      log,
      notice: options.notice ?? log,
    });
    const most = named === null ? poolSize : fitting(poolSize, connectionsLeft - besides);
    return database({ url, pool: createPool(url, most, log), migrated }, server);
  } catch (error) {
    await server?.close();
    throw error;
  }
}

/** No more connections than the server has left for the pool; a smaller pool makes queries wait, not fail. */
function fitting(size: number | undefined, left: number): number | undefined {
  return size === undefined ? undefined : Math.min(size, Math.max(left, 1));
}

/** The embedded server. One that is just being started is stopped again before the opening ends. */
async function openServer({ home, log }: DatabaseOptions, signal: AbortSignal): Promise<Embedded> {
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  const stop = () => stopped.reject(openingStopped());
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const opening = openEmbedded({ folder: join(home, 'pg'), log });
  try {
    return await Promise.race([opening, stopped.promise]);
  } catch (error) {
    if (signal.aborted)
      await within(
        END_LIMIT_MS,
        opening.then((server) => server.close()),
      );
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function database(
  { url, pool, migrated }: Pick<Database, 'url' | 'pool' | 'migrated'>,
  server: Embedded | null,
): Database {
  let closed: Promise<void> | null = null;
  const end = async () => {
    // A connection that is never released must not delay this.
    await within(END_LIMIT_MS, pool.end());
    await server?.close();
  };
  return {
    url,
    pool,
    embedded: server !== null,
    migrated,
    close() {
      closed ??= end();
      return closed;
    },
  };
}
