/**
 * How this folder connects, and what it says when it cannot: every fault becomes a `BatonError` of kind `environment`
 * whose message names DATABASE_URL and the remedy, and never holds a password.
 */
import pg from 'pg';
import { BatonError, messageOf } from '../core/errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Long, because it also counts the wait for a free connection. */
const POOL_TIMEOUT_MS = 30_000;
const OLDEST_SERVER = 140_000;

/** A connection of its own, outside any pool. The caller ends it. */
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

/** A pool whose idle connections may break without ending the process; it makes new ones by itself. */
export function createPool(url: string, size: number | undefined, log: (line: string) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: POOL_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'baton',
    // Statements that do not wait for each other's answers share a round trip (runner/store/transaction.ts).
    pipeline: true,
    ...(size === undefined ? {} : { max: size }),
  });
  pool.on('error', (error) => {
    if (!pool.ending) log(`an idle database connection was lost: ${messageOf(error)}`);
  });
  pool.on('connect', (client) => {
    // One in use that breaks fails its query; without a listener it would end the process as well.
    client.on('error', () => undefined);
    // Every statement finds its rows by key or by a small index: one plan serves all values.
    client.query('SET plan_cache_mode = force_generic_plan').catch(() => undefined);
  });
  return pool;
}

/** Connects once, so that what is wrong with the server or with DATABASE_URL is said at the start. */
export async function checkServer(url: string): Promise<void> {
  const client = await connect(url).catch((error: unknown) => {
    throw connectionError(error, url);
  });
  try {
    const { rows } = await client.query<{ number: string; version: string }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
    );
    checkVersion(Number(rows[0]?.number), rows[0]?.version ?? 'unknown');
  } finally {
    await client.end();
  }
}

/** @param number `server_version_num`, e.g. 140011 */
export function checkVersion(number: number, version: string): void {
  if (number >= OLDEST_SERVER) return;
  throw new BatonError(
    'environment',
    'database_too_old',
    `The server that DATABASE_URL names is PostgreSQL ${version}; Baton needs 14 or newer. Name a newer one, or unset DATABASE_URL and Baton starts its own.`,
  );
}

/** Says what a failed connection means and what to do about it. */
export function connectionError(error: unknown, url: string): BatonError {
  const code = codeOf(error);
  const server = serverOf(url);
  if (server === null) {
    return fault(
      error,
      'database_url',
      'DATABASE_URL is not a connection string such as postgresql://user:password@host:5432/name.',
    );
  }
  if (code.startsWith('28')) {
    return fault(
      error,
      'database_login',
      `PostgreSQL at ${server} refuses the login (${messageOf(error)}). Correct the user and password in DATABASE_URL.`,
    );
  }
  if (code === '3D000') {
    return fault(
      error,
      'database_missing',
      `PostgreSQL at ${server} answers, but ${messageOf(error)}. Create it (createdb), or correct the name in DATABASE_URL.`,
    );
  }
  return new BatonError(
    'environment',
    'database_unreachable',
    `PostgreSQL at ${server} cannot be reached (${messageOf(error)}). Start it or correct DATABASE_URL; without DATABASE_URL Baton starts its own.`,
    { cause: error, passing: true },
  );
}

/** The SQLSTATE or the system's error code; empty when there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function fault(cause: unknown, code: string, message: string): BatonError {
  return new BatonError('environment', code, message, { cause });
}

/** Host and port, never the password; null when the text is no connection string. */
function serverOf(url: string): string | null {
  if (!/^(postgres(ql)?:\/\/|\/)/.test(url)) return null;
  try {
    const { host, port } = new pg.Client({ connectionString: url });
    return host.startsWith('/') ? host : `${host}:${port}`;
  } catch {
    return null;
  }
}
