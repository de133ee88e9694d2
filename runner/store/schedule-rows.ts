/** Rows of `schedules`: what is to run when; read with the last fire of each. */
import type { FileSchedule, FireOutcome, ScheduledRun } from '../core/schedule.ts';
import type { Database, Statement, Transaction } from './transaction.ts';

export interface ScheduleRow {
  readonly id: string;
  readonly source: 'file' | 'stored';
  readonly name: string;
  readonly cron: string;
  readonly tz: string;
  readonly post_to: string | null;
  readonly run: ScheduledRun;
  readonly owner: string | null;
  readonly counts_from: Date;
  readonly revision: number;
  readonly paused: boolean;
  readonly pause_reason: string | null;
}

export interface LastFireRow {
  readonly fire_time: Date;
  readonly outcome: FireOutcome;
  readonly run_id: string | null;
  readonly reason: string | null;
}

/** A schedule with its last fire, by the database's clock. */
export interface ListedSchedule extends ScheduleRow {
  readonly last: LastFireRow | null;
  readonly now: Date;
}

const COLUMNS =
  'id, source, name, cron, tz, post_to, run, owner, counts_from, revision, paused, pause_reason';
/** To the millisecond, as JavaScript has it. */
const NOW = `date_trunc('milliseconds', clock_timestamp())`;

const LISTED = `SELECT ${COLUMNS}, ${NOW} AS now, last.fire_time, last.outcome, last.run_id, last.reason
  FROM schedules LEFT JOIN LATERAL (
    SELECT fire_time, outcome, run_id, reason FROM schedule_fires
     WHERE schedule = schedules.id ORDER BY fire_time DESC LIMIT 1) AS last ON true`;

type Joined = ScheduleRow & { readonly now: Date } & {
  readonly [Key in keyof LastFireRow]: LastFireRow[Key] | null;
};

function listed({ fire_time, outcome, run_id, reason, ...row }: Joined): ListedSchedule {
  const last = fire_time === null || outcome === null ? null : { fire_time, outcome, run_id, reason };
  return { ...row, last };
}

export async function listSchedules(pool: Database, project_id: string | null): Promise<ListedSchedule[]> {
  const { rows } = await pool.query<Joined>(
    `${LISTED} WHERE $1::text IS NULL OR run ->> 'project_id' = $1 ORDER BY name, id`,
    [project_id],
  );
  return rows.map(listed);
}

/** Returns null if there is no such schedule. */
export async function readSchedule(pool: Database, id: string): Promise<ListedSchedule | null> {
  const { rows } = await pool.query<Joined>(`${LISTED} WHERE id = $1`, [id]);
  return rows[0] === undefined ? null : listed(rows[0]);
}

export async function databaseClock(pool: Database): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>(`SELECT ${NOW} AS now`);
  return rows[0]?.now ?? new Date(Number.NaN);
}

const readActive: Statement = {
  name: 'active_schedules',
  text: `SELECT ${COLUMNS} FROM schedules WHERE NOT paused ORDER BY id`,
};

/** Returns those that are not paused. */
export async function activeSchedules(pool: Database): Promise<ScheduleRow[]> {
  return (await pool.query<ScheduleRow>(readActive)).rows;
}

const lockRow: Statement = {
  name: 'lock_schedule',
  text: `SELECT ${COLUMNS} FROM schedules WHERE id = $1 FOR UPDATE`,
};

/** Returns null if there is no such schedule. */
export async function lockSchedule(tx: Transaction, id: string): Promise<ScheduleRow | null> {
  const { rows } = await tx.query<ScheduleRow & Record<string, unknown>>(lockRow, [id]);
  return rows[0] ?? null;
}

export type Definition = Pick<ScheduleRow, 'name' | 'cron' | 'tz' | 'post_to' | 'run'>;

const insertRow: Statement = {
  name: 'insert_schedule',
  text: `INSERT INTO schedules (id, source, name, cron, tz, post_to, run, owner, request_hash, counts_from)
         VALUES ($1, 'stored', $2, $3, $4, $5, $6, $7, $8, ${NOW}) ON CONFLICT (id) DO NOTHING RETURNING id`,
};

/** Returns false if the id is taken. */
export async function insertSchedule(
  tx: Transaction,
  id: string,
  { name, cron, tz, post_to, run }: Definition,
  owner: string,
  request_hash: string | null,
): Promise<boolean> {
  const { rows } = await tx.query(insertRow, [id, name, cron, tz, post_to, run, owner, request_hash]);
  return rows.length > 0;
}

/** Returns the hash of the request that added it; null for one without. */
export async function addedBy(pool: Database, id: string): Promise<string | null> {
  const { rows } = await pool.query<{ request_hash: string | null }>(
    'SELECT request_hash FROM schedules WHERE id = $1',
    [id],
  );
  return rows[0]?.request_hash ?? null;
}

const updateRow: Statement = {
  name: 'update_schedule',
  text: `UPDATE schedules SET name = $2, post_to = $5, run = $6, revision = revision + 1,
                counts_from = CASE WHEN (cron, tz) = ($3, $4) THEN counts_from ELSE ${NOW} END, cron = $3, tz = $4
          WHERE id = $1`,
};

/** A new time counts from now. */
export function updateSchedule(
  tx: Transaction,
  id: string,
  { name, cron, tz, post_to, run }: Definition,
): void {
  tx.send(updateRow, [id, name, cron, tz, post_to, run]);
}

const pauseRow: Statement = {
  name: 'pause_schedule',
  text: `UPDATE schedules SET paused = true, pause_reason = $2 WHERE id = $1 AND NOT paused RETURNING id`,
};

/** `reason`: null for a person. Returns false if it is paused already. */
export async function pauseSchedule(tx: Transaction, id: string, reason: string | null): Promise<boolean> {
  const { rows } = await tx.query(pauseRow, [id, reason]);
  return rows.length > 0;
}

const resumeRow: Statement = {
  name: 'resume_schedule',
  text: `UPDATE schedules SET paused = false, pause_reason = NULL, counts_from = ${NOW} WHERE id = $1 AND paused RETURNING id`,
};

/** What it missed is not caught up. Returns false if it is not paused. */
export async function resumeSchedule(tx: Transaction, id: string): Promise<boolean> {
  const { rows } = await tx.query(resumeRow, [id]);
  return rows.length > 0;
}

const deleteRow: Statement = { name: 'delete_schedule', text: 'DELETE FROM schedules WHERE id = $1' };

export function deleteSchedule(tx: Transaction, id: string): void {
  tx.send(deleteRow, [id]);
}

const syncRows: Statement = {
  name: 'sync_schedules',
  text: `INSERT INTO schedules AS stored (id, source, name, cron, tz, post_to, run, counts_from)
         SELECT id, 'file', id, cron, tz, post_to, run, ${NOW}
           FROM jsonb_to_recordset($1) AS given (id text, cron text, tz text, post_to text, run jsonb)
         ON CONFLICT (id) DO UPDATE
           SET cron = excluded.cron, tz = excluded.tz, post_to = excluded.post_to, run = excluded.run,
               revision = stored.revision + 1, counts_from = excluded.counts_from,
               paused = stored.paused AND stored.pause_reason IS NULL, pause_reason = NULL
         WHERE stored.source = 'file' AND (stored.pause_reason IS NOT NULL
            OR (stored.cron, stored.tz, stored.post_to, stored.run)
               IS DISTINCT FROM (excluded.cron, excluded.tz, excluded.post_to, excluded.run))
         RETURNING id, revision`,
};

const removeRows: Statement = {
  name: 'remove_file_schedules',
  text: `DELETE FROM schedules WHERE source = 'file' AND id <> ALL ($1::text[]) RETURNING id`,
};

/** Makes the schedules of the file those that are given. Returns the ids of those that were added, changed and removed. */
export async function syncSchedules(
  tx: Transaction,
  given: readonly FileSchedule[],
): Promise<Readonly<Record<'add' | 'change' | 'remove', readonly string[]>>> {
  const [written, removed] = await Promise.all([
    tx.query<{ id: string; revision: number }>(syncRows, [JSON.stringify(given)]),
    tx.query<{ id: string }>(removeRows, [given.map(({ id }) => id)]),
  ]);
  const idsOf = (isNew: boolean) =>
    written.rows.filter(({ revision }) => (revision === 1) === isNew).map(({ id }) => id);
  return { add: idsOf(true), change: idsOf(false), remove: removed.rows.map(({ id }) => id) };
}
