/**
 * What this process knows of outages of its database. Each part of the runner that meets one notes it under a name of
 * its own, and says when what had failed works again; what is current is the gravest of those that last. It is logged
 * once when it begins, when its cause changes, and when it is over.
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
  /** Notes what failed, if an outage is the reason; other errors change nothing. */
  met(source: string, error: unknown): void;
  /** What had failed works. */
  over(source: string): void;
  /** Something was stored: what only failed once, and is not tried again, counts no more. */
  stored(): void;
  /** The database answers, whoever asked: outages in which it can't be read are over. */
  answered(): void;
  current(): Outage | null;
}

/** What nobody has met again for so long is taken to be over. */
const FORGET_MS = 15_000;
/** Where nobody tries again by itself. */
export const TRIED_ONCE = { requests: 'requests', claims: 'claims' } as const;
/** A database that can be read may have these all the same. */
const WHILE_READABLE: ReadonlySet<OutageCause> = new Set([
  'full',
  'read_only',
  'io',
  'memory',
  'limit',
  'busy',
]);

export function createOutageLog(log: (line: string) => void, now: () => number = Date.now): OutageLog {
  const met = new Map<string, { readonly outage: Outage; readonly at: number }>();
  let said: Outage | null = null;

  const gravest = (): Outage | null => {
    for (const [source, { at }] of met) if (now() - at > FORGET_MS) met.delete(source);
    const rank = ({ cause }: Outage) => OUTAGE_CAUSES.indexOf(cause);
    const [first] = [...met.values()].map(({ outage }) => outage).sort((a, b) => rank(a) - rank(b));
    return first ?? null;
  };
  const say = () => {
    const outage = gravest();
    if (outage?.cause === said?.cause) return;
    if (outage !== null) log(`${outageLine(outage)}; waiting. ${outageRemedy(outage)}`);
    else if (said !== null) log(waitOverLine({ type: 'database', outage: said }));
    said = outage;
  };
  return {
    met(source, error) {
      const outage = outageOf(error);
      if (outage === null) return;
      met.set(source, { outage, at: now() });
      say();
    },
    over(source) {
      if (met.delete(source) || said !== null) say();
    },
    stored() {
      for (const source of Object.values(TRIED_ONCE)) met.delete(source);
      if (said !== null) say();
    },
    answered() {
      for (const [source, { outage }] of met) if (!WHILE_READABLE.has(outage.cause)) met.delete(source);
      if (said !== null) say();
    },
    current: gravest,
  };
}
