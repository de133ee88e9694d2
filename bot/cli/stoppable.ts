/** Waits for something to open, and leaves it when a stop signal comes first. */
import { setTimeout as pause } from 'node:timers/promises';
import { BatonError } from '../../runner/core/errors.ts';
import type { Terminal } from './context.ts';
import type { ShutdownSignals } from './shutdown-signals.ts';

/** How long what was begun may take to undo itself. */
const UNDO_MS = 5_000;

/** Null when a signal stopped it. What opens all the same is answered: the caller closes it. */
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

/** Rejects a while after the signal. */
async function givenUp(asked: AbortSignal): Promise<never> {
  const stopped = Promise.withResolvers<void>();
  if (asked.aborted) stopped.resolve();
  asked.addEventListener('abort', () => stopped.resolve(), { once: true });
  await stopped.promise;
  await pause(UNDO_MS, undefined, { ref: false });
  throw new BatonError('environment', 'stopped', 'Stopped before everything was open.');
}
