/** Trying again what may fail in passing: a call that somebody waits for, or a connection for as long as it takes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '../../runner/core/ports/platform.ts';

const BETWEEN_MS = 300;

/**
 * For what is worth nothing later, such as an answer to a person who waits: tried again while time allows, and the
 * platform asks for no longer wait than that. Throws the last failure.
 */
export async function retry<T>(deadlineMs: number, make: () => Promise<T>): Promise<T> {
  let left = deadlineMs;
  for (;;) {
    const begun = performance.now();
    try {
      return await make();
    } catch (error) {
      const passing = error instanceof DeliveryError && ['wait', 'unsent', 'doubtful'].includes(error.reason);
      const wait = passing ? Math.max(BETWEEN_MS, error.retryAfterMs) : 0;
      left -= performance.now() - begun + wait;
      if (!passing || left <= 0) throw error;
      await sleep(wait);
    }
  }
}

/** Waits between tries to connect: half a second, doubled up to ten, so that it is back soon after it can be. */
function* backOff(): Generator<number, never> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) yield wait;
}

/** Until it succeeds; null when the signal ends it before. `failed` gives how many milliseconds to wait at least. */
export async function retryUntilAborted<T>(
  signal: AbortSignal,
  attempt: () => Promise<T>,
  failed: (error: unknown) => number,
): Promise<T | null> {
  for (const wait of backOff()) {
    if (signal.aborted) return null;
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return null;
      await abortableSleep(Math.max(wait, failed(error)), signal);
    }
  }
  return null;
}

/** Ends early, without an error, when the signal aborts. */
export async function abortableSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
