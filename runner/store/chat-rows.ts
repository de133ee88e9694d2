/** Rows of `chat_frames`: what steps stream, for whoever watches. */
import type { Pool } from 'pg';
import type { ChatFrame } from '../core/frames.ts';
import type { Statement, Transaction } from './transaction.ts';

const insertFrames: Statement = {
  name: 'insert_frames',
  text: `INSERT INTO chat_frames (chat_id, frame) SELECT $1, unnest($2::jsonb[])`,
};
const notifyChat: Statement = { name: 'notify_chat', text: `SELECT pg_notify('baton', 'chat ' || $1::text)` };

export function appendFrames(
  tx: Transaction,
  run_id: string,
  chat_id: string,
  frames: readonly ChatFrame[],
): void {
  tx.send(insertFrames, [
    chat_id,
    frames.map((frame) => JSON.stringify(frame).replaceAll('\\u0000', '\\ufffd')),
  ]);
  tx.send(notifyChat, [run_id]);
}

const readFrames: Statement = {
  name: 'read_frames',
  text: `SELECT frame.id::float8 AS id, frame.frame FROM chat_frames frame JOIN chats ON chats.id = frame.chat_id
          WHERE chats.run_id = $1 AND frame.id > $2 ORDER BY frame.id LIMIT 1000`,
};

/** The frames of a run's steps after the given one. */
export async function framesAfter(
  pool: Pool,
  run_id: string,
  last: number,
): Promise<{ id: number; frame: ChatFrame }[]> {
  const { rows } = await pool.query<{ id: number; frame: ChatFrame }>({
    ...readFrames,
    values: [run_id, last],
  });
  return rows;
}

/** Lets go of what was streamed more than a day ago, and of runs older than `keep_days`. */
export async function tidy(pool: Pool, keep_days: number): Promise<void> {
  await pool.query(`DELETE FROM chat_frames WHERE created_at < clock_timestamp() - interval '1 day'`);
  await pool.query(
    `DELETE FROM flow_runs WHERE status <> 'running' AND completed_at < clock_timestamp() - $1 * interval '1 day'`,
    [keep_days],
  );
}
