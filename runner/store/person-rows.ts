/** Rows of `people`: what people of chat platforms chose for themselves. */
import type { Pool } from 'pg';
import type { PersonId } from '../core/ports/posts.ts';
import type { Statement, Transaction } from './transaction.ts';

/** SQL for whether the person who started a run wants no notifications; an actor is `platform:workspace:person`. */
export const STARTER_IS_MUTED = `EXISTS (SELECT FROM people WHERE muted AND platform = split_part(run.requested_by, ':', 1)
     AND workspace = split_part(run.requested_by, ':', 2) AND person = split_part(run.requested_by, ':', 3)) AS starter_is_muted`;

const setMuted: Statement = {
  name: 'set_muted',
  text: `INSERT INTO people (platform, workspace, person, muted) VALUES ($1, $2, $3, $4)
         ON CONFLICT (platform, workspace, person) DO UPDATE SET muted = excluded.muted, updated_at = clock_timestamp()`,
};

const readMuted: Statement = {
  name: 'read_muted',
  text: 'SELECT muted FROM people WHERE platform = $1 AND workspace = $2 AND person = $3',
};

/** A person who chose nothing is notified. */
export async function isPersonMuted(pool: Pool, { platform, workspace, person }: PersonId): Promise<boolean> {
  const values = [platform, workspace, person];
  const { rows } = await pool.query<{ muted: boolean }>({ ...readMuted, values });
  return rows[0]?.muted ?? false;
}

export function mutePerson(tx: Transaction, { platform, workspace, person }: PersonId, muted: boolean): void {
  tx.send(setMuted, [platform, workspace, person, muted]);
}
