/** A step of a run as a job. */
import type { StepJob } from '../queue/step-jobs.ts';
import { type Claim, claimsOf } from '../store/step-rows.ts';
import { execute } from './execution.ts';
import type { ExecutionOptions } from './execution-options.ts';
import type { Job } from './job.ts';
import { claimStep, completeStep, faultStep, returnStep } from './run-transactions.ts';

export function stepJob(options: ExecutionOptions, job: StepJob, worker_id: string): Job {
  const { context } = options;
  const { run_id, step_id, attempt } = job;
  const claim: Claim = { run_id, step_id, attempt, worker_id };
  return {
    key: `${run_id} ${step_id} ${attempt}`,
    name: `step ${step_id}`,
    worker_id,
    ends_with: run_id,
    async claim() {
      await enforceBudgets(options, job);
      const locked = await claimStep(context, claim);
      if (locked === null) return null;
      return {
        async perform(signal) {
          const result = await execute(options, claim, locked, signal);
          return async () => {
            await completeStep(context, claim, result);
            await enforceBudgets(options, job);
          };
        },
        fault: (fault) => faultStep(context, claim, fault),
      };
    },
    release: (reason) => returnStep(context, claim, reason),
  };
}

/** Before an agent starts and after one has ended; code steps use nothing. */
async function enforceBudgets({ context, budgetWatch }: ExecutionOptions, job: StepJob): Promise<void> {
  const plan = await context.plans.get(job.run_id);
  if (plan?.specs.get(job.step_id)?.kind === 'agent') await budgetWatch.enforce(plan.run);
}

/** The steps that the database says a worker has in its hands. */
export async function stepJobsOf(options: ExecutionOptions, worker_id: string): Promise<Job[]> {
  const claims = await claimsOf(options.context.pool, worker_id);
  return claims.map((claim) => stepJob(options, claim, worker_id));
}
