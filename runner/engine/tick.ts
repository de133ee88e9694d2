/**
 * The shell around `advance`: one transaction that takes the run's lock, reads the steps, decides, and applies the
 * decisions, so that the next wave is handed out in the same transaction that stored what it waited for.
 */
import type { Pool } from 'pg';
import { advance, afterFault, type Decision } from '../core/advance.ts';
import type { StepResult } from '../core/ports/catalogue.ts';
import { reconcile } from '../core/reconcile.ts';
import { after } from '../core/transition.ts';
import { type Applying, announce, applyDecisions } from '../store/decisions.ts';
import { type LockedRun, lockRun, lockRunAndSteps, readSteps, stateOf } from '../store/run-rows.ts';
import { type Claim, claim, complete } from '../store/step-rows.ts';
import { type Transaction, transaction } from '../store/transaction.ts';
import { deadWorkersOf } from '../store/worker-rows.ts';

export interface Shell extends Applying {
  readonly pool: Pool;
}

/** Decides what follows from the locked state, after `first`, and applies it all. */
export function apply(shell: Shell, tx: Transaction, locked: LockedRun, first: readonly Decision[]): void {
  const state = after(stateOf(locked), first);
  const decisions = [...first, ...advance(state)];
  const attempts = new Map(locked.steps.map((step) => [step.spec.step_id, step.attempt]));
  applyDecisions(tx, locked.run, attempts, decisions, shell);
}

/** Takes a delivered step for a worker. Null when it is not to be done any more: delivered twice, or the run has ended. */
export function claimStep(shell: Shell, wanted: Claim): Promise<LockedRun | null> {
  return transaction(shell.pool, async (tx) => {
    const [run, taken, steps] = await Promise.all([
      lockRun(tx, wanted.run_id),
      claim(tx, wanted),
      readSteps(tx, wanted.run_id),
    ]);
    if (run === null || !taken) return null;
    announce(tx, wanted.run_id);
    return { run, steps };
  });
}

/** Stores a step's full output and hands out what waited for it; `late` changes nothing. */
export function completeStep(shell: Shell, held: Claim, result: StepResult): Promise<'stored' | 'late'> {
  return transaction(shell.pool, async (tx) => {
    const [run, stored, steps] = await Promise.all([
      lockRun(tx, held.run_id),
      complete(tx, held, result),
      readSteps(tx, held.run_id),
    ]);
    if (run === null || !stored) return 'late';
    apply(shell, tx, { run, steps }, []);
    return 'stored';
  });
}

/** Ends a step that could not be done: tried again after a passing fault, failed otherwise. */
export function faultStep(
  shell: Shell,
  held: Claim,
  fault: { readonly message: string; readonly passing: boolean },
): Promise<'stored' | 'late'> {
  return settle(shell, held, (step) => afterFault(step, fault));
}

/** Hands a step back unharmed, because its worker is leaving or found that it does not have it. */
export function returnStep(shell: Shell, held: Claim, reason: string): Promise<'stored' | 'late'> {
  return settle(shell, held, ({ spec }) => ({
    type: 'requeue',
    step_id: spec.step_id,
    because: 'returned',
    reason,
  }));
}

function settle(
  shell: Shell,
  held: Claim,
  decide: (step: LockedRun['steps'][number]) => Decision,
): Promise<'stored' | 'late'> {
  return transaction(shell.pool, async (tx) => {
    const locked = await lockRunAndSteps(tx, held.run_id);
    const step = locked?.steps.find(({ spec }) => spec.step_id === held.step_id);
    const isHeld =
      step?.status === 'running' && step.attempt === held.attempt && step.worker_id === held.worker_id;
    if (locked === null || step === undefined || !isHeld) return 'late';
    apply(shell, tx, locked, [decide(step)]);
    return 'stored';
  });
}

/** Brings a run forward from whatever state it was left in: steps of dead workers are handed out anew. */
export function recoverRun(shell: Shell, run_id: string): Promise<void> {
  return transaction(shell.pool, async (tx) => {
    const [locked, dead] = await Promise.all([lockRunAndSteps(tx, run_id), deadWorkersOf(tx, run_id)]);
    if (locked === null) return;
    const lost = reconcile(stateOf(locked), (worker_id) => dead.has(worker_id));
    apply(shell, tx, locked, lost);
  });
}
