/**
 * Decides whether a step whose worker reports an error is retried. Only the runner retries steps; tries that a back end
 * made within one attempt count as the step's own, so that no retry loop runs inside another one.
 */
import type { Decision } from './decision.ts';
import type { StepState } from './run.ts';
import { minutes } from './wording.ts';

/** The error with which an attempt ended. */
export interface Fault {
  readonly message: string;
  /** whether a later retry may succeed */
  readonly passing: boolean;
  /** stable, as in `BatonError`; absent for a bug */
  readonly code?: string | null;
  /** failed tries of this attempt, its own included; absent: 1 */
  readonly tries?: number;
  /** how long the other side asks to wait, in milliseconds; absent if it does not say */
  readonly retry_after_ms?: number | null;
}

/** How many failed tries a step may have for temporary reasons; the next one fails it. */
export const MOST_FAULTS = 3;

/** The same for timeouts, an agent's silence among them: each has cost minutes already. */
const MOST_TIMEOUTS = 1;

/** The longest that a run waits for a provider, in milliseconds. If it asks for more, the step fails. */
export const LONGEST_WAIT_MS = 5 * 60_000;

/** Returns the delay after so many failed tries, in milliseconds: 0.5 s, 2 s, 8 s. */
export function backOff(faults: number): number {
  return faults === 0 ? 0 : 500 * 4 ** (faults - 1);
}

export type AfterFault =
  | { readonly type: 'again'; readonly tries: number; readonly delay_ms: number }
  | { readonly type: 'fail'; readonly error: string };

/** Retries after temporary errors. `faults`: failed tries before this attempt. */
export function afterFaults(faults: number, fault: Fault): AfterFault {
  const tries = fault.tries ?? 1;
  const all = faults + tries;
  const asked = fault.retry_after_ms ?? 0;
  const tooLong = asked > LONGEST_WAIT_MS;
  const most = fault.code === 'timeout' ? MOST_TIMEOUTS : MOST_FAULTS;
  if (fault.passing && all <= most && !tooLong) {
    return { type: 'again', tries, delay_ms: Math.max(asked, backOff(all)) };
  }
  const wait =
    fault.passing && tooLong
      ? `${/[.!?]$/.test(fault.message) ? '' : '.'} It asks to wait ${minutes(asked)}, longer than a run waits (${minutes(LONGEST_WAIT_MS)}); retry then.`
      : '';
  return { type: 'fail', error: `${fault.message}${wait}${all > 1 ? ` (tried ${all} times)` : ''}` };
}

export function afterFault(step: StepState, fault: Fault): Decision {
  const step_id = step.spec.step_id;
  const next = afterFaults(step.faults, fault);
  if (next.type === 'fail') return { type: 'fail', step_id, error: next.error, code: fault.code ?? null };
  const { tries, delay_ms } = next;
  return { type: 'requeue', step_id, because: 'fault', reason: fault.message, tries, delay_ms };
}
