/** Reads the audit log; `run-rows.ts` writes it. */
import type { AuditEntry } from '../core/inspection.ts';
import type { Database, Statement } from './transaction.ts';

/** A place in the log, with the time as the database writes it: it is more exact than JavaScript's. */
export interface AuditPlace {
  readonly at: string;
  readonly id: number;
}

const readAudit: Statement = {
  name: 'read_audit',
  text: `SELECT id::float8 AS id, at, at::text AS exactly, actor, action, run_id, detail FROM audit_log
          WHERE (at, id) > ($1::timestamptz, $2::bigint) ORDER BY at, id LIMIT $3`,
};

interface AuditRow extends Omit<AuditEntry, 'version' | 'at'> {
  readonly at: Date;
  readonly exactly: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** the place of the last one; null once there are no more */
  readonly last: AuditPlace | null;
}

/** Returns the entries after that place, the oldest first. */
export async function readAuditPage(pool: Database, after: AuditPlace, limit: number): Promise<AuditPage> {
  const { rows } = await pool.query<AuditRow>({ ...readAudit, values: [after.at, after.id, limit] });
  const entries = rows.map(({ exactly: _, id, at, ...entry }) => ({
    version: 1 as const,
    id,
    at: at.toISOString(),
    ...entry,
  }));
  const last = rows.at(-1);
  return {
    entries,
    last: last === undefined || rows.length < limit ? null : { at: last.exactly, id: last.id },
  };
}
