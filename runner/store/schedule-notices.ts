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
  text: `INSERT INTO schedule_notices (schedule, kind, fire_time, run_id, reason) VALUES ($1, $2, $3, $4, $5)`,
};

/** Adds it in the transaction of what it tells. */
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
         UPDATE schedule_notices notice SET taken_until = clock_timestamp() + interval '5 minutes'
           FROM free WHERE notice.id = free.id
         RETURNING notice.id::text, notice.kind, notice.schedule, ${time('notice.fire_time')}, notice.run_id, notice.reason`,
};

/** Returns those that no process has taken within the last five minutes, oldest first. */
export async function takeNoticeRows(pool: Database, platform: string): Promise<NoticeRow[]> {
  const { rows } = await pool.query<NoticeRow>({ ...takeRows, values: [platform] });
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

export async function deleteNotice(pool: Database, id: string): Promise<void> {
  await pool.query('DELETE FROM schedule_notices WHERE id = $1', [id]);
}
