/**
 * The two connections on which the database is checked and migrated, before any other connection is opened. They have an
 * application_name of their own, wait for table locks only briefly at a time, and are closed when the opening is aborted.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { BatonError } from '../core/errors.ts';
import { SESSION_SETTINGS } from './connection.ts';
import { connectionError, mayBeTls } from './connection-errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** How long one try may hold up the queries that queue behind its table locks. */
const LOCK_TIMEOUT_MS = 2_000;

export interface Opening {
  readonly url: string;
  readonly pool: pg.Pool;
  /** the name of its sessions in pg_stat_activity */
  readonly name: string;
  readonly signal: AbortSignal;
  /**
   * Applies the session settings to this session and later ones; only after it is known that they are not a pooler's.
   */
  settle(client: pg.PoolClient): Promise<void>;
  /** Breaks all connections at once. */
  cut(): void;
  close(): Promise<void>;
}

/** Connects by the first of the addresses that works. */
export async function openFirst(urls: readonly string[], signal: AbortSignal): Promise<Opening> {
  if (signal.aborted) throw openingStopped();
  let failure: unknown = new Error('there is no address');
  for (const url of urls) {
    const opening = startOpening(url, signal);
    try {
      (await opening.pool.connect()).release();
      return opening;
    } catch (error) {
      opening.cut();
      await opening.close();
      if (signal.aborted) throw openingStopped();
      failure = connectionError(error, url);
      if (!mayBeTls(error)) break;
    }
  }
  throw failure;
}

function startOpening(url: string, signal: AbortSignal): Opening {
  const name = `baton opening ${randomBytes(4).toString('hex')}`;
  const clients = new Set<pg.Client>();
  // Tracked from the start, so that a connection can be closed while it connects.
  class Tracked extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      clients.add(this);
      this.on('error', () => undefined);
      this.on('end', () => clients.delete(this));
    }
  }
  const pool = new pg.Pool({
    Client: Tracked,
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: name,
    pipeline: true,
    max: 2,
  });
  pool.on('error', () => undefined);
  let settled = false;
  const settings = `${SESSION_SETTINGS}; SET lock_timeout = ${LOCK_TIMEOUT_MS}`;
  pool.on('connect', (client) => {
    if (settled) client.query(settings).catch(() => undefined);
  });
  const cut = () => {
    for (const { connection } of clients) connection.stream.destroy();
  };
  if (signal.aborted) cut();
  signal.addEventListener('abort', cut);
  return {
    url,
    pool,
    name,
    signal,
    async settle(client) {
      await client.query(settings);
      settled = true;
    },
    cut,
    async close() {
      signal.removeEventListener('abort', cut);
      // A connection that hangs is broken; a working one is closed properly.
      const ended = pool.end();
      if (signal.aborted) cut();
      await ended;
    },
  };
}

export function openingStopped(): BatonError {
  return new BatonError('environment', 'stopped', 'Stopped before the database was open.');
}
