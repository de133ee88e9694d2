/** Opens connections and pools. */
import pg from 'pg';
import { messageOf } from '../core/errors.ts';

export { connectionError } from './connection-errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Long, because it includes the wait for a free connection. */
const POOL_TIMEOUT_MS = 30_000;

/**
 * Session settings that override those of the server, the database or the role (ALTER ROLE … SET): no timeouts for
 * statements or idle sessions, READ COMMITTED transactions, and the output formats that pg parses. Generic plans
 * suffice, because every statement finds its rows by key or by a small index.
 */
export const SESSION_SETTINGS = `SELECT set_config(name, value, false) FROM (VALUES
  ('plan_cache_mode', 'force_generic_plan'), ('statement_timeout', '0'), ('lock_timeout', '0'),
  ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0'), ('transaction_timeout', '0'),
  ('default_transaction_isolation', 'read committed'), ('default_transaction_deferrable', 'off'),
  ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'), ('standard_conforming_strings', 'on')
) AS wanted (name, value) WHERE current_setting(name, true) IS NOT NULL`;

/** A connection outside any pool. The caller closes it. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'baton',
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** A pool whose idle connections may break without ending the process; it replaces them itself. */
export function createPool(url: string, size: number | undefined, log: (line: string) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: POOL_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'baton',
    // Independent statements share a round trip (runner/store/transaction.ts).
    pipeline: true,
    ...(size === undefined ? {} : { max: size }),
  });
  pool.on('error', (error) => {
    if (!pool.ending) log(`an idle database connection was lost: ${messageOf(error)}`);
  });
  pool.on('connect', (client) => {
    // A connection that breaks in use fails its query; without a listener it would also end the process.
    client.on('error', () => undefined);
    client.query(SESSION_SETTINGS).catch(() => undefined);
  });
  return pool;
}
