/** Reads lists of runs, a page at a time, and how many there are, without a lock. */
import type { Pool } from 'pg';
import type { ListedRun, RunCounts, RunPage } from '../core/documents.ts';
import { BatonError } from '../core/errors.ts';
import type { RunFilter } from '../core/ports/service.ts';
import type { RunStatus } from '../core/run.ts';
import { RUN_DOCUMENT } from './document-rows.ts';

export interface RunQuery extends RunFilter {
  readonly limit: number;
  readonly cursor?: string;
}

/** An agent whose condition does not hold is none of the run's. */
const AGENTS = `(SELECT jsonb_build_object('ended', count(*) FILTER (WHERE step.status IN ('completed', 'failed', 'skipped')),
         'all', count(*)) FROM flow_steps step
   WHERE step.run_id = run.id AND step.kind = 'agent' AND step.skip_cause IS DISTINCT FROM 'condition') AS agents`;

/** Returns the newest first. A cursor is the id of the previous page's last run; throws `bad_cursor` if it is not. */
export async function runPage(pool: Pool, { limit, cursor, ...filter }: RunQuery): Promise<RunPage> {
  if (cursor !== undefined && !isId(cursor)) {
    throw new BatonError('refused', 'bad_cursor', 'That cursor is not one that this list gave.', {
      path: 'cursor',
    });
  }
  const values: (string | number)[] = [limit + 1];
  const conditions = conditionsOf(filter, values);
  if (cursor !== undefined) {
    const last = `SELECT created_at, id FROM flow_runs WHERE id = $${values.push(cursor)}`;
    conditions.push(`(run.created_at, run.id) < (${last})`);
  }
  // The agents are counted for the runs of the page only.
  const { rows } = await pool.query<ListedRun>(
    `WITH page AS MATERIALIZED (
       SELECT run.id FROM flow_runs run WHERE ${conditions.join(' AND ')}
        ORDER BY run.created_at DESC, run.id DESC LIMIT $1)
     SELECT ${RUN_DOCUMENT}, ${AGENTS} FROM page JOIN flow_runs run ON run.id = page.id
      ORDER BY run.created_at DESC, run.id DESC`,
    values,
  );
  const runs = rows.slice(0, limit);
  return { runs, next_cursor: rows.length > limit ? (runs.at(-1)?.id ?? null) : null };
}

/** The status in the filter is not looked at. */
export async function runCounts(pool: Pool, { status: _, ...filter }: RunFilter): Promise<RunCounts> {
  const values: (string | number)[] = [];
  const { rows } = await pool.query<{ status: RunStatus; count: number }>(
    `SELECT run.status, count(*)::int AS count FROM flow_runs run
      WHERE ${conditionsOf(filter, values).join(' AND ')} GROUP BY run.status`,
    values,
  );
  const of = (status: RunStatus) => rows.find((row) => row.status === status)?.count ?? 0;
  return {
    all: rows.reduce((sum, { count }) => sum + count, 0),
    ...{
      running: of('running'),
      completed: of('completed'),
      failed: of('failed'),
      cancelled: of('cancelled'),
    },
  };
}

const COLUMNS = ['project_id', 'status', 'flow_name', 'requested_by'] as const;

/** Adds to the values what the conditions refer to. */
function conditionsOf(filter: RunFilter, values: (string | number)[]): string[] {
  const equal = COLUMNS.flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [`run.${column} = $${values.push(value)}`];
  });
  if (filter.text === undefined) return ['true', ...equal];
  const text = filter.text.replace(/[\\%_]/g, '\\$&');
  const [within, start] = [`$${values.push(`%${text}%`)}`, `$${values.push(`${text}%`)}`];
  const fits = [
    ...["run.input ->> 'question'", "run.outcome ->> 'verdict'", 'run.error'].map(
      (place) => `${place} ILIKE ${within}`,
    ),
    ...['run.id::text', 'run.commit_sha'].map((place) => `${place} ILIKE ${start}`),
  ];
  return ['true', ...equal, `(${fits.join(' OR ')})`];
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
