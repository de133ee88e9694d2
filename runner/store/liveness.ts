/**
 * Who this process is to the others: an identity that holds while its own connection to the database does. When the
 * connection is lost, or others took the worker for dead (it was paused), the identity is gone and everything done
 * under it must stop; a new one is taken as soon as the database answers.
 */
import { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import { beat, deregister, register } from './worker-rows.ts';

export interface Identity {
  readonly id: string;
  /** aborts when the identity is lost */
  readonly lost: AbortSignal;
}

export interface Liveness {
  /** The identity now, waiting for one while there is none. Rejects once closed. */
  identity(): Promise<Identity>;
  current(): Identity | null;
  close(): Promise<void>;
}

export interface LivenessOptions {
  readonly url: string;
  readonly host: string;
  readonly pid: number;
  readonly slots: number;
  readonly newId: () => string;
  readonly onIdentity: (identity: Identity) => void;
  readonly log: (line: string) => void;
}

const BEAT_MS = 5000;
const RETRY_MS = 300;

export async function keepAlive(options: LivenessOptions): Promise<Liveness> {
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
      if (!closed) take().catch(() => setTimeout(again, RETRY_MS));
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

async function takeIdentity(options: LivenessOptions, onLost: (why: string) => void): Promise<Held> {
  const id = `${options.host}:${options.pid}:${options.newId().slice(0, 8)}`;
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: 2 * BEAT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  });
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const end = (why: string) => {
    if (over) return;
    over = true;
    clearInterval(timer);
    controller.abort(new Error(why));
    client.end().catch(() => undefined);
    onLost(why);
  };
  // Until it is registered there is nothing to lose: what fails then is the caller's to try again.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // The server must notice soon that a machine is gone, or its lock would be held for hours.
    await client.query(
      'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3',
    );
    await register(client, { id, host: options.host, pid: options.pid, slots: options.slots });
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
  client.on('error', (error) => end(error.message));
  client.on('end', () => end('the connection ended'));
  timer = setInterval(() => {
    withinBeat(beat(client, id)).then(
      (known) => known || end('others took it for dead'),
      (error: unknown) => end(messageOf(error)),
    );
  }, BEAT_MS);
  return {
    id,
    lost: controller.signal,
    async leave() {
      over = true;
      clearInterval(timer);
      await deregister(client, id).catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
}

/** A server that does not answer within two beats is as good as gone. */
function withinBeat<T>(answer: Promise<T>): Promise<T> {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(() => silence.reject(new Error('the database does not answer')), 2 * BEAT_MS);
  return Promise.race([answer, silence.promise]).finally(() => clearTimeout(timer));
}
