/** Moves runs to this host's id if it changed: an earlier version used the machine's name, or the home lost its id. */
import type { Pool } from 'pg';

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
