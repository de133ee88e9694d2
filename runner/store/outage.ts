/**
 * A database that is away and may come back, told from everything else that can go wrong with it. Whoever asked hears
 * `database_unreachable`, which passes; whoever works waits.
 */
import { BatonError, messageOf } from '../core/errors.ts';
import { codeOf, connectionError } from '../database/connection.ts';

/** Connection lost or refused, server starting, stopping or crashed, too many connections. */
const SQL_STATES = /^(08|57P0[1235]$|53300$)/;
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What pg says without a code. */
const WORDS =
  /^(Connection terminated|timeout (expired|exceeded)|Client (has encountered|was closed))|not queryable/;

export function isOutage(error: unknown): boolean {
  if (error instanceof BatonError) return error.code === 'database_unreachable';
  const code = codeOf(error);
  // A socket that is not there; of a file it means something else.
  if (code === 'ENOENT') return error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return SQL_STATES.test(code) || SYSTEM_CODES.has(code) || (code === '' && WORDS.test(messageOf(error)));
}

/** The error as whoever asked should hear it. */
export function asOutage(error: unknown, url: string): unknown {
  return isOutage(error) && !(error instanceof BatonError) ? connectionError(error, url) : error;
}

/** The answer, or what it met as whoever asked should hear it. */
export async function answerOf<T>(url: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asOutage(error, url);
  }
}

/** A value that can't be stored (class 22: no such text, number or JSON; 54: too large), however often it is tried. */
export function isUnstorable(error: unknown): boolean {
  return /^(22|54)/.test(codeOf(error));
}
