/** Implements the port of what is stored for operators: today's usage, and the audit log. */
import type { OperatorRecords } from '../core/ports/inspection.ts';
import { type AuditPage, type AuditPlace, readAuditPage } from '../store/audit-rows.ts';
import { answerOf } from '../store/outage.ts';
import type { Database } from '../store/transaction.ts';
import { spentToday } from '../store/usage-rows.ts';

/** A read that takes longer is treated as an outage. */
const READ_MS = 5000;
const PAGE = 500;

export function createOperatorRecords(pool: Database, url: string, page = PAGE): OperatorRecords {
  return {
    async spentToday() {
      const projects = await answerOf(url, spentToday(pool), READ_MS);
      const sum = (of: 'tokens' | 'cost') => projects.reduce((total, project) => total + project[of], 0);
      return { day: { tokens: sum('tokens'), cost: sum('cost') }, projects };
    },
    async *audit(since) {
      let place: AuditPlace | null = { at: since ?? '-infinity', id: 0 };
      while (place !== null) {
        const found: AuditPage = await answerOf(url, readAuditPage(pool, place, page), READ_MS);
        yield found.entries;
        place = found.last;
      }
    },
  };
}
