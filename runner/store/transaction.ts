/**
 * Transactions on pipelined connections: statements that don't depend on each other's results share a round trip. A
 * step costs two transactions of Baton's own (claim, completion), each of one or two round trips.
 */
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { codeOf } from '../core/errors.ts';

/** The rest of the runner refers to a pool only by this name. */
export type Database = Pool;

/** A named statement: prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface Transaction {
  /** Sends a statement and resolves to its result; several may be in flight and execute in order. */
  query<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<QueryResult<Row>>;
  /** Sends a statement whose result is not needed; a failure fails the transaction at its end. */
  send(statement: Statement, values: unknown[]): void;
}

/** Far more than any statement takes while Baton runs; a server that does not respond for this long is unresponsive. */
const STATEMENT_MS = 10_000;
/** Includes the wait for a free connection of the pool. */
const CONNECT_MS = 10_000;

/**
 * Limits the duration of a pool's statements, once the tables are up to date: migrations may take longer. A statement
 * that times out closes its connection, so the next one gets a new connection.
 */
export function limitWaits(pool: Pool): void {
  pool.options.query_timeout = STATEMENT_MS;
  pool.options.connectionTimeoutMillis = CONNECT_MS;
  renewConnections(pool);
}

/** Closes idle connections, since session properties fixed at connect time (such as read-only) persist. */
export function renewConnections(pool: Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle--) {
    pool.connect().then(
      (client) => client.release(true),
      () => undefined,
    );
  }
}

/** Serialization failure and deadlock: the transaction had no effect and can be retried. */
const AGAIN = new Set(['40001', '40P01']);
const MOST_TRIES = 5;
const READ_ONLY = '25006';

/** Runs `body` in one transaction and commits it; retries after a deadlock or serialization failure. */
export function transaction<T>(pool: Pool, body: (tx: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'BEGIN', body);
}

/** Runs several reads in one snapshot: none of them sees what is committed in between. */
export function snapshot<T>(pool: Pool, body: (tx: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', body);
}

async function inTransaction<T>(
  pool: Pool,
  begin: string,
  body: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      return await attempt(client, begin, body);
    } catch (error) {
      broken = await rollBack(client);
      // After a failover this server is the standby; a new connection may reach the primary.
      if (codeOf(error) === READ_ONLY) broken ??= new Error('the session is read-only');
      if (tries >= MOST_TRIES || !AGAIN.has(codeOf(error))) throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function attempt<T>(
  client: PoolClient,
  begin: string,
  body: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const sent: Promise<unknown>[] = [];
  const gather = gathering(client);
  const send = <Row extends QueryResultRow>(statement: Statement | string, values: unknown[] = []) => {
    gather();
    const config = typeof statement === 'string' ? { text: statement } : { ...statement, values };
    const answer = client.query<Row>(config);
    // Every result is awaited below; until then a failure must not count as unhandled.
    answer.catch(() => undefined);
    sent.push(answer);
    return answer;
  };
  send(begin);
  const result = await body({ query: (statement, values) => send(statement, values), send });
  // COMMIT of a failed transaction rolls it back; the failure itself is among the results.
  send('COMMIT');
  await Promise.all(sent);
  return result;
}

/** Buffers statements until no more are sent in the same tick: one write to the socket instead of one per statement. */
function gathering({ connection: { stream } }: PoolClient): () => void {
  let held = false;
  return () => {
    if (held) return;
    held = true;
    stream.cork();
    // nextTick callbacks run after the microtasks in which a transaction's body continues.
    process.nextTick(() => {
      held = false;
      stream.uncork();
    });
  };
}

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
