/**
 * Notifications between processes, over NOTIFY: ids only, since its limit is 8,000 bytes. A notification may be lost (a
 * connection drops) or arrive twice; listeners re-read the rows, also after a reconnect.
 */
import { openSession, type Session } from '../database/session.ts';

export type Hint =
  /** something about the run or its steps changed */
  | { readonly type: 'run'; readonly run_id: string }
  /** the run was cancelled: its workers stop */
  | { readonly type: 'cancelled'; readonly run_id: string }
  /** a step of the run streamed something */
  | { readonly type: 'chat'; readonly run_id: string }
  /** notifications may have been missed */
  | { readonly type: 'reconnected' };

export interface Bus {
  /** Returns an unsubscribe function. */
  subscribe(listener: (hint: Hint) => void): () => void;
  close(): Promise<void>;
}

const HINTS = new Set(['run', 'cancelled', 'chat']);
const RECONNECT_MS = [50, 200, 500, 1000];

/** `onOutage` is called with each failed connection's error, and with null when one succeeds. */
export async function openBus(url: string, onOutage: (error: unknown) => void): Promise<Bus> {
  const listeners = new Set<(hint: Hint) => void>();
  const notify = (hint: Hint) => {
    for (const listener of listeners) listener(hint);
  };
  let closed = false;
  let session: Session | null = null;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const next = await openSession({ url, name: 'baton events' });
    next.client.on('notification', ({ payload = '' }) => {
      const [type = '', run_id = ''] = payload.split(' ');
      if (HINTS.has(type)) notify({ type: type as 'run' | 'cancelled' | 'chat', run_id });
    });
    try {
      await next.client.query('LISTEN baton');
      next.lost.throwIfAborted();
    } catch (error) {
      await next.end();
      throw error;
    }
    if (closed) return next.end();
    session = next;
    next.lost.addEventListener('abort', () => reconnect(0), { once: true });
  };
  const reconnect = (tries: number) => {
    session = null;
    if (closed) return;
    timer = setTimeout(
      () => {
        connect().then(
          () => {
            onOutage(null);
            notify({ type: 'reconnected' });
          },
          (error: unknown) => {
            onOutage(error);
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
      await session?.end();
    },
  };
}
