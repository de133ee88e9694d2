/** Retries what may fail temporarily: a call that a user waits for, or a connection until it succeeds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';

const BETWEEN_MS = 300;

/**
 * Retries a call that is worthless later, such as an answer to a waiting user, while time allows and the platform asks
 * for no longer wait. Throws the last failure.
 */
export async function retry<T>(deadlineMs: number, make: () => Promise<T>): Promise<T> {
  let left = deadlineMs;
  for (;;) {
    const begun = performance.now();
    try {
      return await make();
    } catch (error) {
      const passing = error instanceof DeliveryError && error.isPassing;
      const wait = passing ? Math.max(BETWEEN_MS, error.retryAfterMs) : 0;
      left -= performance.now() - begun + wait;
      if (!passing || left <= 0) throw error;
      await sleep(wait);
    }
  }
}

/**
 * Yields the delays between connection attempts: half a second, doubling up to ten, so that recovery is noticed soon.
 */
function* backOff(): Generator<number, never> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) yield wait;
}

/**
 * Retries until it succeeds; returns null if the signal aborts first. `failed` returns the minimum delay in
 * milliseconds.
 */
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

/** Resolves early, without an error, when the signal aborts. */
export async function abortableSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
