/** Waits for what is to come: looks again whenever something happened, and never sleeps through it. */
import type { CallLog } from './call.ts';

/** What a test that waits in vain is told about; made only then. */
export type Describe = () => Promise<string> | string;

/** Waits as `awaited` does, in the log that the waiting one has. */
export type Until = <T>(
  what: string,
  look: () => Promise<T> | T,
  withinMs?: number,
) => Promise<NonNullable<Exclude<T, false>>>;

const TICK_MS = 20;

/**
 * The first thing that `look` gives which is neither false nor null nor undefined. `look` may throw: then it is not there
 * yet. Rejects after `withinMs` with what was last thrown and what was there instead.
 */
export async function awaited<T>(
  log: CallLog,
  what: string,
  look: () => Promise<T> | T,
  describe: Describe,
  withinMs: number,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + withinMs;
  let trouble = '';
  for (;;) {
    const version = log.version;
    try {
      const found = await look();
      if (isThere(found)) return found;
      trouble = '';
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline) break;
    if (log.version === version) await changeOrTick(log);
  }
  throw new Error(
    [`waited ${withinMs} ms for ${what}`, trouble, await describe()].filter(Boolean).join('\n'),
  );
}

function isThere<T>(found: T): found is NonNullable<Exclude<T, false>> {
  return found !== null && found !== undefined && found !== false;
}

function changeOrTick(log: CallLog): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      log.off('change', done);
      resolve();
    };
    const timer = setTimeout(done, TICK_MS);
    log.on('change', done);
  });
}
