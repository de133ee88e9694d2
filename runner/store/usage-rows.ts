/**
 * Usage of tasks and follow-up answers: a run's totals, and the ledger that budgets are compared with. Totals are
 * always computed from the rows themselves, so that neither a crash nor concurrency can make them differ.
 */
import type { Pool } from 'pg';
import type { Ledger } from '../core/budget.ts';
import type { SpentToday } from '../core/inspection.ts';
import type { PostTo } from '../core/run-options.ts';
import type { Band } from '../core/step-spec.ts';
import { type PastRun, type Usage, WITHOUT_MODEL } from '../core/usage.ts';
import type { Statement, Transaction } from './transaction.ts';

const HAS_MODEL = `backend NOT IN (${WITHOUT_MODEL.map((name) => `'${name}'`).join(', ')})`;

/** SQL: one row for each attempt of a step and each question that reached an agent. */
const USED = `
  SELECT run_id, started_at AS at, input_tokens, output_tokens, cost,
         ${HAS_MODEL} AND started_at IS NOT NULL AND completed_at IS NOT NULL AS has_ended
    FROM tasks
   UNION ALL
  SELECT run_id, asked_at, input_tokens, output_tokens, cost,
         ${HAS_MODEL} AND answered_at IS NOT NULL
    FROM questions`;

/** SQL for a run's usage as a document. */
export const USAGE_DOCUMENT = `(
  SELECT json_build_object(
           'input_tokens', sum(input_tokens), 'output_tokens', sum(output_tokens), 'cost', sum(cost)::float8,
           'unknown_tokens', count(*) FILTER (WHERE has_ended AND input_tokens IS NULL AND output_tokens IS NULL),
           'unknown_cost', count(*) FILTER (WHERE has_ended AND cost IS NULL))
    FROM (${USED}) AS used WHERE used.run_id = run.id)`;

const TOKENS = 'coalesce(used.input_tokens, 0) + coalesce(used.output_tokens, 0)';
const sums = (scope: string, condition: string): string =>
  `coalesce(sum(${TOKENS}) FILTER (WHERE ${condition}), 0)::float8 AS ${scope}_tokens,
   coalesce(sum(used.cost) FILTER (WHERE ${condition}), 0)::float8 AS ${scope}_cost`;

// By the database's clock, like everything on which processes must agree.
const readLedger: Statement = {
  name: 'read_ledger',
  text: `WITH today AS (SELECT date_trunc('day', clock_timestamp(), 'UTC') AS start),
         own AS (
           SELECT coalesce(run.requested_by, $3) AS requested_by, coalesce(card.platform, $4) AS platform,
                  coalesce(card.channel, $5) AS channel
             FROM (SELECT) AS one LEFT JOIN flow_runs run ON run.id = $1
                  LEFT JOIN posts card ON card.run_id = $1 AND card.key = 'root')
         SELECT ${sums('run', 'used.run_id = $1')},
                ${sums('user', 'at >= today.start AND run.requested_by = own.requested_by')},
                ${sums('channel', 'at >= today.start AND (card.platform, card.channel) = (own.platform, own.channel)')},
                ${sums('project', 'at >= today.start AND run.project_id = $2')},
                ${sums('day', 'at >= today.start')}
           FROM today, own, (${USED}) AS used JOIN flow_runs run ON run.id = used.run_id
                LEFT JOIN posts card ON card.run_id = run.id AND card.key = 'root'
          WHERE used.run_id = $1 OR at >= today.start`,
};

/** A run that is about to start: who starts it, and where it is shown. */
export interface Starting {
  readonly requested_by: string;
  readonly post_to: Pick<PostTo, 'platform' | 'channel'> | null;
}

type LedgerRow = Readonly<Record<`${keyof Ledger}_${'tokens' | 'cost'}`, number>>;

/**
 * Returns the usage of the run, and today's of who started it, of its channel, of its project, and of all runs. A run that
 * is about to start has none yet, and without anybody who starts it there are the last two only.
 */
export async function ledgerOf(
  pool: Pool,
  run: string | Starting | null,
  project_id: string,
): Promise<Ledger> {
  const [id, starting] = typeof run === 'string' ? [run, null] : [null, run];
  const place = starting?.post_to ?? null;
  const values = [id, project_id, starting?.requested_by, place?.platform, place?.channel];
  const { rows } = await pool.query<LedgerRow>({ ...readLedger, values });
  const [row] = rows;
  if (row === undefined) throw new Error('a sum has a row');
  return {
    run: { tokens: row.run_tokens, cost: row.run_cost },
    user: { tokens: row.user_tokens, cost: row.user_cost },
    channel: { tokens: row.channel_tokens, cost: row.channel_cost },
    project: { tokens: row.project_tokens, cost: row.project_cost },
    day: { tokens: row.day_tokens, cost: row.day_cost },
  };
}

const readSpent: Statement = {
  name: 'read_spent',
  text: `WITH today AS (SELECT date_trunc('day', clock_timestamp(), 'UTC') AS start)
         SELECT run.project_id, ${sums('used', 'true')}
           FROM today, (${USED}) AS used JOIN flow_runs run ON run.id = used.run_id
          WHERE at >= today.start GROUP BY run.project_id ORDER BY run.project_id`,
};

/** Returns today's usage of each project that has any. */
export async function spentToday(pool: Pool): Promise<SpentToday['projects']> {
  const { rows } = await pool.query<{ project_id: string; used_tokens: number; used_cost: number }>(
    readSpent,
  );
  return rows.map(({ project_id, used_tokens, used_cost }) => ({
    ...{ project_id, tokens: used_tokens, cost: used_cost },
  }));
}

/** What makes runs alike. */
export interface RunKind {
  readonly project_id: string;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  readonly backend: string;
  readonly model: string | null;
}

// A run that was retried has waited for a person in between.
const readPastRuns: Statement = {
  name: 'past_runs',
  text: `WITH alike AS (
           SELECT id, project_id, input_tokens, output_tokens, cost, completed_at - started_at AS lasted, created_at FROM flow_runs
            WHERE status = 'completed' AND flow_name = $1 AND band = $2 AND backend = $3 AND fast = $4
              AND model IS NOT DISTINCT FROM $5
            ORDER BY created_at DESC LIMIT 200)
         SELECT input_tokens::float8, output_tokens::float8, cost::float8,
                CASE WHEN NOT EXISTS (SELECT FROM audit_log WHERE run_id = alike.id AND action = 'retry')
                     THEN extract(epoch FROM lasted)::float8 * 1000 END AS duration_ms
           FROM alike WHERE project_id = $6 OR NOT EXISTS (SELECT FROM alike WHERE project_id = $6)
          ORDER BY created_at DESC LIMIT 20`,
};

/** Returns the last completed runs of that kind: of the project or, if it has none, of all projects. */
export async function pastRuns(pool: Pool, kind: RunKind): Promise<PastRun[]> {
  const values = [kind.flow_name, kind.band, kind.backend, kind.fast, kind.model, kind.project_id];
  const { rows } = await pool.query<PastRun & Record<string, unknown>>({ ...readPastRuns, values });
  return rows;
}

const storeWarning: Statement = {
  name: 'store_budget_warning',
  text: `UPDATE flow_runs SET budget_warning = $2 WHERE id = $1 AND status = 'running' AND budget_warning IS NULL`,
};

/** Stores the run's first budget warning. Returns false if it already has one. */
export async function storeBudgetWarning(tx: Transaction, run_id: string, warning: string): Promise<boolean> {
  const { rowCount } = await tx.query(storeWarning, [run_id, warning]);
  return rowCount === 1;
}

/** The usage and the model of the agent that answered a question. */
export interface AnswerUsage extends Usage {
  readonly backend: string;
  readonly model: string | null;
  readonly agent_version: string | null;
}

const addUsage: Statement = {
  name: 'add_question_usage',
  text: `UPDATE questions
            SET backend = $2, model = coalesce($3, model), agent_version = coalesce($4, agent_version),
                input_tokens = CASE WHEN $5::bigint IS NULL THEN input_tokens ELSE coalesce(input_tokens, 0) + $5::bigint END,
                output_tokens = CASE WHEN $6::bigint IS NULL THEN output_tokens ELSE coalesce(output_tokens, 0) + $6::bigint END,
                cost = CASE WHEN $7::numeric IS NULL THEN cost ELSE coalesce(cost, 0) + $7::numeric END
          WHERE id = $1`,
};

/** Adds the usage of one attempt at a question. */
export async function addQuestionUsage(pool: Pool, question_id: string, used: AnswerUsage): Promise<void> {
  const { backend, model, agent_version, input_tokens, output_tokens, cost } = used;
  const values = [question_id, backend, model, agent_version, input_tokens, output_tokens, cost];
  await pool.query({ ...addUsage, values });
}
