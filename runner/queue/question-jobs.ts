/** How follow-up questions become jobs of graphile-worker. They share the places of agent tasks, and go first: somebody waits. */

/** What a job carries. */
export interface QuestionJob {
  readonly run_id: string;
  readonly question_id: string;
  readonly attempt: number;
}

/** As with steps, the host is part of the name where only one can read the project. */
export function questionIdentifier(host: string | null): string {
  return host === null ? 'ask' : `ask@${host}`;
}

/** SQL for a question's key: one job for one attempt. */
export const QUESTION_KEY = (id: string, attempt: string): string =>
  `'ask ' || ${id}::text || ' ' || ${attempt}::text`;

/** Below graphile-worker's own 0, so before the tasks that wait. */
const PRIORITY = -1;

/** SQL for an element of `add_jobs`' argument, from columns `id`, `run_id` and `attempt`. */
export const QUESTION_SPEC = (host: string, run_at: string): string =>
  `ROW('ask' || coalesce('@' || ${host}, ''), json_build_object('run_id', run_id, 'question_id', id, 'attempt', attempt),
       NULL, ${run_at}, NULL, ${QUESTION_KEY('id', 'attempt')}, ${PRIORITY}, NULL)::graphile_worker.job_spec`;
