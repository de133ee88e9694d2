/**
 * Locks that a process holds as long as its connection lasts: session-level advisory locks on a dedicated connection,
 * which is never pooled. When the connection ends, for any reason, PostgreSQL releases them and their `lost` signals
 * abort. Leases and worker identities are such locks.
 */
import type { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import type { Lease } from '../core/ports/leases.ts';
import { openSession, type SessionOptions } from '../database/session.ts';

export interface LockKey {
  /** SQL for the arguments of `pg_try_advisory_lock` */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export interface LockSession {
  readonly client: Client;
  isOpen(): boolean;
  /** Returns null if the lock is held already, here or elsewhere. The session ends if the outcome is unknown. */
  acquire(key: LockKey): Promise<Lease | null>;
  /** Ends the session, and with it every lock. */
  end(why: string): Promise<void>;
}

export async function openLockSession(options: SessionOptions): Promise<LockSession> {
  const session = await openSession(options);
  const { client } = session;
  const held = new Map<string, AbortController>();
  let open = true;
  const end = async (why: string): Promise<void> => {
    if (!open) return;
    open = false;
    for (const lock of held.values()) lock.abort(new Error(why));
    held.clear();
    await session.end();
  };
  const onLost = () => void end(messageOf(session.lost.reason));
  if (session.lost.aborted) onLost();
  session.lost.addEventListener('abort', onLost, { once: true });
  return {
    client,
    isOpen: () => open,
    end,
    async acquire({ sql, values }) {
      const key = JSON.stringify(values);
      // The lock belongs to the session, which could acquire it again.
      if (held.has(key)) return null;
      const lock = new AbortController();
      held.set(key, lock);
      const query = client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${sql}) AS taken`, [
        ...values,
      ]);
      const { rows } = await query.catch((error: unknown) => {
        // Whether the lock was acquired is unknown; closing the connection releases it in either case.
        void end(messageOf(error));
        throw error;
      });
      if (rows[0]?.taken !== true) {
        held.delete(key);
        return null;
      }
      return {
        lost: lock.signal,
        async release() {
          if (held.get(key) !== lock) return;
          held.delete(key);
          const unlocked = client.query(`SELECT pg_advisory_unlock(${sql})`, [...values]);
          await unlocked.catch((error: unknown) => void end(messageOf(error)));
        },
      };
    },
  };
}
