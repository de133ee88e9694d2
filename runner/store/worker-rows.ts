/**
 * Rows of `workers`, and the reaper's queries. A worker is alive while it holds the session lock of its own connection
 * and its heartbeat, by the database's clock, is younger than 25 seconds.
 */
import type { Client, Pool } from 'pg';
import type { Lease } from '../core/ports/leases.ts';
import { JOB_KEY, JOB_SPEC } from '../queue/jobs.ts';
import type { LockSession } from './session-lock.ts';
import type { Statement, Transaction } from './transaction.ts';

/** First key of the advisory locks that workers hold: `BTNw`. */
const LOCK_CLASS = 0x42544e77;
const SILENT_SECONDS = 25;

/** SQL: whether the worker with that id is alive. */
export const live = (worker_id: string): string => `EXISTS (
  SELECT FROM workers worker
   WHERE worker.id = ${worker_id}
     AND worker.heartbeat_at > clock_timestamp() - interval '${SILENT_SECONDS} seconds'
     AND EXISTS (SELECT FROM pg_locks
                  WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = ${LOCK_CLASS}
                    AND objid = worker.lock_id AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))`;

export interface WorkerIdentity {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly slots: number;
}

/** Runs on the worker's own connection: the row and the lock become visible together. Returns the lock. */
export async function register(session: LockSession, worker: WorkerIdentity): Promise<Lease> {
  const { client } = session;
  await client.query('BEGIN');
  const { rows } = await client.query<{ lock_id: number }>(
    'INSERT INTO workers (id, host, pid, slots) VALUES ($1, $2, $3, $4) RETURNING lock_id',
    [worker.id, worker.host, worker.pid, worker.slots],
  );
  const lock = await session.acquire({ sql: '$1, $2', values: [LOCK_CLASS, rows[0]?.lock_id ?? 0] });
  if (lock === null) throw new Error(`the lock of worker ${worker.id} is held already`);
  await client.query('COMMIT');
  return lock;
}

/** Returns false if the row is gone: other processes presumed this worker dead and took its steps. */
export async function beat(client: Client, id: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE workers SET heartbeat_at = clock_timestamp() WHERE id = $1',
    [id],
  );
  return rowCount === 1;
}

export async function deregister(client: Client, id: string): Promise<void> {
  await client.query('DELETE FROM workers WHERE id = $1', [id]);
}

/** Stores the name under which graphile-worker locks jobs for this worker. */
export async function addPoolId(pool: Pool, id: string, pool_id: string): Promise<void> {
  await pool.query('UPDATE workers SET pool_ids = array_append(pool_ids, $2) WHERE id = $1', [id, pool_id]);
}

const abandonedRunIds: Statement = {
  name: 'abandoned_runs',
  text: `SELECT DISTINCT run_id FROM flow_steps
          WHERE status = 'running' AND dispatched_at IS NOT NULL AND NOT ${live('flow_steps.worker_id')}`,
};

/** Returns the runs with a step held by a dead worker. */
export async function abandonedRuns(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ run_id: string }>(abandonedRunIds);
  return rows.map((row) => row.run_id);
}

const deadHolders: Statement = {
  name: 'dead_holders',
  text: `SELECT DISTINCT worker_id FROM flow_steps WHERE run_id = $1 AND status = 'running' AND NOT ${live('flow_steps.worker_id')}`,
};

/** Returns the dead workers that hold steps of this run; call it under the run's lock. */
export async function deadWorkersOf(tx: Transaction, run_id: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ worker_id: string }>(deadHolders, [run_id]);
  return new Set(rows.map((row) => row.worker_id));
}

// Two seconds: a recently fetched job is about to be claimed, unless its worker is dead. A job that failed (during an
// outage of the database) would otherwise wait for the queue's own, growing, back-off.
const strandedSteps: Statement = {
  name: 'add_stranded_jobs',
  text: `WITH stranded AS (
           SELECT step.run_id, step.step_id, step.attempt, step.kind, run.host, task.run_at
             FROM flow_steps step
             JOIN flow_runs run ON run.id = step.run_id AND run.status = 'running'
             LEFT JOIN tasks task ON task.id = step.task_id
             LEFT JOIN graphile_worker.jobs job ON job.key = ${JOB_KEY('step.run_id', 'step.step_id', 'step.attempt')}
            WHERE step.status = 'pending' AND step.dispatched_at IS NOT NULL
              AND (step.kind = 'code' OR task.admitted_at IS NOT NULL)
              AND (EXISTS (SELECT FROM workers dead WHERE job.locked_by = ANY (dead.pool_ids) AND NOT ${live('dead.id')})
                   OR (step.dispatched_at < clock_timestamp() - interval '2 seconds'
                       AND (job.id IS NULL OR job.locked_at < clock_timestamp() - interval '2 seconds'
                            OR (job.attempts > 0 AND job.locked_at IS NULL AND job.run_at > clock_timestamp())))))
         SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
           SELECT ${JOB_SPEC(`kind || coalesce('@' || host, '')`, 'run_at')} FROM stranded))
          WHERE EXISTS (SELECT FROM stranded)`,
};

/** Adds a job for every dispatched step that no job would deliver. */
export async function addStrandedJobs(pool: Pool): Promise<void> {
  await pool.query(strandedSteps);
}

// A running run always has something dispatched, unless a process died between two transactions.
const idleRunIds: Statement = {
  name: 'idle_runs',
  text: `SELECT id FROM flow_runs run
          WHERE status = 'running' AND created_at < clock_timestamp() - interval '2 seconds'
            AND NOT EXISTS (SELECT FROM flow_steps step WHERE step.run_id = run.id AND step.dispatched_at IS NOT NULL)`,
};

export async function idleRuns(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(idleRunIds);
  return rows.map((row) => row.id);
}

/** Deletes dead workers that hold nothing anymore, and unlocks the jobs that the queue still keeps for them. */
export async function deleteDeadWorkers(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ pool_ids: string[] }>(
    `DELETE FROM workers dead
      WHERE NOT EXISTS (SELECT FROM flow_steps WHERE worker_id = dead.id AND status = 'running')
        AND NOT ${live('dead.id')}
      RETURNING pool_ids`,
  );
  const pool_ids = rows.flatMap((row) => row.pool_ids);
  if (pool_ids.length > 0) await pool.query('SELECT graphile_worker.force_unlock_workers($1)', [pool_ids]);
}
