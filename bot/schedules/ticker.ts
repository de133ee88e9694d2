/**
 * Looks for what is due once a minute, in every process that serves. `node-cron` only ticks: what is due is computed from
 * the database, so a tick that is late, lost or doubled loses and doubles nothing.
 */
import { createTask } from 'node-cron';
import { BatonError, messageOf } from '../../runner/core/errors.ts';
import type { ScheduleFiring } from '../../runner/core/ports/schedules.ts';
import { within } from '../../runner/deadline.ts';
import { shortId } from '../wording.ts';

const MINUTE_MS = 60_000;
/** How far the database's clock may be behind this machine's for its schedules to fire in time. */
const MOST_BEHIND_MS = 30_000;
const SHUTDOWN_LIMIT_MS = 1_000;

export interface Ticker {
  /** Waits for the look in progress. */
  stop(): Promise<void>;
}

/** Looks at once, for what was missed, and then every minute. */
export function startTicker(firing: Pick<ScheduleFiring, 'look'>, log: (line: string) => void): Ticker {
  let again: NodeJS.Timeout | undefined;
  const look = async () => {
    const now = await looked(firing, log);
    const left = now === null ? MINUTE_MS : MINUTE_MS - (now.getTime() % MINUTE_MS);
    // Its minute begins later than this machine's: what is due then must not wait for the next tick.
    if (left <= MOST_BEHIND_MS && !isStopped)
      again = setTimeout(() => inTurn(() => looked(firing, log)), left);
  };
  let isStopped = false;
  let looking: Promise<unknown> = look();
  const inTurn = (body: () => Promise<unknown>) => {
    looking = looking.then(() => (isStopped ? undefined : body()));
  };
  // In UTC no minute is skipped or repeated.
  const task = createTask('* * * * *', () => inTurn(look), { timezone: 'UTC', suppressMissedWarning: true });
  void task.start();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(again);
      await task.destroy();
      await within(SHUTDOWN_LIMIT_MS, looking);
    },
  };
}

/** Returns the database's time; null if the look failed, which is made up for by the next one. */
async function looked(
  firing: Pick<ScheduleFiring, 'look'>,
  log: (line: string) => void,
): Promise<Date | null> {
  try {
    const { now, started } = await firing.look();
    for (const run_id of started) log(`run ${shortId(run_id)} was started by its schedule`);
    return now;
  } catch (error) {
    // An outage of the database is logged by those who meet it every second.
    if (!(error instanceof BatonError && error.passing))
      log(`the look at the schedules failed: ${messageOf(error)}`);
    return null;
  }
}
