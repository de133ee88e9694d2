/**
 * Transactions on pipelined connections: statements that don't wait for each other's answers go to the server in one
 * round trip. A step costs two transactions of Baton's own (claim, completion), each of one or two round trips.
 */
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

/** The rest of the runner knows a pool by this name only. */
export type Database = Pool;

/** A named statement: prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface Transaction {
  /** Sends a statement and gives its answer; several may be under way at once and are carried out in order. */
  query<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<QueryResult<Row>>;
  /** Sends a statement whose answer nobody needs; a failure fails the transaction at its end. */
  send(statement: Statement, values: unknown[]): void;
}

/** No statement while Baton works takes nearly so long; a server that is silent so long does not answer at all. */
const STATEMENT_MS = 10_000;
/** Counts the wait for a free connection of the pool as well. */
const CONNECT_MS = 10_000;

/**
 * Limits how long a pool's statements are waited for, once the tables are up to date: migrations may take longer. A
 * statement that is given up ends its connection, so the next one gets a new one.
 */
export function limitWaits(pool: Pool): void {
  pool.options.query_timeout = STATEMENT_MS;
  pool.options.connectionTimeoutMillis = CONNECT_MS;
  renewConnections(pool);
}

/** Lets go of the connections that nobody uses just now: what is true of one when it is opened stays true of it. */
export function renewConnections(pool: Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle--) {
    pool.connect().then(
      (client) => client.release(true),
      () => undefined,
    );
  }
}

/** Serialisation failure and deadlock: the transaction did nothing and may be tried again. */
const AGAIN = new Set(['40001', '40P01']);
const MOST_TRIES = 5;
const READ_ONLY = '25006';

/** Runs `body` in one transaction and commits it; a deadlock or serialisation failure is tried again. */
export function transaction<T>(pool: Pool, body: (tx: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'BEGIN', body);
}

/** Several questions about one moment: what is committed between them is seen by none. */
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
      // After a fail-over this server is the standby; a new connection may lead to the primary.
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
    // Every answer is awaited below; until then a failure must not count as unhandled.
    answer.catch(() => undefined);
    sent.push(answer);
    return answer;
  };
  send(begin);
  const result = await body({ query: (statement, values) => send(statement, values), send });
  // COMMIT of a failed transaction rolls it back; the failure itself is among the answers.
  send('COMMIT');
  await Promise.all(sent);
  return result;
}

/** Holds back what is sent until nobody has more to send just now: one write to the socket instead of one a statement. */
function gathering({ connection: { stream } }: PoolClient): () => void {
  let held = false;
  return () => {
    if (held) return;
    held = true;
    stream.cork();
    // Ticks come after the microtasks in which a transaction's body goes on.
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
