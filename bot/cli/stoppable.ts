/** Waits for something to open, and gives up if a stop signal arrives first. */
import { setTimeout as pause } from 'node:timers/promises';
import { BatonError } from '../../runner/core/errors.ts';
import type { Terminal } from './context.ts';
import type { ShutdownSignals } from './shutdown-signals.ts';

/** How long an aborted opening may take to clean up. */
const UNDO_MS = 5_000;

/** Returns null if a signal stopped it. If it opens anyway, it is returned, and the caller closes it. */
export async function untilStopped<T>(
  opening: Promise<T>,
  shutdown: ShutdownSignals,
  { stderr }: Pick<Terminal, 'stderr'>,
): Promise<T | null> {
  try {
    return await Promise.race([opening, givenUp(shutdown.asked)]);
  } catch (error) {
    if (!(error instanceof BatonError && error.code === 'stopped')) throw error;
    stderr.write(`baton: ${error.message}\n`);
    return null;
  }
}

/** Rejects some time after the signal. */
async function givenUp(asked: AbortSignal): Promise<never> {
  const stopped = Promise.withResolvers<void>();
  if (asked.aborted) stopped.resolve();
  asked.addEventListener('abort', () => stopped.resolve(), { once: true });
  await stopped.promise;
  await pause(UNDO_MS, undefined, { ref: false });
  throw new BatonError('environment', 'stopped', 'Stopped before everything was open.');
}
