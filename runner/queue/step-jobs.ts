/**
 * How steps become jobs of graphile-worker: which queue they go to, and under which key. The queue only delivers;
 * whether a delivered step is still to be done is decided by the claim (`runner/store/step-rows.ts`).
 */
import type { Statement, Transaction } from '../store/transaction.ts';

/** What a job carries. */
export interface StepJob {
  readonly run_id: string;
  readonly step_id: string;
  readonly attempt: number;
}

/** A local path can be read on its own host only, so the host is part of the name that workers listen to. */
export function taskIdentifier(kind: 'agent' | 'code', host: string | null): string {
  return host === null ? kind : `${kind}@${host}`;
}

/** SQL for a step's key, from columns of the same names: one job for one attempt. */
export const JOB_KEY = (run_id: string, step_id: string, attempt: string): string =>
  `${run_id}::text || ' ' || ${step_id} || ' ' || ${attempt}::text`;

/** SQL for an element of `add_jobs`' argument. The default mode of a key, `replace`, makes a fresh job when the old one is locked. */
export const JOB_SPEC = (identifier: string, run_at: string): string =>
  `ROW(${identifier}, json_build_object('run_id', run_id, 'step_id', step_id, 'attempt', attempt),
       NULL, ${run_at}, NULL, ${JOB_KEY('run_id', 'step_id', 'attempt')}, NULL, NULL)::graphile_worker.job_spec`;

const addJobs: Statement = {
  name: 'add_step_jobs',
  text: `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
           SELECT ${JOB_SPEC('$2', `CASE WHEN delay_ms > 0 THEN clock_timestamp() + delay_ms * interval '1 millisecond' END`)}
             FROM unnest(array_fill($1::uuid, ARRAY[cardinality($3::text[])]), $3::text[], $4::int[], $5::int[])
                  AS step (run_id, step_id, attempt, delay_ms)))`,
};

/** Adds the jobs of code steps; those of agent tasks are added by `admitTasks`. */
export function addStepJobs(
  tx: Transaction,
  run: { readonly id: string; readonly host: string | null },
  steps: readonly { readonly step_id: string; readonly delay_ms: number }[],
  attempts: ReadonlyMap<string, number>,
): void {
  tx.send(addJobs, [
    run.id,
    taskIdentifier('code', run.host),
    steps.map((step) => step.step_id),
    steps.map((step) => (attempts.get(step.step_id) ?? 0) + 1),
    steps.map((step) => step.delay_ms),
  ]);
}
