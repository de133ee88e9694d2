/**
 * Computes when a cron expression fires in a time zone, with `croner`; `node-cron` judges the expression too. Has no
 * clock: the time comes from the caller.
 *
 * Daylight saving time: a time that the clock skips in spring fires at the first moment after the gap, a time that the
 * clock repeats in autumn fires the first time only; an hour or minute that is not fixed (`*`, a step) fires in each
 * hour that passes.
 */
import { Cron } from 'croner';
import { LRUCache } from 'lru-cache';
import { validateDetailed } from 'node-cron';

export interface Timing {
  /** five fields */
  readonly cron: string;
  /** IANA name */
  readonly tz: string;
}

const MOST_KEPT = 2000;
/** Reading an expression costs more than computing with it. */
const read = new LRUCache<string, Cron>({ max: MOST_KEPT });

function cronFor({ cron, tz }: Timing): Cron {
  const key = `${cron}\n${tz}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  const made = new Cron(cron, { timezone: tz, mode: '5-part' });
  read.set(key, made);
  return made;
}

/** Returns what is wrong with an expression, as the rest of a sentence about it; null if nothing is. */
export function cronFault(cron: string, after: Date): string | null {
  try {
    if (new Cron(cron, { mode: '5-part' }).nextRun(after) === null)
      return 'never comes; check its day and its month';
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return `can't be read as a cron expression: ${why.replace(/\.$/, '')}`;
  }
  const { valid, errors } = validateDetailed(cron);
  return valid ? null : `can't be read as a cron expression: ${errors[0]?.message ?? 'it is malformed'}`;
}

/** Returns the first fire time after `after`; null if there is none. */
export function nextFire(timing: Timing, after: Date): Date | null {
  return cronFor(timing).nextRun(after);
}

/** Returns the latest fire time at or before `now` that is after `since`; null if there is none. */
export function latestFire(timing: Timing, { since, now }: { since: Date; now: Date }): Date | null {
  // What croner returns is before its reference.
  const [latest] = cronFor(timing).previousRuns(1, new Date(now.getTime() + 1));
  return latest !== undefined && latest > since ? latest : null;
}
