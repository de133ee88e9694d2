/**
 * Deletes what is older than it is kept, in small batches: a million old rows hold up nobody, and a process that dies
 * between two batches loses nothing. Any number of processes may do it at once: each takes rows that no other has taken.
 */
import type { Database, Statement } from './transaction.ts';

/** For how many days each kind is kept. */
export interface Retention {
  /** runs from their end on, with their steps, outputs, posts and reports; fires of schedules; fixed findings */
  readonly runs: number;
  /** what agents said and did while they worked, beside their answers */
  readonly transcripts: number;
  readonly audit: number;
}

export const KEPT = ['runs', 'transcripts', 'audit'] as const satisfies readonly (keyof Retention)[];

interface Kind {
  readonly keep: keyof Retention;
  readonly batch: number;
  readonly statement: Statement;
}

/** `rows` selects them, with $1 as the days that they are kept. */
function deletion(name: string, table: string, rows: string): Statement {
  return {
    name: `delete_old_${name}`,
    text: `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM ${table} WHERE ${rows} LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  };
}

const OLD = `clock_timestamp() - $1 * interval '1 day'`;

const KINDS: readonly Kind[] = [
  {
    keep: 'transcripts',
    batch: 2_000,
    statement: deletion('frames', 'chat_frames', `created_at < ${OLD}`),
  },
  {
    keep: 'runs',
    // With each of them go hundreds of rows of other tables.
    batch: 20,
    statement: deletion(
      'runs',
      'flow_runs',
      `status <> 'running' AND created_at < ${OLD} AND completed_at < ${OLD}`,
    ),
  },
  { keep: 'runs', batch: 2_000, statement: deletion('fires', 'schedule_fires', `created_at < ${OLD}`) },
  {
    keep: 'runs',
    batch: 2_000,
    // One that is found again is new again, whether its row is there or not; but a dismissal holds.
    statement: deletion('findings', 'findings', `fixed_seen < ${OLD} AND dismissed IS NULL`),
  },
  { keep: 'audit', batch: 2_000, statement: deletion('audit', 'audit_log', `at < ${OLD}`) },
];

/** Deletes all that is too old, and returns how many rows of each kind; stops between two batches once told to. */
export async function deleteOld(
  pool: Database,
  retention: Retention,
  signal: AbortSignal,
): Promise<Record<keyof Retention, number>> {
  const deleted = { runs: 0, transcripts: 0, audit: 0 };
  for (const { keep, batch, statement } of KINDS) {
    for (let last = batch; last === batch && !signal.aborted; ) {
      const { rowCount } = await pool.query({ ...statement, values: [retention[keep], batch] });
      last = rowCount ?? 0;
      deleted[keep] += last;
    }
  }
  return deleted;
}
