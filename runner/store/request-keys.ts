/** Rows of `request_keys`: what is to be done once, however often and by however many processes it is asked for. */
import type { RequestKey } from '../core/run-request.ts';
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

/** What the key was used for within the last day; null when it was not used. */
export async function keyedRun(pool: Database, key: string): Promise<KeyedRun | null> {
  const { rows } = await pool.query<KeyedRun>({ ...readKey, values: [key] });
  return rows[0] ?? null;
}

// Waits for a transaction that has the key and is still open: it commits, and the key is taken, or it rolls back.
const takeKey: Statement = {
  name: 'take_request_key',
  text: `INSERT INTO request_keys AS taken (key, request_hash, run_id) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE
           SET request_hash = excluded.request_hash, run_id = excluded.run_id, created_at = clock_timestamp()
         WHERE NOT (taken.${VALID})
         RETURNING key`,
};

/** False when somebody took the key within the last day. The run has to be stored before, in the same transaction or earlier. */
export async function takeRequestKey(
  tx: Transaction,
  { key, hash }: RequestKey,
  run_id: string,
): Promise<boolean> {
  const { rows } = await tx.query(takeKey, [key, hash, run_id]);
  return rows.length > 0;
}
