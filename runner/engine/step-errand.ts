/** A step of a run as an errand. */
import type { StepJob } from '../queue/step-jobs.ts';
import { type Claim, claimsOf } from '../store/step-rows.ts';
import type { Errand } from './errand.ts';
import { execute } from './execution.ts';
import type { ExecutionOptions } from './execution-options.ts';
import { claimStep, completeStep, faultStep, returnStep } from './tick.ts';

export function stepErrand(options: ExecutionOptions, job: StepJob, worker_id: string): Errand {
  const { shell } = options;
  const { run_id, step_id, attempt } = job;
  const claim: Claim = { run_id, step_id, attempt, worker_id };
  return {
    key: `${run_id} ${step_id} ${attempt}`,
    name: `step ${step_id}`,
    worker_id,
    ends_with: run_id,
    async claim() {
      await lookAtBudgets(options, job);
      const locked = await claimStep(shell, claim);
      if (locked === null) return null;
      return {
        async perform(signal) {
          const result = await execute(options, claim, locked, signal);
          return async () => {
            await completeStep(shell, claim, result);
            await lookAtBudgets(options, job);
          };
        },
        fault: (fault) => faultStep(shell, claim, fault),
      };
    },
    giveBack: (reason) => returnStep(shell, claim, reason),
  };
}

/** Before an agent begins and after one has ended; code uses nothing. */
async function lookAtBudgets({ shell, budgetWatch }: ExecutionOptions, job: StepJob): Promise<void> {
  const plan = await shell.plans.get(job.run_id);
  if (plan?.specs.get(job.step_id)?.kind === 'agent') await budgetWatch.look(plan.run);
}

/** The steps that the database says a worker has in its hands. */
export async function stepErrandsOf(options: ExecutionOptions, worker_id: string): Promise<Errand[]> {
  const claims = await claimsOf(options.shell.pool, worker_id);
  return claims.map((claim) => stepErrand(options, claim, worker_id));
}
