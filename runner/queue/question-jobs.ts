/**
 * The graphile-worker jobs of follow-up questions. They share the slots of agent tasks and run first, since a person is
 * waiting.
 */

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
