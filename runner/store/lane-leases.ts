/**
 * The right to speak for a workspace, as a session advisory lock: whoever's connection ends, by death or by cable, has
 * lost it. One connection of its own, never pooled, holds all the lanes of a process, so that many workspaces cost no
 * more than one; it is opened for the first of them.
 */
import { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import type { LaneLease } from '../core/posts.ts';

export interface LaneLeases {
  /** Null while another process, or another part of this one, has it. Rejects while the database is away. */
  take(platform: string, workspace: string): Promise<LaneLease | null>;
  /** Gives all of them up. */
  close(): Promise<void>;
}

const BEAT_MS = 5_000;
/** A server that does not answer for so long may have given the lock to somebody else. */
const SILENCE_MS = 10_000;

/** SQL for the lock's key. */
const KEY = `hashtextextended('baton lane ' || $1::text || ' ' || $2::text, 0)`;

export function createLaneLeases(url: string): LaneLeases {
  let opening: Promise<Session> | null = null;
  const session = async (): Promise<Session> => {
    const known = await opening?.catch(() => null);
    if (known?.isOpen() !== true) opening = openSession(url);
    return opening ?? openSession(url);
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
      await turn;
      const known = await opening?.catch(() => null);
      await known?.end('the process is leaving');
    },
  };
}

interface Session {
  isOpen(): boolean;
  take(platform: string, workspace: string): Promise<LaneLease | null>;
  /** Loses whatever is held. */
  end(why: string): Promise<void>;
}

async function openSession(url: string): Promise<Session> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: SILENCE_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    application_name: 'baton lanes',
  });
  const lanes = new Map<string, AbortController>();
  let open = true;
  let timer: NodeJS.Timeout | undefined;
  const end = async (why: string): Promise<void> => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    for (const lane of lanes.values()) lane.abort(new Error(why));
    lanes.clear();
    await client.end().catch(() => undefined);
  };
  client.on('error', (error) => void end(error.message));
  client.on('end', () => void end('the connection ended'));
  try {
    await client.connect();
    // The server must notice soon that a machine is gone, or its lanes would be held for hours.
    await client.query(
      'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3',
    );
  } catch (error) {
    void end(messageOf(error));
    throw error;
  }
  timer = setInterval(() => {
    client.query('SELECT 1').catch((error: unknown) => end(messageOf(error)));
  }, BEAT_MS);
  return {
    take: (platform, workspace) => take({ client, lanes, end }, [platform, workspace]),
    isOpen: () => open,
    end,
  };
}

interface Held {
  readonly client: Client;
  readonly lanes: Map<string, AbortController>;
  readonly end: (why: string) => Promise<void>;
}

async function take({ client, lanes, end }: Held, place: [string, string]): Promise<LaneLease | null> {
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
