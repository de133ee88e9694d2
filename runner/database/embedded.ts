/**
 * The embedded PostgreSQL: a real server below BATON_HOME, used when DATABASE_URL is not set. All Baton processes with
 * the same home share it. Each holds a shared lock on a connection of its own; a process that leaves and can take the
 * lock exclusively is the last one, and stops the server. The same connection detects when the server dies: the process
 * then connects again, or starts it, so that the pool keeps working.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { BatonError, codeOf, messageOf } from '../core/errors.ts';
import { type Account, possibleAccounts } from './embedded-account.ts';
import { type Cluster, findOrMakeCluster } from './embedded-cluster.ts';
import { type Binaries, findBinaries, remedyFor } from './embedded-programs.ts';
import { reachServer, type Start, stopServer, undoStarts } from './embedded-server.ts';

export interface EmbeddedOptions {
  /** where its files are, on this machine */
  readonly folder: string;
  readonly log: (line: string) => void;
  /** where root keeps what another user must reach; below /var/lib when absent */
  readonly shared?: string;
  /** whether a user namespace may be used; tried when absent */
  readonly namespaces?: boolean;
  /** the programs; those of the installed package when absent */
  readonly binaries?: Binaries;
}

export interface Embedded {
  readonly url: string;
  /** how the server's user was determined */
  readonly way: Account['way'];
  close(): Promise<void>;
}

/** Finds the server of this folder or starts it. Throws `BatonError` (`environment`) with the remedy. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const cluster = await prepare(options).catch((error: unknown) => {
    throw folderError(error, options.folder);
  });
  const presence = await join(cluster, options.log);
  return { url: cluster.url, way: cluster.account.way, close: () => presence.leave() };
}

/** The cluster of the first account whose user PostgreSQL can work as. */
async function prepare(options: EmbeddedOptions): Promise<Cluster> {
  const accounts = possibleAccounts({
    folder: options.folder,
    binaries: options.binaries ?? (await findBinaries()),
    shared: options.shared ?? '/var/lib/baton',
    namespaces: options.namespaces ?? true,
  });
  for await (const account of accounts) {
    const cluster = await findOrMakeCluster(account);
    if (cluster !== 'user without name') return cluster;
  }
  throw new Error('the accounts end in an error that says what is missing');
}

/** Errors of the file system are attributed to the folder; all others are passed on. */
function folderError(error: unknown, folder: string): unknown {
  if (error instanceof BatonError || !/^E[A-Z]+$/.test(codeOf(error))) return error;
  return new BatonError(
    'environment',
    'database_folder',
    `The embedded PostgreSQL cannot use the folder ${folder} (${messageOf(error)}). ${remedyFor(messageOf(error))}`,
    { cause: error },
  );
}

/** The key of the advisory lock that every process holds shared while it uses the server. */
const PRESENCE_LOCK = 7_031_001;
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
