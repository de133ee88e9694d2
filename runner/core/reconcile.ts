/**
 * What a run needs before `advance`, when something outside went wrong or a person stepped in: steps whose worker is
 * gone, a retry, a cancellation. Pure, like `advance`.
 */
import { type Decision, outOfBudget, skippedByFailure } from './advance.ts';
import type { RunState, StepState } from './run.ts';

/** How often a step may lose its worker: one that takes every worker down with it must not do so for ever. */
export const MOST_LOSSES = 25;

/**
 * Steps that a dead worker had: handed out anew, whatever their kind; given up after `MOST_LOSSES`.
 * `isDead` tells of a worker's id whether it is gone for good.
 */
export function reconcile(run: RunState, isDead: (worker_id: string) => boolean): Decision[] {
  if (run.status !== 'running') return [];
  return run.steps
    .filter((step) => step.status === 'running' && step.worker_id !== null && isDead(step.worker_id))
    .map((step): Decision => {
      const step_id = step.spec.step_id;
      if (step.losses < MOST_LOSSES) {
        return { type: 'requeue', step_id, because: 'lost', reason: `worker ${step.worker_id} is gone` };
      }
      return {
        type: 'fail',
        step_id,
        error: `its worker died ${MOST_LOSSES + 1} times; it may be what kills them`,
      };
    });
}

/**
 * The steps that a retry puts back: what failed, what was skipped because of it or of a budget, with what read on
 * without it, and the steps that always run, whose output is of the failed run. Completed steps are kept; so is what nothing would read any more.
 */
export function stepsToRetry(run: RunState): string[] {
  const reset = new Set<string>();
  const missed = new Set<string>();
  // Needs stand before dependents, so one pass sees what each step needs put back first.
  for (const step of run.steps) {
    // After a stop the run went on without its agents, so whatever read what they left is to read it again.
    if (outOfBudget(step) || step.spec.needs.some((need) => missed.has(need))) missed.add(step.spec.step_id);
    if (missed.has(step.spec.step_id) || isRetried(step, run.steps, reset)) reset.add(step.spec.step_id);
  }
  return [...reset];
}

function isRetried(step: StepState, steps: readonly StepState[], reset: ReadonlySet<string>): boolean {
  if (step.spec.always === true) return step.status !== 'pending';
  if (skippedByFailure(step)) return true;
  // What a step's condition asks for may be what the failed step would have found.
  const isInDoubt = step.status === 'skipped' && step.spec.needs.some((need) => reset.has(need));
  if (step.status !== 'failed' && !isInDoubt) return false;
  const readers = steps.filter(
    (other) => other.spec.needs.includes(step.spec.step_id) && other.spec.always !== true,
  );
  return readers.length === 0 || readers.some((reader) => reader.status !== 'completed');
}
