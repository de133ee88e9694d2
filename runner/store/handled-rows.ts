/** Rows of `handled_actions`: user actions in chats, with the commands that they were offered. */
import type { HandledAction } from '../core/ports/handled-actions.ts';
import type { Database, Statement } from './transaction.ts';

const insertHandled: Statement = {
  name: 'insert_handled_action',
  text: `WITH old AS (DELETE FROM handled_actions WHERE created_at < clock_timestamp() - interval '7 days')
         INSERT INTO handled_actions (id, actor, place, offers) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO NOTHING`,
};

/** Deletes those that are too old to matter as well. */
export async function insertHandledAction(
  pool: Database,
  { id, actor, place, offers }: HandledAction,
): Promise<void> {
  await pool.query({ ...insertHandled, values: [id, actor, JSON.stringify(place), JSON.stringify(offers)] });
}

const isHandledAction: Statement = {
  name: 'is_handled_action',
  text: `SELECT FROM handled_actions WHERE id = $1 AND created_at > clock_timestamp() - interval '7 days'`,
};

export async function hasHandledAction(pool: Database, id: string): Promise<boolean> {
  const { rows } = await pool.query({ ...isHandledAction, values: [id] });
  return rows.length > 0;
}

const readHandled: Statement = {
  name: 'read_handled_action',
  text: `SELECT id, actor, place, offers FROM handled_actions
          WHERE id = $1 AND actor = $2 AND created_at > clock_timestamp() - interval '24 hours'`,
};

export async function handledAction(
  pool: Database,
  id: string,
  actor: string,
): Promise<HandledAction | null> {
  const { rows } = await pool.query<HandledAction>({ ...readHandled, values: [id, actor] });
  return rows[0] ?? null;
}
