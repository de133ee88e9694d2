/**
 * Claims, completes and releases steps, with fencing: graphile-worker may deliver a job twice, late, or to a worker
 * presumed dead; only the holder of step, attempt and worker may change the row.
 */
import type { Pool } from 'pg';
import type { StepResult } from '../core/ports/catalogue.ts';
import type { StepJob } from '../queue/jobs.ts';
import type { RunPlan } from './run-plans.ts';
import type { LockedRun, StepRow } from './run-rows.ts';
import type { Statement, Transaction } from './transaction.ts';

/** A step that a worker holds. */
export interface Claim extends StepJob {
  readonly worker_id: string;
}

/** A step's state as read from the database, before its immutable spec is added. */
type StateRow = Omit<StepRow, 'spec'> & { readonly step_id: string };

const claimStep: Statement = {
  name: 'claim_step',
  text: 'SELECT baton_claim_step($1, $2, $3, $4) AS states',
};

/**
 * Claims a step whose job was delivered, in one statement and so one transaction. Returns null if this attempt is no
 * longer to be executed.
 */
export async function claim(pool: Pool, wanted: Claim, plan: RunPlan): Promise<LockedRun | null> {
  const values = [wanted.run_id, wanted.step_id, wanted.attempt, wanted.worker_id];
  const { rows } = await pool.query<{ states: readonly StateRow[] | null }>({ ...claimStep, values });
  const states = rows[0]?.states ?? null;
  return states === null ? null : { run: plan.run, steps: withSpecs(states, plan) };
}

const completeStep: Statement = {
  name: 'complete_step',
  text: 'SELECT states, has_room FROM baton_complete_step($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
};

/** Stores a step's full output under the run's lock; returns null for a late answer, which changes nothing. */
export async function complete(
  tx: Transaction,
  held: Claim,
  result: StepResult,
  plan: RunPlan,
): Promise<(LockedRun & { readonly hasRoom: boolean }) | null> {
  const facts = JSON.stringify(result.facts ?? {});
  const values = [
    held.run_id,
    held.step_id,
    held.attempt,
    held.worker_id,
    result.output,
    facts,
    result.summary,
    jsonOrNull(result.outcome),
    jsonOrNull(result.document),
    jsonOrNull(result.findings),
    jsonOrNull(result.fates),
  ];
  const { rows } = await tx.query<{ states: readonly StateRow[] | null; has_room: boolean }>(
    completeStep,
    values,
  );
  const answer = rows[0];
  if (answer === undefined || answer.states === null) return null;
  return { run: plan.run, steps: withSpecs(answer.states, plan), hasRoom: answer.has_room };
}

function jsonOrNull(part: object | undefined): string | null {
  return part === undefined ? null : JSON.stringify(part);
}

function withSpecs(rows: readonly StateRow[], plan: RunPlan): StepRow[] {
  return rows.map((row) => {
    const spec = plan.specs.get(row.step_id);
    if (spec === undefined)
      throw new Error(`run ${plan.run.id} has a step ${row.step_id} that its plan does not know`);
    return { ...row, spec };
  });
}

const readOutput: Statement = {
  name: 'read_output',
  text: `SELECT output FROM flow_steps WHERE run_id = $1 AND step_id = $2 AND status = 'completed'`,
};

/** Returns the full output of a completed step; null while there is none. */
export async function outputOf(tx: Transaction, run_id: string, step_id: string): Promise<string | null> {
  const { rows } = await tx.query<{ output: string | null }>(readOutput, [run_id, step_id]);
  return rows[0]?.output ?? null;
}

const cancelRunRow: Statement = {
  name: 'cancel_run',
  text: `UPDATE flow_runs SET status = 'cancelled', completed_at = clock_timestamp(), error = 'cancelled by ' || $2::text,
                (input_tokens, output_tokens, cost) =
                  (SELECT sum(input_tokens), sum(output_tokens), sum(cost) FROM tasks WHERE run_id = $1)
          WHERE id = $1`,
};

const takeStepsBack: Statement = {
  name: 'take_steps_back',
  text: `WITH step AS (
           UPDATE flow_steps SET status = 'pending', worker_id = NULL, dispatched_at = NULL, started_at = NULL
            WHERE run_id = $1 AND status IN ('pending', 'running') AND dispatched_at IS NOT NULL
            RETURNING task_id)
         UPDATE tasks SET state = 'cancelled', completed_at = clock_timestamp()
           FROM step WHERE tasks.id = step.task_id AND tasks.state IN ('pending', 'running')`,
};

const notifyCancelled: Statement = {
  name: 'notify_cancelled',
  text: `SELECT pg_notify('baton', 'cancelled ' || $1::text)`,
};

/** Cancels a running run: its steps return to pending, its tasks are cancelled, its workers are notified. */
export function cancel(tx: Transaction, run_id: string, by: string): void {
  tx.send(takeStepsBack, [run_id]);
  tx.send(cancelRunRow, [run_id, by]);
  tx.send(notifyCancelled, [run_id]);
}

const reopenRunRow: Statement = {
  name: 'reopen_run',
  text: `UPDATE flow_runs SET status = 'running', completed_at = NULL, error = NULL, report = NULL, outcome = NULL, document = NULL,
                input_tokens = NULL, output_tokens = NULL, cost = NULL
          WHERE id = $1`,
};

const resetSteps: Statement = {
  name: 'reset_steps',
  text: `UPDATE flow_steps
            SET status = 'pending', worker_id = NULL, dispatched_at = NULL, started_at = NULL, completed_at = NULL,
                error = NULL, skip_cause = NULL, fail_code = NULL, output = NULL, summary = NULL, outcome = NULL, document = NULL,
                findings = NULL, fates = NULL, facts = '{}', faults = 0, losses = 0, delay_ms = 0
          WHERE run_id = $1 AND step_id = ANY ($2::text[])`,
};

/** Reopens an ended run and resets those steps; other completed steps are kept. */
export function reopen(tx: Transaction, run_id: string, step_ids: readonly string[]): void {
  tx.send(reopenRunRow, [run_id]);
  tx.send(resetSteps, [run_id, step_ids]);
}

const heldByWorker: Statement = {
  name: 'held_by_worker',
  text: `SELECT run_id, step_id, attempt, worker_id FROM flow_steps
          WHERE worker_id = $1 AND status = 'running' AND dispatched_at IS NOT NULL`,
};

/** Returns the steps that the worker holds according to the database. */
export async function claimsOf(pool: Pool, worker_id: string): Promise<Claim[]> {
  const { rows } = await pool.query<Claim>({ ...heldByWorker, values: [worker_id] });
  return rows;
}
