/**
 * A process's use of the embedded server. Each process holds a shared lock on a connection of its own; a process that
 * leaves and can take the lock exclusively was the last, and stops the server. The same connection detects when the
 * server dies: the process then finds it again, or starts it, so that the pool keeps working.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { messageOf } from '../core/errors.ts';
import { PRESENCE_LOCK } from './advisory-locks.ts';
import type { Cluster } from './embedded-cluster.ts';
import { reachServer, type Start, stopServer, undoStarts } from './embedded-server.ts';

const LONGEST_PAUSE_MS = 10_000;
/** How often joining retries when the server is just being stopped. */
const ARRIVALS = 10;

export interface Presence {
  leave(): Promise<void>;
}

/** Finds or starts the server and stays until `leave`. Throws only when it cannot be reached at the first time. */
export async function join(cluster: Cluster, log: (line: string) => void): Promise<Presence> {
  const leaving = new AbortController();
  let client = await connect(cluster);
  let revival: Promise<void> | null = null;

  const watch = () => {
    client.once('end', () => {
      if (!leaving.signal.aborted) revival = revive();
    });
  };
  const revive = async () => {
    log('the embedded PostgreSQL is gone; starting it again');
    for (let tries = 0; !leaving.signal.aborted; tries++) {
      try {
        client = await connect(cluster);
        watch();
        return log('the embedded PostgreSQL is back');
      } catch (error) {
        log(messageOf(error));
      }
      const wait = Math.min(500 * 2 ** tries, LONGEST_PAUSE_MS) * (0.5 + Math.random());
      await pause(wait, undefined, { signal: leaving.signal }).catch(() => undefined);
    }
  };
  watch();
  return {
    async leave() {
      leaving.abort();
      await revival;
      await leave(cluster, client, log);
    },
  };
}

/**
 * Connects and takes the shared lock, waiting while a leaving process holds it; that server then stops. Stops a server
 * that it started in vain.
 */
async function connect(cluster: Cluster): Promise<pg.Client> {
  const starts: Start[] = [];
  try {
    return await arriveAt(cluster, starts);
  } catch (error) {
    await undoStarts(starts);
    throw error;
  }
}

async function arriveAt(cluster: Cluster, starts: Start[]): Promise<pg.Client> {
  for (let arrival = 1; ; arrival++) {
    const client = await reachServer(cluster, starts);
    client.on('error', () => undefined);
    try {
      await client.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
      return client;
    } catch (error) {
      await client.end();
      if (arrival === ARRIVALS) throw error;
    }
  }
}

async function leave(cluster: Cluster, client: pg.Client, log: (line: string) => void): Promise<void> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [PRESENCE_LOCK]);
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
      PRESENCE_LOCK,
    ]);
    if (!rows[0]?.last) return await client.end();
    const outcome = await stopServer(cluster, client);
    if (outcome !== 'stopped') log(`the embedded PostgreSQL in ${cluster.account.folder} is left running`);
  } catch {
    // The connection and the server are gone: there is nothing to leave.
    await client.end().catch(() => undefined);
  }
}
