/**
 * Transactions on runs: each takes the run's lock, reads the steps, lets `advance` decide, and applies the decisions. So a
 * step's result and the dispatch of the steps that waited for it are one transaction.
 */
import { advance, stopForBudget } from '../core/advance.ts';
import { after, type Decision } from '../core/decision.ts';
import { afterFault, type Fault } from '../core/faults.ts';
import type { StepResult } from '../core/ports/catalogue.ts';
import { reconcile } from '../core/reconcile.ts';
import type { Announcer } from '../events/announcer.ts';
import { applyDecisions } from '../store/decisions.ts';
import type { OutageLog } from '../store/outage-log.ts';
import type { RunPlans } from '../store/run-plans.ts';
import { type LockedRun, lockRunAndSteps, stateOf } from '../store/run-rows.ts';
import { type Claim, claim, complete } from '../store/step-rows.ts';
import type { Limits } from '../store/task-rows.ts';
import { type Database, type Transaction, transaction } from '../store/transaction.ts';
import { deadWorkersOf } from '../store/worker-rows.ts';

/** What the transactions of the engine need. */
export interface EngineContext {
  readonly pool: Database;
  readonly newId: () => string;
  readonly limits: Limits;
  readonly plans: RunPlans;
  readonly announcer: Announcer;
  /** the outages of the database that this process has noticed */
  readonly outages: OutageLog;
}

/** Applies `first` to the locked state, and all decisions that follow from it. Returns true if the run ends with them. */
export function decideAndApply(
  context: EngineContext,
  tx: Transaction,
  locked: LockedRun,
  first: readonly Decision[],
  hasRoom = true,
): boolean {
  const state = after(stateOf(locked), first);
  const decisions = [...first, ...advance(state)];
  applyDecisions(tx, locked.run, decisions, { ...context, hasRoom });
  return decisions.some((decision) => decision.type === 'finish');
}

/** Claims a delivered step for a worker. Returns null if it was delivered twice, or its run has ended. */
export async function claimStep(context: EngineContext, wanted: Claim): Promise<LockedRun | null> {
  const plan = await context.plans.get(wanted.run_id);
  const locked = plan === null ? null : await claim(context.pool, wanted, plan);
  if (locked !== null) context.announcer.changed(wanted.run_id);
  return locked;
}

/** Stores a step's full output and dispatches the steps that waited for it; `late` if the worker no longer holds it. */
export async function completeStep(
  context: EngineContext,
  held: Claim,
  result: StepResult,
): Promise<'stored' | 'late'> {
  const plan = await context.plans.get(held.run_id);
  if (plan === null) return 'late';
  return announceAfterCommit(context, held.run_id, async (tx, ends) => {
    const locked = await complete(tx, held, result, plan);
    if (locked === null) return 'late';
    ends(decideAndApply(context, tx, locked, [], locked.hasRoom));
    return 'stored';
  });
}

/**
 * Runs a transaction on a run and notifies its watchers after the commit; without delay if `body` reports that the run
 * ends.
 */
export async function announceAfterCommit<T>(
  context: EngineContext,
  run_id: string,
  body: (tx: Transaction, ends: (ended: boolean) => void) => Promise<T>,
): Promise<T> {
  let urgent = false;
  const result = await transaction(context.pool, (tx) =>
    body(tx, (ended) => {
      urgent = ended;
    }),
  );
  context.announcer.changed(run_id, urgent);
  return result;
}

/** Ends an attempt that failed: the step is retried after a temporary error, and fails otherwise. */
export function recordStepFault(
  context: EngineContext,
  held: Claim,
  fault: Fault,
): Promise<'stored' | 'late'> {
  return endAttempt(context, held, (step) => afterFault(step, fault));
}

/** Requeues a step, which counts as no failure: its worker is leaving, or does not know of it. */
export function releaseStep(context: EngineContext, held: Claim, reason: string): Promise<'stored' | 'late'> {
  return endAttempt(context, held, ({ spec }) => ({
    type: 'requeue',
    step_id: spec.step_id,
    because: 'returned',
    reason,
  }));
}

function endAttempt(
  context: EngineContext,
  held: Claim,
  decide: (step: LockedRun['steps'][number]) => Decision,
): Promise<'stored' | 'late'> {
  return announceAfterCommit(context, held.run_id, async (tx) => {
    const locked = await lockRunAndSteps(tx, held.run_id);
    const step = locked?.steps.find(({ spec }) => spec.step_id === held.step_id);
    const isHeld =
      step?.status === 'running' && step.attempt === held.attempt && step.worker_id === held.worker_id;
    if (locked === null || step === undefined || !isHeld) return 'late';
    decideAndApply(context, tx, locked, [decide(step)]);
    return 'stored';
  });
}

/** Skips the agents of the run that have not started; its code steps continue to the report. Returns false if none could start now. */
export function skipWaitingAgents(context: EngineContext, run_id: string, reason: string): Promise<boolean> {
  return announceAfterCommit(context, run_id, async (tx, ends) => {
    const locked = await lockRunAndSteps(tx, run_id);
    const stopped = locked === null ? [] : stopForBudget(stateOf(locked), reason);
    if (locked === null || stopped.length === 0) return false;
    ends(decideAndApply(context, tx, locked, stopped));
    return true;
  });
}

/** Continues a run from any state that a crash may leave: requeues the steps of dead workers. */
export function recoverRun(context: EngineContext, run_id: string): Promise<void> {
  return announceAfterCommit(context, run_id, async (tx) => {
    const [locked, dead] = await Promise.all([lockRunAndSteps(tx, run_id), deadWorkersOf(tx, run_id)]);
    if (locked === null) return;
    const lost = reconcile(stateOf(locked), (worker_id) => dead.has(worker_id));
    decideAndApply(context, tx, locked, lost);
  });
}
