/**
 * This process's identity as a worker, valid while its own database connection lasts. When the connection is lost, or
 * others presumed the worker dead (it was paused), the identity is lost and everything done under it must stop; a new
 * identity is created as soon as the database responds.
 */
import type { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import { within } from '../deadline.ts';
import { isWriteOutage } from './outage.ts';
import type { OutageLog } from './outage-log.ts';
import { openLockSession } from './session-lock.ts';
import { beat, deregister, register } from './worker-rows.ts';

export interface Identity {
  readonly id: string;
  /** aborts when the identity is lost */
  readonly lost: AbortSignal;
}

export interface WorkerSession {
  /** Resolves to the current identity, and waits while there is none. Rejects once closed. */
  identity(): Promise<Identity>;
  current(): Identity | null;
  close(): Promise<void>;
}

export interface WorkerSessionOptions {
  readonly url: string;
  readonly host: string;
  readonly pid: number;
  readonly slots: number;
  readonly newId: () => string;
  readonly onIdentity: (identity: Identity) => void;
  readonly outages: OutageLog;
  readonly log: (line: string) => void;
}

const RETRY_MS = 300;
const SHUTDOWN_LIMIT_MS = 500;
/** the name under which this part reports outages */
const SOURCE = 'worker session';

export async function openWorkerSession(options: WorkerSessionOptions): Promise<WorkerSession> {
  let closed = false;
  let held: Held | null = null;
  let waiting = Promise.withResolvers<Identity>();
  waiting.promise.catch(() => undefined);

  const take = async () => {
    const taken = await takeIdentity(options, lose);
    if (closed) return taken.leave();
    held = taken;
    waiting.resolve(held);
    options.onIdentity(held);
  };
  const lose = (why: string) => {
    if (closed) return;
    options.log(`this worker lost its place (${why}); its steps go back to the queue`);
    held = null;
    waiting = Promise.withResolvers<Identity>();
    waiting.promise.catch(() => undefined);
    const again = () => {
      if (closed) return;
      take().catch((error: unknown) => {
        options.outages.failed(SOURCE, error);
        setTimeout(again, RETRY_MS);
      });
    };
    again();
  };
  await take();
  return {
    identity: () => waiting.promise,
    current: () => held,
    async close() {
      closed = true;
      waiting.reject(new Error('the worker is closed'));
      await held?.leave();
    },
  };
}

interface Held extends Identity {
  leave(): Promise<void>;
}

async function takeIdentity(options: WorkerSessionOptions, onLost: (why: string) => void): Promise<Held> {
  const id = `${options.host}:${options.pid}:${options.newId().slice(0, 8)}`;
  const { outages } = options;
  const session = await openLockSession({
    url: options.url,
    name: 'baton worker',
    beat: (client) => stayAlive(client, id, outages),
  });
  try {
    const { host, pid, slots } = options;
    const { lost } = await register(session, { id, host, pid, slots });
    lost.throwIfAborted();
    outages.recovered(SOURCE);
    lost.addEventListener('abort', () => onLost(messageOf(lost.reason)), { once: true });
    return {
      id,
      lost,
      async leave() {
        await within(SHUTDOWN_LIMIT_MS, deregister(session.client, id));
        await session.end('the worker is leaving');
      },
    };
  } catch (error) {
    await session.end(messageOf(error));
    throw error;
  }
}

/**
 * Sends the heartbeat. A heartbeat that can't be stored (for example, disk full) does not end the identity: no other
 * process can store that this worker is dead either, and its work in progress is worth keeping.
 */
async function stayAlive(client: Client, id: string, outages: OutageLog): Promise<void> {
  try {
    if (!(await beat(client, id))) throw new Error('others took it for dead');
    outages.recovered(SOURCE);
  } catch (error) {
    outages.failed(SOURCE, error);
    if (!isWriteOutage(error)) throw error;
  }
}
