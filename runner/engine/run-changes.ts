/** Changes to a run that exists: cancel, and retry what failed. Each is one transaction on the run. */
import { BatonError } from '../core/errors.ts';
import { stepsToRetry } from '../core/reconcile.ts';
import { isPermanentlyFailed, isRetryable } from '../core/run.ts';
import { unknownRun } from '../store/document-rows.ts';
import { reopenPosts } from '../store/post-rows.ts';
import { audit, type LockedRun, lockRunAndSteps, newStep, stateOf } from '../store/run-rows.ts';
import { cancel, reopen } from '../store/step-rows.ts';
import { announceAfterCommit, decideAndApply, type EngineContext } from './run-transactions.ts';

export function cancelRun(context: EngineContext, run_id: string, by: string): Promise<void> {
  return announceAfterCommit(context, run_id, async (tx) => {
    const locked = await lockRunAndSteps(tx, run_id);
    if (locked === null) throw unknownRun(run_id);
    if (locked.run.status !== 'running') {
      throw new BatonError(
        'conflict',
        'run_ended',
        `The run has already ended (${locked.run.status}); there is nothing to cancel.`,
      );
    }
    cancel(tx, run_id, by);
    audit(tx, by, 'cancel', run_id);
  });
}

function whyNotRetryable({ run, steps }: LockedRun): string {
  if (run.status === 'running') return 'The run is still running. Wait for its end, or cancel it first.';
  const permanent = steps.find(isPermanentlyFailed);
  if (permanent === undefined)
    return 'The run completed and none of its steps failed, so there is nothing to retry. Start a new run instead.';
  return `A retry of this run fails again, so start a new one. Step ${permanent.spec.step_id} failed: ${permanent.error ?? 'no reason was stored'}`;
}

export function retryRun(context: EngineContext, run_id: string, by: string): Promise<void> {
  return announceAfterCommit(context, run_id, async (tx) => {
    const locked = await lockRunAndSteps(tx, run_id);
    if (locked === null) throw unknownRun(run_id);
    if (!isRetryable(locked.run.status, locked.steps)) {
      throw new BatonError('conflict', 'not_retryable', whyNotRetryable(locked));
    }
    const reset = new Set(stepsToRetry(stateOf(locked)));
    reopen(tx, run_id, [...reset]);
    reopenPosts(tx, run_id);
    audit(tx, by, 'retry', run_id, { steps: [...reset].join(', ') });
    const steps = locked.steps.map((step) =>
      reset.has(step.spec.step_id) ? { ...newStep(step.spec, step.chat_id), attempt: step.attempt } : step,
    );
    decideAndApply(context, tx, { run: { ...locked.run, status: 'running' }, steps }, []);
  });
}
