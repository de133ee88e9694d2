/** Counts the runs that a person or a channel has at work, one start at a time. */
import type { Statement, Transaction } from './transaction.ts';
import type { Starting } from './usage-rows.ts';

// Held until the transaction ends. Always in the same order, so that two starts never wait for each other in a circle.
const lock: Statement = {
  name: 'lock_turns',
  text: `SELECT pg_advisory_xact_lock(hashtextextended(kind, 0)) FROM unnest($1::text[]) WITH ORDINALITY AS lock (kind, n) ORDER BY n`,
};

/** Waits until no other start of the same person or channel is under way. */
export async function lockTurns(tx: Transaction, { requested_by, post_to }: Starting): Promise<void> {
  const channel = post_to === null ? [] : [`baton:runs:channel:${post_to.platform}:${post_to.channel}`];
  await tx.query(lock, [[`baton:runs:user:${requested_by}`, ...channel]]);
}

// A statement of its own, after the lock: it sees the runs of those who were waited for.
const count: Statement = {
  name: 'count_runs_at_work',
  text: `SELECT count(*) FILTER (WHERE run.requested_by = $1)::int AS user,
                count(*) FILTER (WHERE (card.platform, card.channel) = ($2, $3))::int AS channel
           FROM flow_runs run LEFT JOIN posts card ON card.run_id = run.id AND card.key = 'root'
          WHERE run.status = 'running'`,
};

export async function runsAtWork(
  tx: Transaction,
  { requested_by, post_to }: Starting,
): Promise<{ readonly user: number; readonly channel: number }> {
  const values = [requested_by, post_to?.platform, post_to?.channel];
  const { rows } = await tx.query<{ user: number; channel: number }>(count, values);
  const [row] = rows;
  if (row === undefined) throw new Error('a count has a row');
  return row;
}
