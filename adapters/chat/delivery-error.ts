/**
 * Classifies failed calls. An adapter supplies a table from its platform's error codes to what they mean for a post,
 * each with what a person can do; what never reached the platform is classified here.
 */
import { messageOf } from '../../runner/core/errors.ts';
import { DeliveryError, type DeliveryFault } from '../../runner/core/ports/delivery-error.ts';

type Code = string | number;

/** A class of faults, the message for people, and the codes that mean it. */
export type FaultRow = readonly [DeliveryFault, string, readonly Code[]];

/**
 * Returns the error for a code, with the code behind its message; null for a code that is not in the table. `waitMs`:
 * how long the platform asks to wait.
 */
export type FaultTable = (code: Code, cause: unknown, waitMs?: number) => DeliveryError | null;

export function faultTable(rows: readonly FaultRow[]): FaultTable {
  const meanings = new Map(
    rows.flatMap(([reason, message, codes]) => codes.map((code) => [code, { reason, message }] as const)),
  );
  return (code, cause, waitMs = 0) => {
    const meaning = meanings.get(code);
    return meaning === undefined
      ? null
      : new DeliveryError(meaning.reason, `${meaning.message} (${code})`, waitMs, cause);
  };
}

/** For platforms that limit the rate without saying how long to wait. */
const WAIT_MS = 1_000;

export function rateLimitedError(title: string, waitMs: number, cause: unknown): DeliveryError {
  return new DeliveryError('rate_limited', `${title} rate-limits Baton`, waitMs || WAIT_MS, cause);
}

/** For a request that failed before any response. */
export function unreachableError(title: string, error: unknown, cause: unknown = error): DeliveryError {
  const reason = isUnsent(error) ? 'unsent' : 'doubtful';
  return new DeliveryError(reason, `${title} can’t be reached: ${networkCause(error)}`, 0, cause);
}

const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Returns true if the request failed before any of it was sent. */
export function isUnsent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isUnsent);
  if (!(error instanceof Error)) return false;
  return (
    ('code' in error && BEFORE_SENDING.has(String(error.code))) ||
    (error.cause !== undefined && isUnsent(error.cause))
  );
}

/** Returns the underlying cause, since `fetch failed` alone is not informative. */
export function networkCause(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return networkCause(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? networkCause(error.cause) : messageOf(error);
}
