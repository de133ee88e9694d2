/** Prepares the database that DATABASE_URL names: connects, checks that Baton can use it, and brings its tables up to date. */
import { BatonError } from '../core/errors.ts';
import { readAddress, serverOf } from './address.ts';
import { connectionError } from './connection-errors.ts';
import { inspect } from './inspection.ts';
import { type Opening, openFirst, openingStopped } from './opening.ts';
import { createWait, type WaitLimits } from './opening-wait.ts';
import { checkPooler } from './pooler.ts';
import { isCurrent, migrate } from './schema.ts';
import { certificateFault } from './tls-modes.ts';

/** Limit for the checks: long enough for a server under load, short enough for the doctor. */
const LOOK_LIMIT_MS = 10_000;

export interface Preparing {
  readonly schema: string;
  /** connections that the process needs at least, besides those of the opening */
  readonly needed: number;
  readonly limits: WaitLimits;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** called with what the opening waits for */
  readonly notice: (line: string) => void;
}

export interface Prepared {
  /** the address in the form that worked */
  readonly url: string;
  readonly connectionsLeft: number;
  /** whether the tables were brought up to date just now */
  readonly migrated: boolean;
}

/** Returns the forms of DATABASE_URL to try. Throws `BatonError` (`environment`) if it is not a valid address. */
export function addressesOf(text: string): readonly string[] {
  const address = readAddress(text);
  if (!address.ok) throw new BatonError('environment', 'database_url', `DATABASE_URL ${address.fault}.`);
  const fault = certificateFault(address.urls[0]);
  if (fault !== null) throw new BatonError('environment', 'database_tls', `DATABASE_URL ${fault}.`);
  return address.urls;
}

/** Throws `BatonError` (`environment`) with the remedy, or `stopped` once the signal has aborted. */
export async function prepareDatabase(urls: readonly string[], preparing: Preparing): Promise<Prepared> {
  const { schema, signal, log, notice, limits } = preparing;
  const opening = await openFirst(urls, signal);
  try {
    const { connectionsLeft, current } = await withinLimit(look(opening, preparing), opening);
    const migrated = !current && (await migrate(opening, schema, createWait(opening, limits, notice), log));
    return { url: opening.url, connectionsLeft, migrated };
  } catch (error) {
    if (signal.aborted) throw openingStopped();
    throw connectionError(error, opening.url);
  } finally {
    await opening.close();
  }
}

interface Look {
  readonly connectionsLeft: number;
  readonly current: boolean;
}

async function look(opening: Opening, { schema, needed }: Preparing): Promise<Look> {
  const client = await opening.pool.connect();
  try {
    const { connectionsLeft, checkPermissions } = await inspect(client, opening.url, needed);
    await checkPooler(opening, client);
    await opening.settle(client);
    const current = await isCurrent(client, schema);
    if (!current) checkPermissions();
    return { connectionsLeft, current };
  } finally {
    client.release();
  }
}

/** A server may accept the connection and then not respond. */
async function withinLimit<T>(answer: Promise<T>, opening: Opening): Promise<T> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    opening.cut();
  }, LOOK_LIMIT_MS);
  try {
    return await answer;
  } catch (error) {
    if (!late) throw error;
    throw new BatonError(
      'environment',
      'database_unreachable',
      `PostgreSQL at ${serverOf(opening.url)} takes connections but does not answer within ${LOOK_LIMIT_MS / 1000} s. Look at its log and its load.`,
      { cause: error, passing: true },
    );
  } finally {
    clearTimeout(timer);
  }
}
