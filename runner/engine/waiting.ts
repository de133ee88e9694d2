/** Why a run or a question makes no progress: what this process knows of the database first, then what the rows say. */
import type { WaitingFor } from '../core/ports/service.ts';
import { type WaitingReason, waitingReason } from '../core/waiting.ts';
import { withinDeadline } from '../deadline.ts';
import { OutageError, outageOf } from '../store/outage.ts';
import { questionWaitingFacts, runWaitingFacts } from '../store/waiting-rows.ts';
import type { EngineContext } from './run-transactions.ts';

const ANSWER_MS = 3000;

/** Null while it makes progress. An outage is an answer, not an error. */
export async function waitingOf(
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
