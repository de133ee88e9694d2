/**
 * The shell around `advance`: one transaction that takes the run's lock, reads the steps, decides, and applies the
 * decisions, so that the next wave is handed out in the same transaction that stored what it waited for.
 */

import { advance, stopForBudget } from '../core/advance.ts';
import type { Decision } from '../core/decision.ts';
import { afterFault, type Fault } from '../core/faults.ts';
import type { StepResult } from '../core/ports/catalogue.ts';
import { reconcile } from '../core/reconcile.ts';
import { after } from '../core/transition.ts';
import type { Announcer } from '../events/announcer.ts';
import { applyDecisions } from '../store/decisions.ts';
import type { OutageLog } from '../store/outage-log.ts';
import type { RunPlans } from '../store/run-plans.ts';
import { type LockedRun, lockRunAndSteps, stateOf } from '../store/run-rows.ts';
import { type Claim, claim, complete } from '../store/step-rows.ts';
import type { Limits } from '../store/task-rows.ts';
import { type Database, type Transaction, transaction } from '../store/transaction.ts';
import { deadWorkersOf } from '../store/worker-rows.ts';

export interface EngineContext {
  readonly pool: Database;
  readonly newId: () => string;
  readonly limits: Limits;
  readonly plans: RunPlans;
  readonly announcer: Announcer;
  /** what the parts of this process met of an outage of the database */
  readonly outages: OutageLog;
}

/** Decides what follows from the locked state, after `first`, and applies it all. True when the run ends with it. */
export function apply(
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

/** Takes a delivered step for a worker. Null when it is not to be done any more: delivered twice, or the run has ended. */
export async function claimStep(context: EngineContext, wanted: Claim): Promise<LockedRun | null> {
  const plan = await context.plans.get(wanted.run_id);
  const locked = plan === null ? null : await claim(context.pool, wanted, plan);
  if (locked !== null) context.announcer.changed(wanted.run_id);
  return locked;
}

/** Stores a step's full output and hands out what waited for it; `late` changes nothing. */
export async function completeStep(
  context: EngineContext,
  held: Claim,
  result: StepResult,
): Promise<'stored' | 'late'> {
  const plan = await context.plans.get(held.run_id);
  if (plan === null) return 'late';
  return announced(context, held.run_id, async (tx, ends) => {
    const locked = await complete(tx, held, result, plan);
    if (locked === null) return 'late';
    ends(apply(context, tx, locked, [], locked.hasRoom));
    return 'stored';
  });
}

/** A transaction on a run that watchers hear of once it is committed; at once when `body` says that the run ends. */
export async function announced<T>(
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

/** Ends a step that could not be done: tried again after a passing fault, failed otherwise. */
export function faultStep(context: EngineContext, held: Claim, fault: Fault): Promise<'stored' | 'late'> {
  return settle(context, held, (step) => afterFault(step, fault));
}

/** Hands a step back unharmed, because its worker is leaving or found that it does not have it. */
export function returnStep(context: EngineContext, held: Claim, reason: string): Promise<'stored' | 'late'> {
  return settle(context, held, ({ spec }) => ({
    type: 'requeue',
    step_id: spec.step_id,
    because: 'returned',
    reason,
  }));
}

function settle(
  context: EngineContext,
  held: Claim,
  decide: (step: LockedRun['steps'][number]) => Decision,
): Promise<'stored' | 'late'> {
  return announced(context, held.run_id, async (tx) => {
    const locked = await lockRunAndSteps(tx, held.run_id);
    const step = locked?.steps.find(({ spec }) => spec.step_id === held.step_id);
    const isHeld =
      step?.status === 'running' && step.attempt === held.attempt && step.worker_id === held.worker_id;
    if (locked === null || step === undefined || !isHeld) return 'late';
    apply(context, tx, locked, [decide(step)]);
    return 'stored';
  });
}

/** Lets no further agent of the run begin; the code steps go on to its report. False when it is no agent's turn. */
export function endAgents(context: EngineContext, run_id: string, says: string): Promise<boolean> {
  return announced(context, run_id, async (tx, ends) => {
    const locked = await lockRunAndSteps(tx, run_id);
    const stopped = locked === null ? [] : stopForBudget(stateOf(locked), says);
    if (locked === null || stopped.length === 0) return false;
    ends(apply(context, tx, locked, stopped));
    return true;
  });
}

/** Brings a run forward from whatever state it was left in: steps of dead workers are handed out anew. */
export function recoverRun(context: EngineContext, run_id: string): Promise<void> {
  return announced(context, run_id, async (tx) => {
    const [locked, dead] = await Promise.all([lockRunAndSteps(tx, run_id), deadWorkersOf(tx, run_id)]);
    if (locked === null) return;
    const lost = reconcile(stateOf(locked), (worker_id) => dead.has(worker_id));
    apply(context, tx, locked, lost);
  });
}
