/**
 * Hints between processes, over NOTIFY: ids only, 8,000 bytes being its limit. A hint may be lost (a connection drops)
 * or come twice; whoever listens reads the rows, and reads them again after a reconnect.
 */
import { Client } from 'pg';
import { messageOf } from '../core/errors.ts';
import { SESSION_SETTINGS } from '../database/connection.ts';

export type Hint =
  /** something about the run or its steps changed */
  | { readonly type: 'run'; readonly run_id: string }
  /** the run was cancelled: whoever works on it stops */
  | { readonly type: 'cancelled'; readonly run_id: string }
  /** a step of the run streamed something */
  | { readonly type: 'chat'; readonly run_id: string }
  /** hints may have been missed */
  | { readonly type: 'reconnected' };

export interface Bus {
  /** Gives the function that ends the subscription. */
  subscribe(listener: (hint: Hint) => void): () => void;
  close(): Promise<void>;
}

const HINTS = new Set(['run', 'cancelled', 'chat']);
const RECONNECT_MS = [50, 200, 500, 1000];

export async function openBus(url: string, log: (line: string) => void): Promise<Bus> {
  const listeners = new Set<(hint: Hint) => void>();
  const tell = (hint: Hint) => {
    for (const listener of listeners) listener(hint);
  };
  let closed = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const next = new Client({ connectionString: url, keepAlive: true });
    next.on('error', () => undefined);
    next.on('notification', ({ payload = '' }) => {
      const [type = '', run_id = ''] = payload.split(' ');
      if (HINTS.has(type)) tell({ type: type as 'run' | 'cancelled' | 'chat', run_id });
    });
    await next.connect();
    await next.query(`${SESSION_SETTINGS}; LISTEN baton`);
    if (closed) return next.end();
    client = next;
    next.on('end', () => reconnect(0));
  };
  const reconnect = (tries: number) => {
    client = null;
    if (closed) return;
    timer = setTimeout(
      () => {
        connect().then(
          () => tell({ type: 'reconnected' }),
          (error: unknown) => {
            if (tries === RECONNECT_MS.length) log(`the database does not answer: ${messageOf(error)}`);
            reconnect(tries + 1);
          },
        );
      },
      RECONNECT_MS[Math.min(tries, RECONNECT_MS.length - 1)],
    );
  };

  await connect();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
      await client?.end();
    },
  };
}
