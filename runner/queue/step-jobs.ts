/**
 * How steps become jobs of graphile-worker: which queue they go to, and under which key. The queue only delivers;
 * whether a delivered step is still to be done is decided by the claim (`runner/store/step-rows.ts`).
 */
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
