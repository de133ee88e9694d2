/**
 * The graphile-worker jobs of steps and follow-up questions: their task identifiers, keys and payloads. The queue only
 * delivers; the claim (`runner/store/step-rows.ts`, `question-rows.ts`) decides whether a delivered job is still to be
 * done.
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

/** The payload of a job. */
export interface QuestionJob {
  readonly run_id: string;
  readonly question_id: string;
  readonly attempt: number;
}

/** As with steps, the identifier includes the host if only that host can read the project. */
export function questionIdentifier(host: string | null): string {
  return host === null ? 'ask' : `ask@${host}`;
}

/** SQL for a question's job key: one job per attempt. */
export const QUESTION_KEY = (id: string, attempt: string): string =>
  `'ask ' || ${id}::text || ' ' || ${attempt}::text`;

/** Before waiting tasks: lower than graphile-worker's default of 0. */
const PRIORITY = -1;

/** SQL for an element of the argument of `add_jobs`, from columns `id`, `run_id` and `attempt`. */
export const QUESTION_SPEC = (host: string, run_at: string): string =>
  `ROW('ask' || coalesce('@' || ${host}, ''), json_build_object('run_id', run_id, 'question_id', id, 'attempt', attempt),
       NULL, ${run_at}, NULL, ${QUESTION_KEY('id', 'attempt')}, ${PRIORITY}, NULL)::graphile_worker.job_spec`;
