/** Rows of `chat_frames`: what steps stream while they run, for watchers. */
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
  tx.send(insertFrames, [chat_id, frames.map((frame) => JSON.stringify(frame))]);
  tx.send(notifyChat, [run_id]);
}

/** The most frames read at once. */
export const MOST_FRAMES = 1000;

const readFrames: Statement = {
  name: 'read_frames',
  text: `SELECT frame.id::float8 AS id, frame.chat_id, frame.frame FROM chat_frames frame JOIN chats ON chats.id = frame.chat_id
          WHERE chats.run_id = $1 AND frame.id > coalesce(($2::jsonb ->> chats.id::text)::bigint, 0)
          ORDER BY frame.id LIMIT ${MOST_FRAMES}`,
};

export interface StoredFrame {
  readonly id: number;
  readonly chat_id: string;
  readonly frame: ChatFrame;
}

/**
 * Returns the frames of a run's steps after the last known one of each chat. The position is kept per chat: steps write
 * concurrently, so an id may become visible after a higher id of another chat.
 */
export async function framesAfter(
  pool: Pool,
  run_id: string,
  last: ReadonlyMap<string, number>,
): Promise<StoredFrame[]> {
  const { rows } = await pool.query<StoredFrame>({
    ...readFrames,
    values: [run_id, Object.fromEntries(last)],
  });
  return rows;
}

const readNewestFrames: Statement = {
  name: 'newest_frames',
  text: `SELECT frame FROM (SELECT id, frame FROM chat_frames WHERE chat_id = $1 ORDER BY id DESC LIMIT ${MOST_FRAMES}) AS newest ORDER BY id`,
};

/** Returns the last frames of a chat, at most `MOST_FRAMES`, in order; none once they have been deleted. */
export async function newestFrames(tx: Transaction, chat_id: string): Promise<ChatFrame[]> {
  const { rows } = await tx.query<{ frame: ChatFrame }>(readNewestFrames, [chat_id]);
  return rows.map(({ frame }) => frame);
}

/** Returns a chat's messages and tool calls as text; empty once the chat's frames have been deleted. */
export async function transcriptOf(tx: Transaction, chat_id: string): Promise<string> {
  return (await newestFrames(tx, chat_id)).map(lineOf).join('');
}

function lineOf(frame: ChatFrame): string {
  if (frame.type === 'delta') return frame.delta;
  if (frame.type === 'message_complete') return '';
  return frame.status === 'started' ? '' : `\n[${frame.name} ${frame.status}: ${frame.title ?? ''}]\n`;
}
