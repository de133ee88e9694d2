/**
 * What a run needs before `advance`, when something outside went wrong or a person stepped in: steps whose worker is
 * gone, a retry, a cancellation. Pure, like `advance`.
 */
import type { Decision } from './decision.ts';
import { isUndone, type RunState } from './run.ts';

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
        code: 'worker_lost',
      };
    });
}

/**
 * The steps that a retry puts back: what failed, what was skipped for something that happened elsewhere, everything that
 * read on without them, and the steps that always run. What completed without reading any of these is kept.
 */
export function stepsToRetry(run: RunState): string[] {
  const reset = new Set<string>();
  // Needs stand before dependents, so one pass sees what each step needs put back first.
  for (const step of run.steps) {
    const readsAnew = step.spec.needs.some((need) => reset.has(need));
    const isPut = isUndone(step) || readsAnew || step.spec.always === true;
    if (isPut && step.status !== 'pending') reset.add(step.spec.step_id);
  }
  return [...reset];
}
