/**
 * Why a run or a question makes no progress, as a value: an outage of the database, no worker, or no free slot. Only code
 * that shows it formats it, with `waitingLine`.
 */

import { plural } from './wording.ts';

/** Kinds of database outages, the most severe first. */
export const OUTAGE_CAUSES = [
  'full',
  'read_only',
  'io',
  'memory',
  'limit',
  'connections',
  'silent',
  'away',
  'busy',
] as const;
export type OutageCause = (typeof OUTAGE_CAUSES)[number];

export interface Outage {
  readonly cause: OutageCause;
  /** the SQLSTATE or the system's error code; empty if there is none */
  readonly code: string;
  /** the database's own message */
  readonly detail: string;
}

interface OutageText {
  readonly says: string;
  readonly remedy: string;
}

const OUTAGE_TEXTS: Readonly<Record<OutageCause, OutageText>> = {
  full: {
    says: 'the database cannot store: no space left on device',
    remedy: 'Free space on the disk that holds the database.',
  },
  read_only: {
    says: 'the database is read-only',
    remedy:
      'After a fail-over, let DATABASE_URL name the primary server; otherwise allow writes (default_transaction_read_only).',
  },
  io: {
    says: 'the database cannot read or write its files',
    remedy: "Check the disk of the database server and the server's log.",
  },
  memory: { says: 'the database is out of memory', remedy: 'Give the database server more memory.' },
  limit: {
    says: 'the database has reached a configured limit',
    remedy: "Raise the limit that the server's message names.",
  },
  connections: {
    says: 'the database refuses connections: too many clients',
    remedy: 'Close other clients or raise max_connections.',
  },
  silent: {
    says: 'the database does not answer',
    remedy: 'Check that the database server is not stopped and that the network reaches it.',
  },
  away: {
    says: 'the database cannot be reached',
    remedy: 'Start the database server, or correct DATABASE_URL.',
  },
  busy: {
    says: 'the database is busy: another session holds a lock or gets in the way',
    remedy: 'See pg_stat_activity for the session that holds the lock.',
  },
};

/** `the database cannot store: no space left on device (53100: could not extend file …)` */
export function outageLine({ cause, code, detail }: Outage): string {
  const facts = [code, detail].filter((part) => part !== '').join(': ');
  return `${OUTAGE_TEXTS[cause].says}${facts === '' ? '' : ` (${facts})`}`;
}

export function outageRemedy({ cause }: Outage): string {
  return OUTAGE_TEXTS[cause].remedy;
}

export const WAITING_TYPES = [
  'database',
  'no_worker',
  'queued',
] as const satisfies readonly WaitingReason['type'][];

export type WaitingReason =
  | { readonly type: 'database'; readonly outage: Outage }
  /** `host`: the only host that can execute it; null if any worker can */
  | { readonly type: 'no_worker'; readonly host: string | null }
  /** all agent slots are in use; `ahead`: how many tasks come first */
  | { readonly type: 'queued'; readonly ahead: number };

/** What the stored rows say about a run or a question. */
export interface WaitingFacts {
  readonly host: string | null;
  /** whether any part of it is in progress */
  readonly at_work: boolean;
  /** dispatched parts that no worker has claimed */
  readonly dispatched: number;
  /** those of them that are agent tasks */
  readonly waiting_tasks: number;
  /** earlier agent tasks of others */
  readonly ahead: number;
  /** live workers that can execute it */
  readonly workers: number;
}

/** Returns null if it makes progress, or is about to. */
export function waitingReason(facts: WaitingFacts): WaitingReason | null {
  if (facts.at_work || facts.dispatched === 0) return null;
  if (facts.workers === 0) return { type: 'no_worker', host: facts.host };
  return facts.waiting_tasks > 0 ? { type: 'queued', ahead: facts.ahead } : null;
}

/** Whether two reasons are the same except for details that change while waiting, such as the place in the queue. */
export function isSameWait(one: WaitingReason | null, other: WaitingReason | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.type === 'database' && other.type === 'database') return one.outage.cause === other.outage.cause;
  if (one.type === 'no_worker' && other.type === 'no_worker') return one.host === other.host;
  return one.type === other.type;
}

/** Formats a reason as one line. */
export function waitingLine(reason: WaitingReason): string {
  switch (reason.type) {
    case 'database':
      return `${outageLine(reason.outage)}; waiting. ${outageRemedy(reason.outage)}`;
    case 'no_worker':
      return reason.host === null
        ? 'waiting for a worker: none is running. Start one with: baton start'
        : `waiting for a worker on host ${reason.host}: none is running there. Only that host has the project's path; start Baton on it, or run the flow again here.`;
    case 'queued':
      return reason.ahead === 0
        ? 'waiting for a free agent slot'
        : `waiting for a free agent slot (${plural(reason.ahead, 'task')} ahead)`;
  }
}

/** The line for the end of a wait. */
export function waitOverLine(reason: WaitingReason): string {
  if (reason.type !== 'database') return 'the wait is over; going on';
  const { cause } = reason.outage;
  const stores = cause === 'full' || cause === 'read_only' || cause === 'io';
  return stores ? 'the database can store again; going on' : 'the database answers again; going on';
}
