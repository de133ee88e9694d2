/**
 * Reads from the rows why a step or question is not in progress: which workers could execute it, and what is ahead of
 * it.
 */
import type { WaitingFacts } from '../core/waiting.ts';
import { type Database, type Statement, transaction } from './transaction.ts';
import { live } from './worker-rows.ts';

const WORKERS = (host: string): string =>
  `(SELECT count(*)::int FROM workers can WHERE (${host} IS NULL OR can.host = ${host}) AND ${live('can.id')})`;

const runFacts: Statement = {
  name: 'run_waiting_facts',
  text: `SELECT run.host,
                EXISTS (SELECT FROM flow_steps WHERE run_id = run.id AND status = 'running') AS at_work,
                (SELECT count(*)::int FROM flow_steps
                  WHERE run_id = run.id AND status = 'pending' AND dispatched_at IS NOT NULL) AS dispatched,
                mine.tasks AS waiting_tasks,
                (SELECT count(*)::int FROM tasks other JOIN flow_runs its ON its.id = other.run_id
                  WHERE other.run_id <> run.id AND other.state = 'pending' AND other.created_at < mine.since
                    AND (its.host IS NULL OR run.host IS NULL OR its.host = run.host)) AS ahead,
                ${WORKERS('run.host')} AS workers
           FROM flow_runs run,
                LATERAL (SELECT count(*)::int AS tasks, min(created_at) AS since
                           FROM tasks WHERE run_id = run.id AND state = 'pending'
                             AND (run_at IS NULL OR run_at <= clock_timestamp())) AS mine
          WHERE run.id = $1 AND run.status = 'running'`,
};

const questionFacts: Statement = {
  name: 'question_waiting_facts',
  text: `SELECT run.host, question.state = 'running' AS at_work, 1 AS dispatched, 1 AS waiting_tasks,
                (SELECT count(*)::int FROM questions other
                  WHERE other.state = 'pending' AND other.asked_at < question.asked_at) AS ahead,
                ${WORKERS('run.host')} AS workers
           FROM questions question JOIN flow_runs run ON run.id = question.run_id
          WHERE question.id = $1 AND question.state IN ('pending', 'running')`,
};

/** Returns null for a run that has ended or does not exist. */
export async function runWaitingFacts(pool: Database, run_id: string): Promise<WaitingFacts | null> {
  return factsOf(pool, runFacts, run_id);
}

/** Returns null for a question that has ended or does not exist. */
export async function questionWaitingFacts(
  pool: Database,
  question_id: string,
): Promise<WaitingFacts | null> {
  return factsOf(pool, questionFacts, question_id);
}

async function factsOf(pool: Database, statement: Statement, id: string): Promise<WaitingFacts | null> {
  const { rows } = await transaction(pool, (tx) =>
    tx.query<WaitingFacts & Record<string, unknown>>(statement, [id]),
  );
  return rows[0] ?? null;
}

const orphaned: Statement = {
  name: 'runs_without_worker',
  text: `SELECT run.id AS run_id, run.host FROM flow_runs run
          WHERE run.status = 'running'
            AND NOT EXISTS (SELECT FROM flow_steps WHERE run_id = run.id AND status = 'running')
            AND EXISTS (SELECT FROM flow_steps WHERE run_id = run.id AND status = 'pending'
                           AND dispatched_at < clock_timestamp() - $1 * interval '1 second')
            AND ${WORKERS('run.host')} = 0`,
};

/** Returns runs with a step that was dispatched at least so long ago and that no live worker can execute. */
export async function runsWithoutWorker(
  pool: Database,
  seconds: number,
): Promise<{ readonly run_id: string; readonly host: string | null }[]> {
  const { rows } = await pool.query<{ run_id: string; host: string | null }>({
    ...orphaned,
    values: [seconds],
  });
  return rows;
}
