/**
 * Notifies every process of changed runs: after the commit, many changes in one statement. NOTIFY inside the
 * transactions would make their commits wait for each other. A notification that is lost with its process delays
 * watchers by two seconds; the rows are the truth.
 */
import type { Pool } from 'pg';
import { within } from '../deadline.ts';

export interface Announcer {
  /** `urgent`: sent at once, with all pending changes; for the end of a run. */
  changed(run_id: string, urgent?: boolean): void;
  /** Sends the pending changes, if the database accepts them. */
  close(): Promise<void>;
}

const GATHER_MS = 50;
const SHUTDOWN_LIMIT_MS = 500;

export function createAnnouncer(pool: Pool): Announcer {
  let run_ids = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();
  const flush = () => {
    timer = undefined;
    const batch = [...run_ids];
    run_ids = new Set();
    flushing = flushing
      .then(() =>
        pool.query(`SELECT pg_notify('baton', 'run ' || run_id) FROM unnest($1::text[]) AS run_id`, [batch]),
      )
      .then(
        () => undefined,
        () => undefined,
      );
  };
  return {
    changed(run_id, urgent = false) {
      run_ids.add(run_id);
      if (urgent) {
        clearTimeout(timer);
        flush();
      } else {
        timer ??= setTimeout(flush, GATHER_MS);
      }
    },
    async close() {
      clearTimeout(timer);
      if (run_ids.size > 0) flush();
      await within(SHUTDOWN_LIMIT_MS, flushing);
    },
  };
}
