/** Rows of `schedule_fires`: what came of each fire time, once; and what a fire depends on. */
import { BatonError } from '../core/errors.ts';
import type { RunRequest } from '../core/run-request.ts';
import type { ScheduleFire } from '../core/schedule.ts';
import type { LastFireRow } from './schedule-rows.ts';
import type { Database, Statement, Transaction } from './transaction.ts';

// Locks the schedule, so that of several processes with the same fire one finds the row as it was.
const settleFireRow: Statement = {
  name: 'settle_fire',
  text: `WITH due AS (
           UPDATE schedules SET counts_from = $2
            WHERE id = $1 AND revision = $3 AND NOT paused AND counts_from < $2 RETURNING id)
         INSERT INTO schedule_fires (schedule, fire_time, outcome, run_id, reason)
         SELECT id, $2, $4, $5, $6 FROM due ON CONFLICT (schedule, fire_time) DO NOTHING RETURNING schedule`,
};

/**
 * Records what came of a fire. Returns false if another process was faster, or the schedule was changed, paused or
 * removed: then nothing may come of it.
 */
export async function settleFire(
  tx: Transaction,
  { schedule, fire_time, revision }: ScheduleFire,
  { outcome, run_id, reason }: Omit<LastFireRow, 'fire_time'>,
): Promise<boolean> {
  const { rows } = await tx.query(settleFireRow, [schedule, fire_time, revision, outcome, run_id, reason]);
  return rows.length > 0;
}

/** Records the fire that a run of this transaction is started for. Throws `fire_settled` if nothing may come of it. */
export async function settleFireFor(tx: Transaction, { fire }: RunRequest, run_id: string): Promise<void> {
  if (fire === undefined) return;
  if (await settleFire(tx, fire, { outcome: 'started', run_id, reason: null })) return;
  throw new BatonError('conflict', FIRE_SETTLED, 'Another process has settled this fire of the schedule.');
}

/** The code of the error for a fire of which nothing may come anymore. */
export const FIRE_SETTLED = 'fire_settled';

/** Returns the newest run of the schedule that still works; null if none does. */
export async function workingRun(pool: Database, schedule: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'working_run_of_schedule',
    text: `SELECT id FROM flow_runs WHERE status = 'running' AND schedule ->> 'id' = $1 ORDER BY created_at DESC LIMIT 1`,
    values: [schedule],
  });
  return rows[0]?.id ?? null;
}

/** Returns why the card of the schedule's last run could not be posted; null if it could be, or was not wanted. */
export async function refusedPlace(pool: Database, schedule: string): Promise<string | null> {
  const { rows } = await pool.query<{ error: string }>({
    name: 'refused_place_of_schedule',
    text: `SELECT coalesce(post.error, '') AS error FROM posts post
            WHERE post.key = 'root' AND post.trouble ->> 'fault' = 'place' AND post.reference IS NULL AND post.run_id = (
              SELECT run_id FROM schedule_fires WHERE schedule = $1 AND outcome = 'started' ORDER BY fire_time DESC LIMIT 1)`,
    values: [schedule],
  });
  return rows[0]?.error ?? null;
}
