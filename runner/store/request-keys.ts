/**
 * Rows of `request_keys`: requests and user actions that take effect once, even if they are repeated, at the same time,
 * in several processes, or after a restart.
 */
import { BatonError } from '../core/errors.ts';
import type { RequestKey, RunRequest } from '../core/run-request.ts';
import type { Database, Statement, Transaction } from './transaction.ts';

/** By the database's clock, which all processes share. */
const VALID = `created_at > clock_timestamp() - interval '24 hours'`;

export interface KeyedRun {
  readonly run_id: string;
  readonly request_hash: string;
}

const readKey: Statement = {
  name: 'read_request_key',
  text: `SELECT run_id, request_hash FROM request_keys WHERE key = $1 AND ${VALID}`,
};

/** Returns what the key was used for within the last day; null if it was not. */
async function keyedRun(pool: Database, key: string): Promise<KeyedRun | null> {
  const { rows } = await pool.query<KeyedRun>({ ...readKey, values: [key] });
  return rows[0] ?? null;
}

// If an open transaction has taken the key, this waits until that one commits or rolls back.
const takeKey: Statement = {
  name: 'take_request_key',
  text: `INSERT INTO request_keys AS existing (key, request_hash, run_id) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE
           SET request_hash = excluded.request_hash, run_id = excluded.run_id, created_at = clock_timestamp()
         WHERE NOT (existing.${VALID})
         RETURNING key`,
};

/** Returns false if the key was taken within the last day. The run must be stored already, in this transaction or earlier. */
export async function takeRequestKey(
  tx: Transaction,
  { key, hash }: RequestKey,
  run_id: string,
): Promise<boolean> {
  const { rows } = await tx.query(takeKey, [key, hash, run_id]);
  return rows.length > 0;
}

/**
 * Starts the run, or returns the one that the request's key has started already. Throws `idempotency_conflict` if the key
 * was used for another request.
 */
export async function startOnce(
  pool: Database,
  request: RunRequest,
  start: () => Promise<{ run_id: string }>,
): Promise<{ run_id: string }> {
  const { once } = request;
  if (once === undefined) return await start();
  const earlier = await runOf(pool, once);
  if (earlier !== null) return { run_id: earlier };
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof KeyTaken)) throw error;
    // A concurrent request with this key was faster.
    const first = await runOf(pool, once);
    if (first === null) throw error;
    return { run_id: first };
  }
}

/** Takes the request's key for a run that this transaction has stored. Throws if another request has taken it. */
export async function takeKeyFor(tx: Transaction, { once }: RunRequest, run_id: string): Promise<void> {
  if (once !== undefined && !(await takeRequestKey(tx, once, run_id))) throw new KeyTaken();
}

async function runOf(pool: Database, { key, hash }: RequestKey): Promise<string | null> {
  const found = await keyedRun(pool, key);
  if (found === null) return null;
  if (found.request_hash !== hash) throw new KeyTaken();
  return found.run_id;
}

class KeyTaken extends BatonError {
  constructor() {
    const message =
      'This Idempotency-Key was used within the last 24 hours for a request with another body. Send the same body, or use a new key.';
    super('conflict', 'idempotency_conflict', message, { path: 'Idempotency-Key' });
  }
}
