/** Starts that carry a key: the same key within a day gives the same run, at the same time and after a restart too. */
import { BatonError } from '../core/errors.ts';
import type { RequestKey, RunRequest } from '../core/run-request.ts';
import { keyedRun, takeRequestKey } from '../store/request-keys.ts';
import type { Database, Transaction } from '../store/transaction.ts';

/** Starts the run unless the request's key has started one. Throws `idempotency_conflict` for a key of another request. */
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
    // Another request with this key came at the same time and was first.
    const first = await runOf(pool, once);
    if (first === null) throw error;
    return { run_id: first };
  }
}

/** Takes the request's key for a run that this transaction has stored. Throws when another request has it. */
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
