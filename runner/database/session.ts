/**
 * A dedicated long-lived connection, for state tied to a session: LISTEN, advisory locks, a worker's identity. TCP
 * keepalives do not detect a stopped server: its kernel still acknowledges. So the session runs a query every few
 * seconds, and counts as lost if one is not answered in time.
 */
import pg from 'pg';
import { within } from '../deadline.ts';
import { SESSION_SETTINGS } from './connection.ts';

const CONNECT_MS = 5_000;
const BEAT_MS = 5_000;
const ANSWER_MS = 5_000;
const SHUTDOWN_LIMIT_MS = 500;

export interface SessionOptions {
  readonly url: string;
  /** its application_name in `pg_stat_activity` */
  readonly name: string;
  /** runs every five seconds, and throws if the session is no longer usable; `SELECT 1` if absent */
  readonly beat?: (client: pg.Client) => Promise<void>;
}

export interface Session {
  readonly client: pg.Client;
  /** aborts, with an error as its reason, when the connection is lost or the server does not respond; not on `end` */
  readonly lost: AbortSignal;
  /** Ends the session, even if the server does not respond. */
  end(): Promise<void>;
}

/** Throws the error of pg if there is no connection within five seconds. */
export async function openSession({ url, name, beat = ask }: SessionOptions): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    application_name: name,
  });
  const lost = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const leave = async () => {
    ended = true;
    clearInterval(timer);
    // A server that does not respond does not close its side either.
    await within(SHUTDOWN_LIMIT_MS, client.end());
    client.connection.stream.destroy();
  };
  const lose = (why: Error) => {
    if (ended) return;
    leave().catch(() => undefined);
    lost.abort(why);
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error('the connection ended')));
  try {
    await client.connect();
    // The server must notice soon that a machine is gone, or its locks would be held for hours.
    await client.query(
      `${SESSION_SETTINGS}; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3`,
    );
  } catch (error) {
    await leave();
    throw error;
  }
  if (!ended) timer = setInterval(() => void beat(client).catch(lose), BEAT_MS);
  return {
    client,
    lost: lost.signal,
    async end() {
      if (!ended) await leave();
    },
  };
}

async function ask(client: pg.Client): Promise<void> {
  await client.query('SELECT 1');
}
