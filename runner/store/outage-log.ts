/**
 * Tracks this process's database outages. Each part of the runner reports failures under its own name, and reports when
 * the operation works again; the current outage is the most severe unresolved one. It is logged once when it begins,
 * when its cause changes, and when it is over.
 */
import {
  OUTAGE_CAUSES,
  type Outage,
  type OutageCause,
  outageLine,
  outageRemedy,
  waitOverLine,
} from '../core/waiting.ts';
import { outageOf } from './outage.ts';

export interface OutageLog {
  /** Records a failure if an outage caused it; other errors change nothing. */
  failed(source: string, error: unknown): void;
  /** Reports that the source's operation works again. */
  recovered(source: string): void;
  /** Reports a successful write: clears failures of operations that are not retried. */
  stored(): void;
  /** Reports that the database responds: clears outages during which it can't be read. */
  answered(): void;
  current(): Outage | null;
}

/** An outage that has not recurred for this long is considered over. */
const FORGET_MS = 15_000;
/** Sources whose operations are not retried automatically. */
export const TRIED_ONCE = { requests: 'requests', claims: 'claims' } as const;
/** Outages that can exist while the database is readable. */
const WHILE_READABLE: ReadonlySet<OutageCause> = new Set([
  'full',
  'read_only',
  'io',
  'memory',
  'limit',
  'busy',
]);

export function createOutageLog(log: (line: string) => void, now: () => number = Date.now): OutageLog {
  const failures = new Map<string, { readonly outage: Outage; readonly at: number }>();
  let logged: Outage | null = null;

  const mostSevere = (): Outage | null => {
    for (const [source, { at }] of failures) if (now() - at > FORGET_MS) failures.delete(source);
    const rank = ({ cause }: Outage) => OUTAGE_CAUSES.indexOf(cause);
    const [first] = [...failures.values()].map(({ outage }) => outage).sort((a, b) => rank(a) - rank(b));
    return first ?? null;
  };
  const logChange = () => {
    const outage = mostSevere();
    if (outage?.cause === logged?.cause) return;
    if (outage !== null) log(`${outageLine(outage)}; waiting. ${outageRemedy(outage)}`);
    else if (logged !== null) log(waitOverLine({ type: 'database', outage: logged }));
    logged = outage;
  };
  return {
    failed(source, error) {
      const outage = outageOf(error);
      if (outage === null) return;
      failures.set(source, { outage, at: now() });
      logChange();
    },
    recovered(source) {
      if (failures.delete(source) || logged !== null) logChange();
    },
    stored() {
      for (const source of Object.values(TRIED_ONCE)) failures.delete(source);
      if (logged !== null) logChange();
    },
    answered() {
      for (const [source, { outage }] of failures)
        if (!WHILE_READABLE.has(outage.cause)) failures.delete(source);
      if (logged !== null) logChange();
    },
    current: mostSevere,
  };
}
