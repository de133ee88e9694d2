/** Rows of `flow_runs` and `flow_steps` as the engine sees them: locking, reading and writing; and the audit log. */
import { DatabaseError, type Pool } from 'pg';
import type { Pin, Project, Refs } from '../core/ports/repository.ts';
import type { RunInfo, RunState, RunStatus, StepState } from '../core/run.ts';
import type { RunInput } from '../core/run-request.ts';
import type { RunSchedule } from '../core/schedule.ts';
import type { Band, Facts, StepSpec } from '../core/step-spec.ts';
import type { Estimate } from '../core/usage.ts';
import type { Statement, Transaction } from './transaction.ts';

export interface RunRow {
  readonly id: string;
  readonly project_id: string;
  readonly project: Project;
  readonly host: string | null;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  readonly model: string | null;
  readonly backend: string;
  readonly status: RunStatus;
  readonly input: RunInput;
  readonly refs: Refs;
  readonly pin: Pin | null;
}

/** A step without its output, which the engine's decisions never read. */
export interface StepRow extends StepState {
  readonly task_id: string | null;
  readonly chat_id: string | null;
  readonly summary: string | null;
}

export interface LockedRun {
  readonly run: RunRow;
  readonly steps: readonly StepRow[];
}

export function stateOf(locked: LockedRun): RunState {
  return { status: locked.run.status, steps: locked.steps };
}

export function infoOf(run: RunRow): RunInfo {
  return {
    id: run.id,
    project_id: run.project_id,
    project: run.project,
    flow_name: run.flow_name,
    band: run.band,
    fast: run.fast,
    question: run.input.question,
    focused: run.input.focused,
    paths: run.input.paths,
    given: run.input.given ?? {},
    description: run.pin?.description ?? null,
    model: run.model,
    backend: run.backend,
  };
}

const RUN_COLUMNS =
  'id, project_id, project, host, flow_name, band, fast, model, backend, status, input, refs, pin';

// NO KEY: a plain FOR UPDATE would block inserts of child rows through their foreign keys.
const lockRunRow: Statement = {
  name: 'lock_run',
  text: `SELECT ${RUN_COLUMNS} FROM flow_runs WHERE id = $1 FOR NO KEY UPDATE`,
};

const readStepRows: Statement = {
  name: 'read_steps',
  text: `SELECT step_id, spec, status, dispatched_at IS NOT NULL AS dispatched, attempt, faults, losses, delay_ms, worker_id,
                facts, error, skip_cause, fail_code, task_id, chat_id, summary
           FROM flow_steps WHERE run_id = $1 ORDER BY position`,
};

const readRunRow: Statement = {
  name: 'read_run',
  text: `SELECT ${RUN_COLUMNS} FROM flow_runs WHERE id = $1`,
};

/** The first statement of every transaction on a run. Returns null if there is no such run. */
export async function lockRun(tx: Transaction, run_id: string): Promise<RunRow | null> {
  const { rows } = await tx.query<RunRow & Record<string, unknown>>(lockRunRow, [run_id]);
  return rows[0] ?? null;
}

/**
 * Reads the run's steps in order, in a separate statement after the lock: a statement that locks and reads sees the
 * state from before it acquired the lock, and two steps finishing concurrently would each see the other as running.
 */
async function readSteps(tx: Transaction, run_id: string): Promise<readonly StepRow[]> {
  const { rows } = await tx.query<StepRow & Record<string, unknown>>(readStepRows, [run_id]);
  return rows;
}

/** Acquires the lock and reads the steps in one round trip. */
export async function lockRunAndSteps(tx: Transaction, run_id: string): Promise<LockedRun | null> {
  const [run, steps] = await Promise.all([lockRun(tx, run_id), readSteps(tx, run_id)]);
  return run === null ? null : { run, steps };
}

/** Reads the run without a lock, for callers that change nothing. */
export async function readRun(tx: Transaction, run_id: string): Promise<LockedRun | null> {
  const [runs, steps] = await Promise.all([
    tx.query<RunRow & Record<string, unknown>>(readRunRow, [run_id]),
    readSteps(tx, run_id),
  ]);
  const run = runs.rows[0];
  return run === undefined ? null : { run, steps };
}

/** A step that has not begun. */
export function newStep(spec: StepSpec, chat_id: string | null): StepRow {
  return {
    spec,
    status: 'pending',
    dispatched: false,
    attempt: 0,
    faults: 0,
    losses: 0,
    delay_ms: 0,
    worker_id: null,
    facts: {},
    error: null,
    skip_cause: null,
    fail_code: null,
    task_id: null,
    chat_id,
    summary: null,
  };
}

const insertRunRow: Statement = {
  name: 'insert_run',
  text: `INSERT INTO flow_runs (id, project_id, project, host, flow_name, band, fast, model, backend, backend_reason,
                                input, refs, pin, commit_sha, base_sha, requested_by, estimate, schedule)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $13::jsonb ->> 'commit_sha',
                 $13::jsonb ->> 'base_sha', $14, $15::jsonb, $16::jsonb)`,
};

const insertChatRows: Statement = {
  name: 'insert_chats',
  text: 'INSERT INTO chats (id, run_id, step_id) SELECT unnest($2::uuid[]), $1, unnest($3::text[])',
};

const insertStepRows: Statement = {
  name: 'insert_steps',
  text: `INSERT INTO flow_steps (run_id, step_id, position, kind, persona, label, needs, chat_id, spec)
         SELECT $1, spec ->> 'step_id', position, spec ->> 'kind', spec ->> 'persona', spec ->> 'label',
                ARRAY(SELECT jsonb_array_elements_text(spec -> 'needs')), chat_id, spec
           FROM unnest($2::jsonb[], $3::uuid[]) WITH ORDINALITY AS step (spec, chat_id, position)`,
};

export interface NewRun {
  readonly row: RunRow;
  readonly backend_reason: string;
  readonly requested_by: string;
  readonly schedule: RunSchedule | null;
  readonly estimate: Estimate | null;
  readonly steps: readonly { readonly spec: StepSpec; readonly chat_id: string | null }[];
}

export function insertRun(tx: Transaction, { row, steps, ...rest }: NewRun): void {
  tx.send(insertRunRow, [
    row.id,
    row.project_id,
    row.project,
    row.host,
    row.flow_name,
    row.band,
    row.fast,
    row.model,
    row.backend,
    rest.backend_reason,
    row.input,
    row.refs,
    row.pin === null ? null : JSON.stringify(row.pin),
    rest.requested_by,
    rest.estimate === null ? null : JSON.stringify(rest.estimate),
    rest.schedule === null ? null : JSON.stringify(rest.schedule),
  ]);
  const chats = steps.filter((step) => step.chat_id !== null);
  tx.send(insertChatRows, [
    row.id,
    chats.map((step) => step.chat_id),
    chats.map((step) => step.spec.step_id),
  ]);
  tx.send(insertStepRows, [
    row.id,
    steps.map((step) => JSON.stringify(step.spec)),
    steps.map((step) => step.chat_id),
  ]);
}

/** Returns true if the insert failed because a run with that id exists. */
export function isRunTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '23505' && error.constraint === 'flow_runs_pkey';
}

const storePin: Statement = {
  name: 'store_pin',
  text: `UPDATE flow_runs SET pin = $2::jsonb, commit_sha = $2::jsonb ->> 'commit_sha', base_sha = $2::jsonb ->> 'base_sha'
          WHERE id = $1`,
};

/** Stores what the run reads, once; the first writer wins. Call it with the run locked and its pin null. */
export function pinRun(tx: Transaction, run_id: string, pin: Pin): void {
  tx.send(storePin, [run_id, JSON.stringify(pin)]);
}

const auditAction: Statement = {
  name: 'audit',
  text: 'INSERT INTO audit_log (actor, action, run_id, detail) VALUES ($1, $2, $3, $4)',
};

/** Writes to the audit log, in the transaction that made the change. */
export function audit(
  tx: Transaction,
  actor: string,
  action: string,
  run_id: string | null,
  detail: Facts = {},
): void {
  tx.send(auditAction, [actor, action, run_id, detail]);
}

// Deletes the jobs under the former id; the reaper then adds the missing ones under the new id. A job that a worker has
// locked stays: if that worker is dead, the reaper replaces the job too.
const ADOPT = `WITH adopted AS (
    UPDATE flow_runs SET host = $1, project = jsonb_set(project, '{host}', to_jsonb($1::text))
     WHERE host <> $1 AND ($2::text[] IS NULL OR host = ANY ($2::text[]))
    RETURNING id)
  SELECT graphile_worker.remove_job(job.key), (SELECT count(*) FROM adopted)
    FROM graphile_worker.jobs job, split_part(job.task_identifier, '@', 2) AS host
   WHERE job.key IS NOT NULL AND job.locked_at IS NULL AND host NOT IN ('', $1)
     AND ($2::text[] IS NULL OR host = ANY ($2::text[]))`;

/**
 * Assigns the runs of former hosts to `host`, so that its workers execute them.
 * @param former their ids; null: all, for a database that only this host uses
 */
export async function adoptRuns(pool: Pool, host: string, former: readonly string[] | null): Promise<void> {
  await pool.query(ADOPT, [host, former]);
}
