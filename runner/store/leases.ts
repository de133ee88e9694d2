/**
 * Leases among all processes on one database. One connection per process holds all its leases, however many there are;
 * it is opened for the first one, and again after it was lost.
 */
import type { Leases } from '../core/ports/leases.ts';
import { within } from '../deadline.ts';
import { answerOf } from './outage.ts';
import { type LockSession, openLockSession } from './session-lock.ts';

const SHUTDOWN_LIMIT_MS = 500;

/** SQL for the lock's key. The prefix stays: processes of an earlier version may use the same database. */
const KEY = `hashtextextended('baton lane ' || $1::text, 0)`;

/** `close` ends all leases. */
export function createLeases(url: string): Leases & { close(): Promise<void> } {
  let opening: Promise<LockSession> | null = null;
  const session = async (): Promise<LockSession> => {
    const known = await opening?.catch(() => null);
    if (known?.isOpen() === true) return known;
    opening = openLockSession({ url, name: 'baton leases' });
    return opening;
  };
  // Serializes requests, so that concurrent ones share a session.
  let previous: Promise<unknown> = Promise.resolve();
  return {
    acquire(...name) {
      const lease = previous.then(async () =>
        (await session()).acquire({ sql: KEY, values: [name.join(' ')] }),
      );
      previous = lease.catch(() => undefined);
      return answerOf(url, lease);
    },
    async close() {
      await within(SHUTDOWN_LIMIT_MS, previous);
      const known = await opening?.catch(() => null);
      await known?.end('the process is leaving');
    },
  };
}
