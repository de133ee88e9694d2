/**
 * Detects a connection pooler that assigns server connections per transaction or per statement. Baton's locks and
 * LISTEN belong to a session, so there they would be lost, and left to other clients. PostgreSQL reports its process id
 * on connect; a pooler reports one of its own. So a direct connection is recognized at once. Behind a pooler two
 * connections are compared: in session mode each has its own PostgreSQL process as long as it lasts.
 */
import type pg from 'pg';
import { BatonError, messageOf } from '../core/errors.ts';
import { withinDeadline } from '../deadline.ts';
import { serverOf } from './address.ts';
import type { Opening } from './opening.ts';

/** How long one pooled connection may take to get a process of PostgreSQL. */
const ANSWER_MS = 5_000;
const ROUNDS = 5;

/** Throws `BatonError` (`environment`) for a pooler that is not in session mode. */
export async function checkPooler(opening: Opening, client: pg.PoolClient): Promise<void> {
  const first = await processOf(client);
  if ('processID' in client && client.processID === first) return;
  const other = await opening.pool.connect().catch(() => null);
  if (other === null) throw tooFew(opening.url);
  try {
    if (!(await haveTheirOwn(client, other, opening.url))) throw transactionMode(opening.url);
  } finally {
    other.release(true);
  }
}

/** Whether each of the two connections keeps its own server process while the other one is in a transaction. */
async function haveTheirOwn(client: pg.PoolClient, other: pg.PoolClient, url: string): Promise<boolean> {
  try {
    const mine = await processOf(client);
    const theirs = await withinLimit(processOf(other), url);
    if (mine === theirs) return false;
    for (let round = 0; round < ROUNDS; round++) {
      // The pooler can't reassign the process of a transaction, so a connection without a fixed process changes it now.
      await withinLimit(other.query('BEGIN'), url);
      if ((await withinLimit(processOf(other), url)) !== theirs) return false;
      if ((await withinLimit(processOf(client), url)) !== mine) return false;
      await other.query('COMMIT');
      await client.query('BEGIN');
      if ((await withinLimit(processOf(other), url)) !== theirs) return false;
      if ((await processOf(client)) !== mine) return false;
      await client.query('COMMIT');
    }
    return true;
  } catch (error) {
    // In statement mode a pooler refuses every transaction.
    if (error instanceof BatonError || !/transaction/i.test(messageOf(error))) throw error;
    return false;
  }
}

async function processOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

function withinLimit<T>(answer: Promise<T>, url: string): Promise<T> {
  return withinDeadline(ANSWER_MS, answer, () => tooFew(url));
}

function transactionMode(url: string): BatonError {
  return new BatonError(
    'environment',
    'database_pooler',
    `DATABASE_URL names a connection pooler in transaction mode (${serverOf(url)}), in which Baton loses its locks and notifications. Name PostgreSQL's direct address, or the pooler's in session mode (pgbouncer: pool_mode=session; Supabase: port 5432).`,
  );
}

function tooFew(url: string): BatonError {
  return new BatonError(
    'environment',
    'database_connections',
    `The connection pooler at ${serverOf(url)} gives Baton one connection, and it needs several. Raise its pool size, or name PostgreSQL's direct address in DATABASE_URL.`,
    { passing: true },
  );
}
