/**
 * Reports within two seconds whether the database is usable, whatever its state. Concurrent callers share one query, so
 * that an unresponsive database occupies one connection and not one per caller.
 */
import type { Pool } from 'pg';
import type { Readiness } from '../core/ports/service.ts';
import { type Outage, outageLine, outageRemedy } from '../core/waiting.ts';
import { withinDeadline } from '../deadline.ts';
import { OutageError, outageOf } from './outage.ts';
import type { OutageLog } from './outage-log.ts';

const ANSWER_MS = 1500;
const SOURCE = 'probe';
const READ_ONLY: Outage = { cause: 'read_only', code: '25006', detail: '' };

export function createProbe(pool: Pool, outages: OutageLog): () => Promise<Readiness> {
  let asking: Promise<void> | null = null;
  const ask = (): Promise<void> => {
    asking ??= question(pool, outages).finally(() => {
      asking = null;
    });
    return asking;
  };
  return async () => {
    const answered = ask();
    const known = outages.current();
    // Returns the known outage at once; the query continues, and detects when the outage is over.
    if (known !== null) {
      answered.catch(() => undefined);
      return notReady(known);
    }
    try {
      await answered;
    } catch (error) {
      return notReady(outageOf(error) ?? { cause: 'away', code: '', detail: '' });
    }
    const found = outages.current();
    return found === null ? { ready: true } : notReady(found);
  };
}

/** Runs the query and records its outcome. */
async function question(pool: Pool, outages: OutageLog): Promise<void> {
  try {
    // On a statement timeout the connection is closed, since it is of no further use.
    const answer = pool.query<{ read_only: boolean }>(
      Object.assign(
        { text: `SELECT current_setting('transaction_read_only')::boolean AS read_only` },
        { query_timeout: ANSWER_MS },
      ),
    );
    const { rows } = await withinDeadline(ANSWER_MS, answer, silent);
    outages.answered();
    if (rows[0]?.read_only === true) outages.failed(SOURCE, new OutageError(READ_ONLY, '', undefined));
    else outages.recovered(SOURCE);
  } catch (error) {
    outages.failed(SOURCE, error);
    throw error;
  }
}

function silent(): Error {
  const outage: Outage = { cause: 'silent', code: '', detail: `no answer for ${ANSWER_MS / 1000} s` };
  return new OutageError(outage, outageLine(outage), undefined);
}

/** Omits the database's own messages, which may name hosts and files: anyone may call this endpoint. */
function notReady({ cause, code }: Outage): Readiness {
  const outage: Outage = { cause, code, detail: '' };
  return { ready: false, reason: outageLine(outage), remedy: outageRemedy(outage) };
}
