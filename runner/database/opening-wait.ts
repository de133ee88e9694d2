/**
 * Waits for a lock that another session holds: after a few seconds reports the holder and how to end it, and gives up
 * after a limit.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { BatonError, codeOf } from '../core/errors.ts';
import { serverOf } from './address.ts';
import { type Opening, openingStopped } from './opening.ts';

/** The key of the advisory lock that is held while the tables are created or changed. PostgreSQL keeps it per database. */
export const MIGRATION_LOCK = 7_031_002;

/** lock_not_available and deadlock_detected: someone else was using the tables just then. */
const BLOCKED = new Set(['55P03', '40P01']);
const NOTICE_MS = 5_000;
const LIMIT_MS = 60_000;
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;
const LOOK_MS = 500;

export interface WaitLimits {
  /** when to report the wait */
  readonly noticeMs?: number | undefined;
  /** when to give up */
  readonly limitMs?: number | undefined;
}

/** A session that holds the lock. */
export interface Holder {
  readonly pid: number;
  readonly application: string | null;
  readonly state: string | null;
  readonly since: Date | null;
  /** when it was first seen to hold it, where `since` is not known */
  readonly seenAt?: Date;
}

/** One per opening: all its waits share the limit. */
export interface OpeningWait {
  /**
   * Tries until it is done. An attempt answers undefined, or fails as blocked, while somebody else has the lock;
   * `holders` tells who, and may be asked while an attempt is under way.
   */
  until<T>(what: string, attempt: () => Promise<T | undefined>, holders: () => Promise<Holder[]>): Promise<T>;
}

export function createWait(
  opening: Opening,
  limits: WaitLimits,
  notice: (line: string) => void,
): OpeningWait {
  const { noticeMs = NOTICE_MS, limitMs = LIMIT_MS } = limits;
  let waited = 0;
  let noticed = '';
  return {
    async until(what, attempt, holders) {
      const began = performance.now() - waited;
      const watch = watchHolders(holders, (holding) => {
        const line = `Waiting for ${what} of PostgreSQL at ${serverOf(opening.url)}: ${described(holding)}`;
        if (performance.now() - began < noticeMs || line === noticed) return;
        noticed = line;
        notice(line);
      });
      try {
        for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
          const result = await blockedAsUndefined(attempt);
          if (result !== undefined) return result;
          if (opening.signal.aborted) throw openingStopped();
          if (performance.now() - began >= limitMs) throw gaveUp(what, opening.url, limitMs, watch.seen());
          await pause(pauseMs, undefined, { signal: opening.signal }).catch(() => undefined);
        }
      } finally {
        waited = performance.now() - began;
        watch.end();
      }
    },
  };
}

async function blockedAsUndefined<T>(attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (BLOCKED.has(codeOf(error))) return undefined;
    throw error;
  }
}

interface Watch {
  /** the last known holders */
  seen(): readonly Holder[];
  end(): void;
}

function watchHolders(
  holders: () => Promise<Holder[]>,
  onHolders: (holding: readonly Holder[]) => void,
): Watch {
  const firstSeen = new Map<number, Date>();
  let seen: readonly Holder[] = [];
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const found = await holders().catch(() => []);
    looking = false;
    // Between attempts nothing is blocked.
    if (found.length > 0) seen = found.map((holder) => withFirstSeen(holder, firstSeen));
    onHolders(seen);
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return { seen: () => seen, end: () => clearInterval(timer) };
}

/** Since when another role's session does something is hidden from ordinary users. */
function withFirstSeen(holder: Holder, firstSeen: Map<number, Date>): Holder {
  const at = firstSeen.get(holder.pid) ?? new Date();
  firstSeen.set(holder.pid, at);
  return holder.since === null ? { ...holder, seenAt: at } : holder;
}

function described(holding: readonly Holder[]): string {
  if (holding.length === 0) return 'another session holds it (see pg_locks).';
  const prepared = holding.some(({ pid }) => pid === 0);
  const sessions = holding.filter(({ pid }) => pid !== 0);
  const ends = sessions.map(({ pid }) => `SELECT pg_terminate_backend(${pid});`).join(' ');
  return [
    ...sessions.map(sessionLine),
    ...(sessions.length === 0 ? [] : [`End it with: ${ends}`]),
    ...(prepared
      ? ['A prepared transaction holds it (see pg_prepared_xacts). End it with ROLLBACK PREPARED.']
      : []),
  ].join(' ');
}

function sessionLine({ pid, application, state, since, seenAt }: Holder): string {
  const program = application === null || application === '' ? 'no application_name' : application;
  const time = since === null ? `since before ${seenAt?.toISOString()}` : `since ${since.toISOString()}`;
  const known = [program, state, time];
  return `session ${pid} holds it (${known.filter((part) => part !== null).join(', ')}).`;
}

function gaveUp(what: string, url: string, limitMs: number, holding: readonly Holder[]): BatonError {
  return new BatonError(
    'environment',
    'database_locked',
    `Gave up after ${Math.round(limitMs / 1000)} s of waiting for ${what} of PostgreSQL at ${serverOf(url)}: ${described(holding)} Then start Baton again.`,
    { passing: true },
  );
}

/** What another role's session does is hidden from ordinary users; its pid and name are not. */
const COLUMNS = `coalesce(pid, 0) AS pid, application_name AS application, state,
  coalesce(xact_start, state_change, backend_start) AS since`;

type Asks = pg.Pool | pg.PoolClient;

/** The sessions that hold the migration lock. */
export async function migrationLockHolders(database: Asks): Promise<Holder[]> {
  const { rows } = await database.query<Holder>(
    `SELECT ${COLUMNS} FROM (
       SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
         AND classid = 0 AND objid = $1::oid
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     ) AS held LEFT JOIN pg_stat_activity USING (pid) ORDER BY since LIMIT 3`,
    [MIGRATION_LOCK],
  );
  return rows;
}

/** The sessions that keep those named `application` waiting for a lock. */
export async function blockersOf(database: Asks, application: string): Promise<Holder[]> {
  const { rows } = await database.query<Holder>(
    `SELECT ${COLUMNS} FROM (
       SELECT DISTINCT unnest(pg_blocking_pids(pid)) AS pid FROM pg_stat_activity
        WHERE application_name = $1 AND wait_event_type = 'Lock'
     ) AS blocking LEFT JOIN pg_stat_activity USING (pid) ORDER BY since LIMIT 3`,
    [application],
  );
  return rows;
}
