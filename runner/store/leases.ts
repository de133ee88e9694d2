/**
 * The right to speak for a workspace, as a session advisory lock: whoever's connection ends, by death or by cable, has
 * lost it. One connection of its own, never pooled, holds all the lanes of a process, so that many workspaces cost no
 * more than one; it is opened for the first of them.
 */
import type { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import type { Lease } from '../core/posts.ts';
import { openSession } from '../database/session.ts';
import { within } from '../deadline.ts';

export interface Leases {
  /** Null while another process, or another part of this one, has it. Rejects while the database is away. */
  take(platform: string, workspace: string): Promise<Lease | null>;
  /** Gives all of them up. */
  close(): Promise<void>;
}

const FAREWELL_MS = 500;

/** SQL for the lock's key. */
const KEY = `hashtextextended('baton lane ' || $1::text || ' ' || $2::text, 0)`;

export function createLeases(url: string): Leases {
  let opening: Promise<LeaseSession> | null = null;
  const session = async (): Promise<LeaseSession> => {
    const known = await opening?.catch(() => null);
    if (known?.isOpen() !== true) opening = openLeaseSession(url);
    return opening ?? openLeaseSession(url);
  };
  // One after another, so that two who ask at once share a session.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    take(platform, workspace) {
      const taken = turn.then(async () => (await session()).take(platform, workspace));
      turn = taken.catch(() => undefined);
      return taken;
    },
    async close() {
      await within(FAREWELL_MS, turn);
      const known = await opening?.catch(() => null);
      await known?.end('the process is leaving');
    },
  };
}

interface LeaseSession {
  isOpen(): boolean;
  take(platform: string, workspace: string): Promise<Lease | null>;
  /** Loses whatever is held. */
  end(why: string): Promise<void>;
}

async function openLeaseSession(url: string): Promise<LeaseSession> {
  const session = await openSession({ url, name: 'baton lanes' });
  const lanes = new Map<string, AbortController>();
  let open = true;
  const end = async (why: string): Promise<void> => {
    if (!open) return;
    open = false;
    for (const lane of lanes.values()) lane.abort(new Error(why));
    lanes.clear();
    await session.end();
  };
  const lost = () => void end(messageOf(session.lost.reason));
  if (session.lost.aborted) lost();
  session.lost.addEventListener('abort', lost, { once: true });
  return {
    take: (platform, workspace) => take({ client: session.client, lanes, end }, [platform, workspace]),
    isOpen: () => open,
    end,
  };
}

interface Held {
  readonly client: Client;
  readonly lanes: Map<string, AbortController>;
  readonly end: (why: string) => Promise<void>;
}

async function take({ client, lanes, end }: Held, place: [string, string]): Promise<Lease | null> {
  const key = place.join(' ');
  // The lock is the session's, which would be given it a second time.
  if (lanes.has(key)) return null;
  const lane = new AbortController();
  lanes.set(key, lane);
  const query = client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${KEY}) AS taken`, place);
  const { rows } = await query.catch((error: unknown) => {
    // Whether it was given is not known; with the connection it is gone either way.
    void end(messageOf(error));
    throw error;
  });
  if (rows[0]?.taken !== true) {
    lanes.delete(key);
    return null;
  }
  return {
    lost: lane.signal,
    async release() {
      if (lanes.get(key) !== lane) return;
      lanes.delete(key);
      const unlocked = client.query(`SELECT pg_advisory_unlock(${KEY})`, place);
      await unlocked.catch((error: unknown) => void end(messageOf(error)));
    },
  };
}
