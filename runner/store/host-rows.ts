/** Runs whose host got another id: a machine's name in an earlier version, or a home whose id was lost. */
import type { Pool } from 'pg';

// The jobs under the former name are taken back; those that are missing then are added with the new one by the reaper.
// A job in somebody's hands stays: if that is a dead worker, the reaper replaces it too.
const ADOPT = `WITH adopted AS (
    UPDATE flow_runs SET host = $1, project = jsonb_set(project, '{host}', to_jsonb($1::text))
     WHERE host <> $1 AND ($2::text[] IS NULL OR host = ANY ($2::text[]))
    RETURNING id)
  SELECT graphile_worker.remove_job(job.key), (SELECT count(*) FROM adopted)
    FROM graphile_worker.jobs job, split_part(job.task_identifier, '@', 2) AS host
   WHERE job.key IS NOT NULL AND job.locked_at IS NULL AND host NOT IN ('', $1)
     AND ($2::text[] IS NULL OR host = ANY ($2::text[]))`;

/**
 * Makes the runs of former hosts those of `host`, so that its workers take them.
 * @param former their ids; null: all there are, for a database that only this host has
 */
export async function adoptRuns(pool: Pool, host: string, former: readonly string[] | null): Promise<void> {
  await pool.query(ADOPT, [host, former]);
}
