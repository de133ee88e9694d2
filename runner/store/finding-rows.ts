/** Rows of `findings` as people see and change them: lists, dismissals and votes. */
import type { Dismissal, LedgerFinding } from '../core/ledger.ts';
import type { FindingKey, FindingQuery } from '../core/ports/ledger.ts';
import { time } from './document-rows.ts';
import type { Database, Statement, Transaction } from './transaction.ts';

/** SQL for a dismissal that is in effect at that time; null for a `later` whose day has come. */
export const activeDismissal = (dismissed: string, at: string): string =>
  `CASE WHEN (${dismissed} ->> 'until')::date <= (${at} AT TIME ZONE 'UTC')::date THEN NULL ELSE ${dismissed} END`;

const DISMISSED = activeDismissal('dismissed', 'clock_timestamp()');

const LEDGER_FINDING = `fingerprint, title, severity, kind, path, line, project_id, flow_name, state, ${DISMISSED} AS dismissed,
  (SELECT json_build_object('up', count(*) FILTER (WHERE vote = 'up'), 'down', count(*) FILTER (WHERE vote = 'down'))
     FROM jsonb_each_text(findings.votes) AS given (actor, vote)) AS votes,
  (SELECT coalesce(json_agg(json_build_object('actor', actor, 'vote', vote) ORDER BY actor), '[]')
     FROM jsonb_each_text(findings.votes) AS given (actor, vote)) AS voters,
  first_run, last_run, ${time('first_seen')}, ${time('last_seen')}`;

/** What lists are sorted by: what an agent found has no impact and comes before what rules measured. */
const ORDER = 'severity, -coalesce(impact, 100), fingerprint, project_id, flow_name';

/** The place of a row in a list: the values of `ORDER`. */
export type ListPlace = readonly [string, number, string, string, string];

export interface ListedFinding extends LedgerFinding {
  readonly place: ListPlace;
}

const OF_RUN = `(project_id, flow_name, fingerprint) IN (
    SELECT run.project_id, run.flow_name, told ->> 'fingerprint' FROM flow_runs run,
           jsonb_array_elements(coalesce(run.outcome -> 'findings', '[]') || coalesce(run.document -> 'dismissed', '[]')) told
     WHERE run.id = $run)`;

/** Returns one row more than `limit` if there are more, each with its place. */
export async function listFindings(
  pool: Database,
  { project_id, flow_name, state, run_id, limit }: FindingQuery,
  after: ListPlace | null,
): Promise<ListedFinding[]> {
  const values: unknown[] = [limit + 1];
  const conditions = ['true'];
  if (project_id !== undefined) conditions.push(`project_id = $${values.push(project_id)}`);
  if (flow_name !== undefined) conditions.push(`flow_name = $${values.push(flow_name)}`);
  if (state === 'open') conditions.push(`state <> 'fixed' AND ${DISMISSED} IS NULL`);
  else if (state === 'dismissed') conditions.push(`${DISMISSED} IS NOT NULL`);
  else if (state !== undefined) conditions.push(`state = $${values.push(state)}`);
  if (run_id !== undefined) conditions.push(OF_RUN.replaceAll('$run', `$${values.push(run_id)}`));
  if (after !== null) {
    const last = after.map((value) => `$${values.push(value)}`).join(', ');
    conditions.push(`(${ORDER}) > (${last})`);
  }
  const { rows } = await pool.query<ListedFinding>(
    `SELECT ${LEDGER_FINDING}, json_build_array(${ORDER}) AS place FROM findings
      WHERE ${conditions.join(' AND ')} ORDER BY ${ORDER} LIMIT $1`,
    values,
  );
  return rows;
}

const NAMED =
  'fingerprint = $1 AND ($2::text IS NULL OR project_id = $2) AND ($3::text IS NULL OR flow_name = $3)';

const keyOf = ({ fingerprint, project_id, flow_name }: FindingKey) => [
  fingerprint,
  project_id ?? null,
  flow_name ?? null,
];

// In one order, so that two people who name the same rows do not wait for each other.
const lockNamed: Statement = {
  name: 'lock_findings',
  text: `SELECT project_id FROM findings WHERE ${NAMED} ORDER BY project_id, flow_name FOR NO KEY UPDATE`,
};

/** Locks the rows that the key names, and returns the projects that they are of. */
export async function lockFindings(tx: Transaction, key: FindingKey): Promise<string[]> {
  const { rows } = await tx.query<{ project_id: string }>(lockNamed, keyOf(key));
  return [...new Set(rows.map(({ project_id }) => project_id))];
}

const readNamed: Statement = {
  name: 'named_findings',
  text: `SELECT ${LEDGER_FINDING} FROM findings WHERE ${NAMED} ORDER BY project_id, flow_name`,
};

export async function namedFindings(tx: Transaction, key: FindingKey): Promise<LedgerFinding[]> {
  return (await tx.query<LedgerFinding & Record<string, unknown>>(readNamed, keyOf(key))).rows;
}

const dismissNamed: Statement = {
  name: 'dismiss_findings',
  text: `UPDATE findings SET dismissed = jsonb_build_object('reason', $4::text, 'until', $5::text, 'note', $6::text, 'by', $7::text,
                'at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          WHERE ${NAMED}`,
};

export function dismissFindings(tx: Transaction, key: FindingKey, why: Omit<Dismissal, 'at'>): void {
  tx.send(dismissNamed, [...keyOf(key), why.reason, why.until, why.note, why.by]);
}

const restoreNamed: Statement = {
  name: 'restore_findings',
  text: `UPDATE findings SET dismissed = NULL WHERE ${NAMED}`,
};

export function restoreFindings(tx: Transaction, key: FindingKey): void {
  tx.send(restoreNamed, keyOf(key));
}

const voteNamed: Statement = {
  name: 'vote_findings',
  text: `UPDATE findings SET votes = CASE WHEN $5::text IS NULL THEN votes - $4::text
                                          ELSE votes || jsonb_build_object($4::text, $5::text) END
          WHERE ${NAMED}`,
};

export function voteOnFindings(
  tx: Transaction,
  key: FindingKey,
  vote: 'up' | 'down' | null,
  by: string,
): void {
  tx.send(voteNamed, [...keyOf(key), by, vote]);
}

const isAhead: Statement = {
  name: 'is_ahead',
  text: `SELECT $1::date > (clock_timestamp() AT TIME ZONE 'UTC')::date AS ahead`,
};

/** Whether the day is later than today, by the database's clock in UTC. */
export async function isLaterThanToday(tx: Transaction, day: string): Promise<boolean> {
  const { rows } = await tx.query<{ ahead: boolean }>(isAhead, [day]);
  return rows[0]?.ahead === true;
}
