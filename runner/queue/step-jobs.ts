/**
 * The graphile-worker jobs of steps: their task identifiers and job keys. The queue only delivers; the claim
 * (`runner/store/step-rows.ts`) decides whether a delivered step is still to be executed.
 */

/** The payload of a job. */
export interface StepJob {
  readonly run_id: string;
  readonly step_id: string;
  readonly attempt: number;
}

/** A local path can be read only on its own host, so the identifier that workers listen to includes the host. */
export function taskIdentifier(kind: 'agent' | 'code', host: string | null): string {
  return host === null ? kind : `${kind}@${host}`;
}

/** SQL for a step's job key, from columns of the same names: one job per attempt. */
export const JOB_KEY = (run_id: string, step_id: string, attempt: string): string =>
  `${run_id}::text || ' ' || ${step_id} || ' ' || ${attempt}::text`;

/**
 * SQL for an element of the argument of `add_jobs`. The default job key mode, `replace`, adds a fresh job if the old
 * one is locked.
 */
export const JOB_SPEC = (identifier: string, run_at: string): string =>
  `ROW(${identifier}, json_build_object('run_id', run_id, 'step_id', step_id, 'attempt', attempt),
       NULL, ${run_at}, NULL, ${JOB_KEY('run_id', 'step_id', 'attempt')}, NULL, NULL)::graphile_worker.job_spec`;
