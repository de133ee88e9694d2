/** Says in the log of a service which runs wait for a worker that is not there: once when it begins and once when it is over. */
import { waitingLine } from '../core/waiting.ts';
import type { Database } from '../store/transaction.ts';
import { runsWithoutWorker } from '../store/waiting-rows.ts';

/** A worker that is just being started is not missed. */
const AFTER_SECONDS = 5;
const LOOK_MS = 5_000;

export interface StuckRuns {
  look(): Promise<void>;
}

export function createStuckRuns(pool: Database, log: (line: string) => void, now = Date.now): StuckRuns {
  let said = new Map<string, string>();
  let lookedAt = 0;
  return {
    async look() {
      if (now() - lookedAt < LOOK_MS) return;
      lookedAt = now();
      const found = await runsWithoutWorker(pool, AFTER_SECONDS);
      const stuck = new Map(
        found.map(({ run_id, host }) => [run_id, waitingLine({ type: 'no_worker', host })]),
      );
      for (const [run_id, line] of stuck)
        if (said.get(run_id) !== line) log(`run ${nameOf(run_id)}: ${line}`);
      for (const run_id of said.keys()) {
        if (!stuck.has(run_id)) log(`run ${nameOf(run_id)} waits for no missing worker any more`);
      }
      said = stuck;
    },
  };
}

const nameOf = (run_id: string): string => run_id.slice(0, 8);
