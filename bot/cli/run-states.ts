/** Yields the states of one run until it ends. Frames only trigger a look; what is shown is the stored run. */
import type { RunDetail } from '../../runner/core/documents.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { RunnerService } from '../../runner/core/ports/service.ts';
import { within } from '../../runner/deadline.ts';
import { createWakeSignal, type WakeSignal } from '../wake-signal.ts';

/** Also how often a roster's clock is updated. */
const LOOK_EVERY_MS = 1000;
/** Minimum time between two looks: a wave that ends causes many frames at once. */
const LOOK_AT_MOST_EVERY_MS = 100;
/** How long to wait for an unreadable database. */
export const DEADLINE_MS = 10 * 60_000;

/**
 * Ends with the run's final state, or when `leave` aborts. Throws what the service throws, after ten minutes of an
 * outage.
 */
export async function* runStates(
  service: RunnerService,
  run_id: string,
  leave: AbortSignal,
): AsyncGenerator<RunDetail> {
  const done = new AbortController();
  const wake = createWakeSignal();
  leave.addEventListener('abort', wake.notify, { once: true });
  const listening = ringOnFrames(service, run_id, wake, done.signal);
  let readAt = performance.now();
  try {
    while (!leave.aborted) {
      const detail = await look(service, run_id, leave, performance.now() - readAt < DEADLINE_MS);
      if (detail !== null) {
        readAt = performance.now();
        yield detail;
        if (detail.run.status !== 'running') return;
      }
      await pause(LOOK_AT_MOST_EVERY_MS);
      await wake.wait(LOOK_EVERY_MS);
    }
  } finally {
    leave.removeEventListener('abort', wake.notify);
    done.abort();
    await within(LOOK_EVERY_MS, listening);
  }
}

/** Returns the stored run; null while its database is down and the caller keeps waiting, or if the caller leaves. */
async function look(
  service: RunnerService,
  run_id: string,
  leave: AbortSignal,
  waits: boolean,
): Promise<RunDetail | null> {
  const left = Promise.withResolvers<null>();
  const go = () => left.resolve(null);
  leave.addEventListener('abort', go, { once: true });
  try {
    return await Promise.race([service.run(run_id), left.promise]);
  } catch (error) {
    if (waits && error instanceof BatonError && error.kind === 'environment' && error.passing) return null;
    throw error;
  } finally {
    leave.removeEventListener('abort', go);
  }
}

async function ringOnFrames(
  service: RunnerService,
  run_id: string,
  wake: WakeSignal,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const _frame of service.frames({ run_id }, signal)) wake.notify();
  } catch {
    // Without frames the run is polled every second, which is enough here.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
