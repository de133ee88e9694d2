/** Rows of `tasks`: admission to the queue, and the progress of running agents. */
import type { Usage } from '../core/usage.ts';
import { JOB_SPEC } from '../queue/jobs.ts';
import type { Statement, Transaction } from './transaction.ts';

/** How many agent tasks may be in progress at once. */
export interface Limits {
  readonly perRun: number;
  readonly perProject: number;
}

// A task's position is its place among its run's tasks that are in progress or waiting, so a run of a hundred steps
// does not get ahead of the next one; so it is among the projects, of which one with many runs does not get ahead of the
// others. The snapshot may be slightly old: two concurrent transactions may admit one task
// too many, which the workers' slots bound, or leave a slot free, which the next completion or sweep fills. One extra
// task per slot is admitted, so that a completion rarely has to look for more. Tasks that only one host can execute use
// the slots of that host's workers, so tasks of a dead host take none from others.
const admit: Statement = {
  name: 'admit_tasks',
  text: `WITH waiting AS (
           SELECT task.id, task.run_id, task.created_at, run.project_id, run.host
             FROM tasks task JOIN flow_runs run ON run.id = task.run_id
            WHERE task.state = 'pending' AND task.admitted_at IS NULL),
         active AS (
           SELECT task.run_id, run.project_id, run.host, count(*) AS tasks
             FROM tasks task JOIN flow_runs run ON run.id = task.run_id
            WHERE task.state IN ('pending', 'running') AND task.admitted_at IS NOT NULL AND EXISTS (SELECT FROM waiting)
            GROUP BY task.run_id, run.project_id, run.host),
         room AS (
           SELECT host,
                  2 * (SELECT coalesce(sum(slots), 0) FROM workers WHERE host = waiting.host OR waiting.host IS NULL)
                    - (SELECT coalesce(sum(tasks), 0) FROM active WHERE host IS NOT DISTINCT FROM waiting.host) AS slots_left
             FROM waiting GROUP BY host),
         by_run AS (
           SELECT waiting.*,
                  row_number() OVER (PARTITION BY run_id ORDER BY created_at, id)
                    + coalesce((SELECT tasks FROM active WHERE active.run_id = waiting.run_id), 0) AS run_turn
             FROM waiting),
         by_project AS (
           SELECT by_run.*,
                  row_number() OVER (PARTITION BY project_id ORDER BY run_turn, created_at, id)
                    + coalesce((SELECT sum(tasks) FROM active WHERE active.project_id = by_run.project_id), 0) AS project_turn
             FROM by_run WHERE run_turn <= $1),
         by_host AS (
           SELECT id, host, project_turn, created_at,
                  row_number() OVER (PARTITION BY host ORDER BY project_turn, created_at, id) AS host_turn
             FROM by_project WHERE project_turn <= $2),
         chosen AS (
           SELECT task.id FROM tasks task JOIN by_host USING (id) JOIN room ON room.host IS NOT DISTINCT FROM by_host.host
            WHERE host_turn <= slots_left AND task.state = 'pending' AND task.admitted_at IS NULL
            ORDER BY project_turn, by_host.created_at
              FOR UPDATE OF task SKIP LOCKED),
         admitted AS (
           UPDATE tasks task SET admitted_at = clock_timestamp()
             FROM chosen, flow_runs run
            WHERE task.id = chosen.id AND run.id = task.run_id
           RETURNING task.run_id, task.step_id, task.attempt, task.run_at, run.host)
         SELECT count(*) FROM (
           SELECT array_agg(${JOB_SPEC(`'agent' || coalesce('@' || host, '')`, 'run_at')}) AS jobs FROM admitted HAVING count(*) > 0
         ) AS batch, LATERAL graphile_worker.add_jobs(batch.jobs)`,
};

/** Admits waiting tasks, fairest first, up to the limits and the workers' slots. */
export function admitTasks(tx: Transaction, limits: Limits): void {
  tx.send(admit, [limits.perRun, limits.perProject]);
}

/** The progress of a running agent; null leaves the stored value unchanged. */
export interface Progress extends Usage {
  readonly activity: string | null;
  readonly model: string | null;
  readonly agent_version: string | null;
}

const storeProgress: Statement = {
  name: 'store_progress',
  text: `UPDATE tasks SET activity = coalesce($3, activity), model = coalesce($4, model), agent_version = coalesce($5, agent_version),
                input_tokens = coalesce($6, input_tokens), output_tokens = coalesce($7, output_tokens), cost = coalesce($8, cost)
          WHERE id = $1 AND worker_id = $2`,
};

/** Only the task's current worker may write: updates from a worker that lost the task are ignored. */
export function recordProgress(
  tx: Transaction,
  task_id: string,
  worker_id: string,
  progress: Progress,
): void {
  tx.send(storeProgress, [
    task_id,
    worker_id,
    progress.activity,
    progress.model,
    progress.agent_version,
    progress.input_tokens,
    progress.output_tokens,
    progress.cost,
  ]);
}

/** What an agent was asked. */
export interface Asked {
  readonly system: string;
  readonly prompt: string;
}

const storePrompt: Statement = {
  name: 'store_prompt',
  text: 'UPDATE tasks SET system = $3, prompt = $4 WHERE id = $1 AND worker_id = $2',
};

/** As with progress, only the task's current worker may write. */
export function recordPrompt(tx: Transaction, task_id: string, worker_id: string, asked: Asked): void {
  tx.send(storePrompt, [task_id, worker_id, asked.system, asked.prompt]);
}
