/** Decides what precedes `advance` after a worker has died, and which steps a retry resets. Pure, like `advance`. */
import type { Decision } from './decision.ts';
import { isUndone, type RunState } from './run.ts';

/** How often a step may lose its worker; it may be what crashes them. */
export const MOST_LOSSES = 25;

/** Requeues the steps that dead workers held; fails those that have lost their worker more than `MOST_LOSSES` times. */
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
        code: 'worker_lost',
      };
    });
}

/**
 * Returns the steps that a retry resets: those that failed, those that were skipped because of another step, all that
 * depend on them, and the steps that always run. Other completed steps are kept.
 */
export function stepsToRetry(run: RunState): string[] {
  const reset = new Set<string>();
  // Needs come before dependents, so one pass suffices.
  for (const step of run.steps) {
    const dependsOnReset = step.spec.needs.some((need) => reset.has(need));
    const isReset = isUndone(step) || dependsOnReset || step.spec.always === true;
    if (isReset && step.status !== 'pending') reset.add(step.spec.step_id);
  }
  return [...reset];
}
