/** Reads runs and steps as documents for the CLI, the API and chat, without a lock. */
import type { Pool } from 'pg';
import type { RunDetail, RunDocument, StepDocument } from '../core/documents.ts';
import { BatonError } from '../core/errors.ts';
import type { ReportedRun } from '../core/ports/report-formats.ts';
import type { ReportDocument } from '../core/report-document.ts';
import { type Statement, snapshot } from './transaction.ts';
import { USAGE_DOCUMENT } from './usage-rows.ts';

/** SQL for a timestamp as documents have it, under the column's own name. */
export const time = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${column.replace(/^.*\./, '')}`;

export const RUN_DOCUMENT = `run.id, run.project_id, run.flow_name, run.band, run.fast, run.status, run.model, run.backend, run.backend_reason,
  run.input, run.commit_sha, run.base_sha, run.pin ->> 'history' AS history,
  jsonb_build_object('base', run.refs -> 'base', 'head', run.refs -> 'head') AS refs, run.error, run.outcome,
  ${USAGE_DOCUMENT} AS usage, run.estimate, run.budget_warning, run.schedule, run.requested_by,
  ${time('run.created_at')}, ${time('run.started_at')}, ${time('run.completed_at')}`;

/** SQL for what a step is doing, what it waits for, or its outcome. */
export const STEP_ACTIVITY = `CASE WHEN step.status IN ('pending', 'running') AND task.state IN ('pending', 'running')
       THEN task.activity ELSE step.summary END AS activity`;

/** SQL for a step as a document; reading outputs costs time, so they can be left out. */
export const stepColumns = (
  output: string,
): string => `step.step_id, step.kind, step.persona, step.label, step.needs, step.status, step.task_id, step.chat_id, step.attempt,
  ${STEP_ACTIVITY}, ${output} AS output, step.error, step.skip_cause, step.fail_code,
  ${time('step.started_at')}, ${time('step.completed_at')}`;

export function unknownRun(run_id: string): BatonError {
  return new BatonError('not_found', 'unknown_run', `There is no run ${run_id}. \`baton runs\` lists them.`);
}

const readRunDocument: Statement = {
  name: 'run_document',
  text: `SELECT ${RUN_DOCUMENT}, run.report FROM flow_runs run WHERE run.id = $1`,
};

const readReport: Statement = {
  name: 'run_report',
  text: `SELECT ${RUN_DOCUMENT}, run.report, run.document FROM flow_runs run WHERE run.id = $1`,
};

const readStepDocuments: Statement = {
  name: 'step_documents',
  text: `SELECT ${stepColumns('step.output')} FROM flow_steps step LEFT JOIN tasks task ON task.id = step.task_id
          WHERE step.run_id = $1 ORDER BY step.position`,
};

type ReportRow = RunDocument & { readonly report: string | null };

/** Reads a consistent snapshot: an ended run never shows a step that has not ended. Throws `unknown_run`. */
export async function runDetail(pool: Pool, run_id: string): Promise<RunDetail> {
  const [{ report, ...run }, steps] = await readRun<ReportRow>(pool, readRunDocument, run_id);
  return { run, steps, report };
}

/** The same with the report as data, which may be large. Throws `unknown_run` or `no_report`. */
export async function reportedRun(pool: Pool, run_id: string): Promise<ReportedRun> {
  type Row = ReportRow & { readonly document: ReportDocument | null };
  const [{ report, document, ...run }, steps] = await readRun<Row>(pool, readReport, run_id);
  if (report !== null) return { run, steps, report, document };
  throw new BatonError('not_found', 'no_report', `This run has no report: it is ${run.status}.`);
}

async function readRun<Row extends ReportRow>(
  pool: Pool,
  statement: Statement,
  run_id: string,
): Promise<[Row, StepDocument[]]> {
  const [runs, steps] = await snapshot(pool, (tx) =>
    Promise.all([tx.query<Row>(statement, [run_id]), tx.query<StepDocument>(readStepDocuments, [run_id])]),
  );
  const [row] = runs.rows;
  if (row === undefined) throw unknownRun(run_id);
  return [row, steps.rows];
}

export async function runExists(pool: Pool, run_id: string): Promise<boolean> {
  const { rowCount } = await pool.query('SELECT FROM flow_runs WHERE id = $1', [run_id]);
  return rowCount === 1;
}

/** Returns the only run whose id starts with the prefix. Throws `unknown_run` or `ambiguous_run`. */
export async function runIdOf(pool: Pool, prefix: string): Promise<string> {
  if (!/^[0-9a-f-]{4,36}$/i.test(prefix)) {
    throw new BatonError(
      'refused',
      'bad_run_id',
      `"${prefix}" is not the id of a run; give at least its first four characters.`,
    );
  }
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM flow_runs WHERE id::text LIKE $1 || '%' ORDER BY created_at DESC LIMIT 3`,
    [prefix.toLowerCase()],
  );
  const [first, second] = rows;
  if (first === undefined) throw unknownRun(prefix);
  if (second !== undefined) {
    throw new BatonError(
      'refused',
      'ambiguous_run',
      `Several runs begin with ${prefix}: ${rows.map(({ id }) => id).join(', ')}.`,
    );
  }
  return first.id;
}

export interface RunUnderWay {
  readonly id: string;
  readonly project_id: string;
}

/** Returns the running runs, oldest first. */
export async function runsUnderWay(pool: Pool): Promise<RunUnderWay[]> {
  const { rows } = await pool.query<RunUnderWay>(
    `SELECT id, project_id FROM flow_runs WHERE status = 'running' ORDER BY created_at`,
  );
  return rows;
}
