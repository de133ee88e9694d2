/**
 * Distinguishes temporary outages of the database from all other errors, by SQLSTATE or system error code. A caller
 * gets the outage as an error marked as passing; workers wait.
 */
import { BatonError, codeOf, messageOf } from '../core/errors.ts';
import { type Outage, type OutageCause, outageLine, outageRemedy } from '../core/waiting.ts';
import { connectionError } from '../database/connection.ts';
import { withinDeadline } from '../deadline.ts';

/** By SQLSTATE, first match wins. 57P: the server starts, stops or crashed; 57014: an operator's statement_timeout. */
const SQL_STATES: readonly (readonly [RegExp, OutageCause])[] = [
  [/^53100$/, 'full'],
  [/^25006$/, 'read_only'],
  [/^58/, 'io'],
  [/^53200$/, 'memory'],
  [/^53300$/, 'connections'],
  [/^53/, 'limit'],
  [/^(57014|25P0[34])$/, 'silent'],
  [/^(08|57)/, 'away'],
  [/^(55P03|40001|40P01)$/, 'busy'],
];

const SYSTEM_CODES: Readonly<Record<string, OutageCause>> = {
  ECONNREFUSED: 'away',
  ECONNRESET: 'away',
  ECONNABORTED: 'away',
  EPIPE: 'away',
  EHOSTUNREACH: 'away',
  EHOSTDOWN: 'away',
  ENETUNREACH: 'away',
  ENETDOWN: 'away',
  ENOTFOUND: 'away',
  EAI_AGAIN: 'away',
  EAI_FAIL: 'away',
  ETIMEDOUT: 'silent',
};

/** Messages of pg errors without a code. */
const WORDS: readonly (readonly [RegExp, OutageCause])[] = [
  [
    /^(Query read timeout|timeout (expired|exceeded)|Connection terminated due to connection timeout)/,
    'silent',
  ],
  [/^(Connection terminated|Client (has encountered|was closed))|not queryable/, 'away'],
];

/** Stable codes for programs; `database_unreachable` is the oldest. */
const ERROR_CODES: Readonly<Record<OutageCause, string>> = {
  full: 'database_full',
  read_only: 'database_read_only',
  io: 'database_io',
  memory: 'database_out_of_memory',
  limit: 'database_limit',
  connections: 'database_connections',
  silent: 'database_silent',
  away: 'database_unreachable',
  busy: 'database_busy',
};

/** An outage as a `BatonError`. */
export class OutageError extends BatonError {
  readonly outage: Outage;

  constructor(outage: Outage, message: string, cause: unknown) {
    super('environment', ERROR_CODES[outage.cause], message, { cause, passing: true });
    this.outage = outage;
  }
}

/** Returns null if the error is not an outage. */
export function outageOf(error: unknown): Outage | null {
  if (error instanceof OutageError) return error.outage;
  if (error instanceof BatonError) {
    return error.code === ERROR_CODES.away ? { cause: 'away', code: '', detail: error.message } : null;
  }
  const code = codeOf(error);
  const detail = messageOf(error);
  const cause = causeOf(error, code, detail);
  return cause === null ? null : { cause, code, detail };
}

function causeOf(error: unknown, code: string, detail: string): OutageCause | null {
  // Only for a socket: ENOENT on a file means something else.
  if (code === 'ENOENT') {
    return error instanceof Error && 'syscall' in error && error.syscall === 'connect' ? 'away' : null;
  }
  const known = SYSTEM_CODES[code];
  if (known !== undefined) return known;
  const table = code === '' ? WORDS : SQL_STATES;
  const text = code === '' ? detail : code;
  return table.find(([form]) => form.test(text))?.[1] ?? null;
}

export function isOutage(error: unknown): boolean {
  return outageOf(error) !== null;
}

/** Returns true if reads work and only writes fail. */
export function isWriteOutage(error: unknown): boolean {
  const cause = outageOf(error)?.cause;
  return cause === 'full' || cause === 'limit' || cause === 'memory' || cause === 'io' || cause === 'busy';
}

/** A rejected login or a missing database: not temporary, but not a bug either. */
const MISSING = /^(28|3D000$)/;

/** Converts an error into the one that callers see. */
export function asOutage(error: unknown, url: string): unknown {
  if (error instanceof BatonError) return error;
  if (MISSING.test(codeOf(error))) return connectionError(error, url);
  const outage = outageOf(error);
  if (outage === null) return error;
  if (outage.cause === 'away') return new OutageError(outage, connectionError(error, url).message, error);
  const line = outageLine(outage);
  return new OutageError(outage, `${line[0]?.toUpperCase()}${line.slice(1)}. ${outageRemedy(outage)}`, error);
}

/** Returns the result, or throws the error that callers see. `limitMs`: no response for this long is an outage. */
export async function answerOf<T>(url: string, answer: Promise<T>, limitMs?: number): Promise<T> {
  try {
    if (limitMs === undefined) return await answer;
    return await withinDeadline(limitMs, answer, () => silence(limitMs));
  } catch (error) {
    throw asOutage(error, url);
  }
}

/** The error that pg throws for a statement timeout. */
function silence(ms: number): Error {
  return new OutageError(
    { cause: 'silent', code: '', detail: `no answer for ${Math.round(ms / 1000)} s` },
    `The database does not answer (no answer for ${Math.round(ms / 1000)} s). ${outageRemedy({ cause: 'silent', code: '', detail: '' })}`,
    undefined,
  );
}

/** Returns true for a value that can never be stored (class 22: invalid text, number or JSON; 54: too large). */
export function isUnstorable(error: unknown): boolean {
  return /^(22|54)/.test(codeOf(error));
}

/** Text that PostgreSQL can't store is an error of the request, in whichever field it is. */
export function refuseUnstorable(error: unknown): never {
  if (!isUnstorable(error)) throw error;
  throw new BatonError('refused', 'unstorable', 'The request has characters that cannot be stored.', {
    cause: error,
  });
}
