/** Rows of `schedule_notices`: what a chat is still to be told of a schedule. */
import type { ScheduleNotice } from '../core/schedule.ts';
import { time } from './document-rows.ts';
import type { Database, Statement, Transaction } from './transaction.ts';

export type NewNotice = Pick<ScheduleNotice, 'kind' | 'run_id' | 'reason'> & {
  readonly schedule: string;
  readonly fire_time: Date | null;
};

const insertRow: Statement = {
  name: 'insert_schedule_notice',
  text: `INSERT INTO schedule_notices (schedule, kind, fire_time, run_id, reason)
         SELECT id, $2, $3, $4, $5 FROM schedules
          WHERE id = $1 AND (post_to IS NOT NULL OR owner ~ '^[^:]+:[^:]+:.')`,
};

/** Adds it in the transaction of what it tells; not if the schedule has neither a channel nor an owner in a chat. */
export function insertNotice(
  tx: Transaction,
  { schedule, kind, fire_time, run_id, reason }: NewNotice,
): void {
  tx.send(insertRow, [schedule, kind, fire_time, run_id, reason]);
}

export type NoticeRow = Omit<ScheduleNotice, 'schedule'> & { readonly schedule: string };

// Those of a schedule that names a channel are told there, the others to its owner.
const takeRows: Statement = {
  name: 'take_schedule_notices',
  text: `WITH free AS (
           SELECT notice.id FROM schedule_notices notice JOIN schedules ON schedules.id = notice.schedule
            WHERE (notice.taken_until IS NULL OR notice.taken_until < clock_timestamp())
              AND split_part(coalesce(schedules.post_to, schedules.owner), ':', 1) = $1
            ORDER BY notice.id LIMIT 20 FOR UPDATE OF notice SKIP LOCKED)
         UPDATE schedule_notices notice
            SET taken_until = clock_timestamp() + interval '5 minutes', attempts = notice.attempts + 1
           FROM free WHERE notice.id = free.id
         RETURNING notice.id::text, notice.kind, notice.schedule, ${time('notice.fire_time')}, notice.run_id, notice.reason,
                   ${time('notice.created_at')}, notice.attempts, notice.error`,
};

/** Returns those that can be taken, oldest first: no process has taken them within five minutes, and no wait is over them. */
export async function takeNoticeRows(pool: Database, platform: string): Promise<NoticeRow[]> {
  const { rows } = await pool.query<NoticeRow>({ ...takeRows, values: [platform] });
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

export async function deleteNotice(pool: Database, id: string): Promise<void> {
  await pool.query('DELETE FROM schedule_notices WHERE id = $1', [id]);
}

/** It can be taken again after that time. */
export async function delayNotice(
  pool: Database,
  id: string,
  waitMs: number,
  error: string | null,
): Promise<void> {
  await pool.query(
    `UPDATE schedule_notices SET taken_until = clock_timestamp() + $2 * interval '1 millisecond', error = $3 WHERE id = $1`,
    [id, waitMs, error],
  );
}

const deleteOutdated: Statement = {
  name: 'delete_outdated_notices',
  text: `DELETE FROM schedule_notices USING schedules
          WHERE schedules.id = schedule AND schedule_notices.kind = 'paused' AND NOT schedules.paused`,
};

/** Deletes what would tell that a schedule is paused which has been resumed since. */
export function deleteOutdatedNotices(tx: Transaction): void {
  tx.send(deleteOutdated, []);
}

export interface DroppedNotice {
  readonly schedule: string;
  readonly kind: ScheduleNotice['kind'];
  readonly platform: string;
  readonly error: string | null;
}

/** Deletes what nobody could be told while it was of use: that a schedule is paused for a week, the rest for a day. */
export async function dropOldNotices(pool: Database): Promise<DroppedNotice[]> {
  const { rows } = await pool.query<DroppedNotice>({
    name: 'drop_old_notices',
    text: `DELETE FROM schedule_notices notice USING schedules
            WHERE schedules.id = notice.schedule AND notice.created_at
                  < clock_timestamp() - CASE notice.kind WHEN 'paused' THEN interval '7 days' ELSE interval '1 day' END
           RETURNING notice.schedule, notice.kind, notice.error,
                     split_part(coalesce(schedules.post_to, schedules.owner), ':', 1) AS platform`,
  });
  return rows;
}
