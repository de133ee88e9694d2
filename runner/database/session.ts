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
  /** as `pg_stat_activity` shows it */
  readonly name: string;
  /** what is asked every five seconds; throws when the session is of no use any more. `SELECT 1` when absent */
  readonly beat?: (client: pg.Client) => Promise<void>;
}

export interface Session {
  readonly client: pg.Client;
  /** aborts, with an error as its reason, when the connection is lost or its server does not answer; not by `end` */
  readonly lost: AbortSignal;
  /** Ends it, also while its server does not answer. */
  end(): Promise<void>;
}

/** Throws what pg throws when there is no connection within five seconds. */
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
    // A server that does not answer does not close its side either.
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
