/** Finds the sessions that hold the locks that the opening waits for. */
import type pg from 'pg';
import { MIGRATION_LOCK } from './advisory-locks.ts';
import type { Holder } from './opening-wait.ts';

/** What another role's session does is hidden from ordinary users; its pid and name are not. */
const COLUMNS = `coalesce(pid, 0) AS pid, application_name AS application, state,
  coalesce(xact_start, state_change, backend_start) AS since`;

type Asks = pg.Pool | pg.PoolClient;

/** The sessions that hold the migration lock. */
export async function migrationLockHolders(database: Asks): Promise<Holder[]> {
  const { rows } = await database.query<Holder>(
    `SELECT ${COLUMNS} FROM (
       SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
         AND classid = 0 AND objid = $1::oid
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     ) AS held LEFT JOIN pg_stat_activity USING (pid) ORDER BY since LIMIT 3`,
    [MIGRATION_LOCK],
  );
  return rows;
}

/** The sessions that keep those named `application` waiting for a lock. */
export async function blockersOf(database: Asks, application: string): Promise<Holder[]> {
  const { rows } = await database.query<Holder>(
    `SELECT ${COLUMNS} FROM (
       SELECT DISTINCT unnest(pg_blocking_pids(pid)) AS pid FROM pg_stat_activity
        WHERE application_name = $1 AND wait_event_type = 'Lock'
     ) AS blocking LEFT JOIN pg_stat_activity USING (pid) ORDER BY since LIMIT 3`,
    [application],
  );
  return rows;
}
