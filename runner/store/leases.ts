/**
 * Leases on workspaces, as session-level advisory locks: a process loses them when its connection ends for any reason.
 * One dedicated connection per process, never pooled, holds all its leases, so that many workspaces need only one
 * connection; it is opened for the first of them.
 */
import type { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import type { Lease } from '../core/posts.ts';
import { openSession } from '../database/session.ts';
import { within } from '../deadline.ts';

export interface Leases {
  /**
   * Returns null while another process, or another part of this one, holds the lease. Rejects while the database is
   * down.
   */
  take(platform: string, workspace: string): Promise<Lease | null>;
  /** Releases all leases. */
  close(): Promise<void>;
}

const SHUTDOWN_LIMIT_MS = 500;

/** SQL for the lock's key. */
const KEY = `hashtextextended('baton lane ' || $1::text || ' ' || $2::text, 0)`;

export function createLeases(url: string): Leases {
  let opening: Promise<LeaseSession> | null = null;
  const session = async (): Promise<LeaseSession> => {
    const known = await opening?.catch(() => null);
    if (known?.isOpen() !== true) opening = openLeaseSession(url);
    return opening ?? openLeaseSession(url);
  };
  // Serializes requests, so that concurrent ones share a session.
  let previous: Promise<unknown> = Promise.resolve();
  return {
    take(platform, workspace) {
      const taken = previous.then(async () => (await session()).take(platform, workspace));
      previous = taken.catch(() => undefined);
      return taken;
    },
    async close() {
      await within(SHUTDOWN_LIMIT_MS, previous);
      const known = await opening?.catch(() => null);
      await known?.end('the process is leaving');
    },
  };
}

interface LeaseSession {
  isOpen(): boolean;
  take(platform: string, workspace: string): Promise<Lease | null>;
  /** Marks every held lease as lost. */
  end(why: string): Promise<void>;
}

async function openLeaseSession(url: string): Promise<LeaseSession> {
  const session = await openSession({ url, name: 'baton lanes' });
  const held = new Map<string, AbortController>();
  let open = true;
  const end = async (why: string): Promise<void> => {
    if (!open) return;
    open = false;
    for (const lease of held.values()) lease.abort(new Error(why));
    held.clear();
    await session.end();
  };
  const lost = () => void end(messageOf(session.lost.reason));
  if (session.lost.aborted) lost();
  session.lost.addEventListener('abort', lost, { once: true });
  return {
    take: (platform, workspace) => take({ client: session.client, held: held, end }, [platform, workspace]),
    isOpen: () => open,
    end,
  };
}

interface Held {
  readonly client: Client;
  readonly held: Map<string, AbortController>;
  readonly end: (why: string) => Promise<void>;
}

async function take({ client, held, end }: Held, place: [string, string]): Promise<Lease | null> {
  const key = place.join(' ');
  // The lock belongs to the session, which could acquire it again.
  if (held.has(key)) return null;
  const lease = new AbortController();
  held.set(key, lease);
  const query = client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${KEY}) AS taken`, place);
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
    lost: lease.signal,
    async release() {
      if (held.get(key) !== lease) return;
      held.delete(key);
      const unlocked = client.query(`SELECT pg_advisory_unlock(${KEY})`, place);
      await unlocked.catch((error: unknown) => void end(messageOf(error)));
    },
  };
}
