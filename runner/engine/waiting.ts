/** Explains why a run or question is waiting, and logs runs for which no worker is running. */
import type { WaitingFor } from '../core/ports/service.ts';
import { type WaitingReason, waitingLine, waitingReason } from '../core/waiting.ts';
import { shortId } from '../core/wording.ts';
import { withinDeadline } from '../deadline.ts';
import { OutageError, outageOf } from '../store/outage.ts';
import type { Database } from '../store/transaction.ts';
import { questionWaitingFacts, runsWithoutWorker, runWaitingFacts } from '../store/waiting-rows.ts';
import type { EngineContext } from './run-transactions.ts';

const ANSWER_MS = 3000;

/** Returns why a run or question makes no progress, null if it does. A database outage is such a reason, not an error. */
export async function waitingReasonOf(
  { pool, outages }: EngineContext,
  of: WaitingFor,
): Promise<WaitingReason | null> {
  const known = outages.current();
  if (known !== null) return { type: 'database', outage: known };
  const asked =
    'run_id' in of ? runWaitingFacts(pool, of.run_id) : questionWaitingFacts(pool, of.question_id);
  try {
    const facts = await withinDeadline(ANSWER_MS, asked, silent);
    return facts === null ? null : waitingReason(facts);
  } catch (error) {
    const outage = outageOf(error);
    if (outage === null) throw error;
    return { type: 'database', outage };
  }
}

function silent(): Error {
  const outage = { cause: 'silent', code: '', detail: `no answer for ${ANSWER_MS / 1000} s` } as const;
  return new OutageError(outage, outage.detail, undefined);
}

/** Leaves time for a worker to start. */
const AFTER_SECONDS = 5;
const LOOK_MS = 5_000;

/** The running runs that wait because no worker can execute them. */
export interface StuckRunLog {
  /** Logs each such run once when it begins to wait, and once when a worker is there; at most one query in five seconds. */
  look(): Promise<void>;
}

export function createStuckRunLog(pool: Database, log: (line: string) => void, now = Date.now): StuckRunLog {
  let logged = new Map<string, string>();
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
        if (logged.get(run_id) !== line) log(`run ${shortId(run_id)}: ${line}`);
      for (const run_id of logged.keys()) {
        if (!stuck.has(run_id)) log(`run ${shortId(run_id)} waits for no missing worker any more`);
      }
      logged = stuck;
    },
  };
}
