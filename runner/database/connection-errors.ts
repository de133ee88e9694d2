/**
 * Turns a failed connection into a `BatonError` of kind `environment` whose message names DATABASE_URL and the remedy,
 * and never contains a password.
 */
import { BatonError, codeOf, messageOf } from '../core/errors.ts';
import { serverOf } from './address.ts';

const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;
const OTHER_HOST = /^(ERR_TLS_CERT_ALTNAME_|HOSTNAME_MISMATCH)/;
const TLS_FAILED = /^(ERR_SSL_|ERR_OSSL_|ERR_TLS_|EPROTO)/;
/** The error of pg if the server rejects TLS. */
const NO_TLS = 'The server does not support SSL connections';
/** The error of PostgreSQL if pg_hba.conf allows encrypted connections only. */
const TLS_NEEDED = /no pg_hba\.conf entry .*(no encryption|SSL off)/;

export function connectionError(error: unknown, url: string): BatonError {
  if (error instanceof BatonError) return error;
  const server = serverOf(url);
  return tlsError(error, server) ?? refusal(error, server) ?? unreachable(error, server);
}

/** Returns true if connecting the other way (with or without TLS) might work. */
export function mayBeTls(error: unknown): boolean {
  return codeOf(error) === '28000' || messageOf(error) === NO_TLS || TLS_FAILED.test(codeOf(error));
}

function tlsError(error: unknown, server: string): BatonError | null {
  const code = codeOf(error);
  const message = messageOf(error);
  // Node adds a recommendation of an option of its own.
  const [reason = message] = message.split('; if the root CA', 1);
  if (message === NO_TLS)
    return fault(
      error,
      'database_tls',
      `PostgreSQL at ${server} does not offer TLS, which sslmode in DATABASE_URL asks for. Turn on ssl in the server, or connect without encryption: sslmode=disable.`,
    );
  if (code === '28000' && TLS_NEEDED.test(message))
    return fault(
      error,
      'database_tls',
      `PostgreSQL at ${server} refuses this connection without TLS (${reason}). Add sslmode=require to DATABASE_URL, or correct its user.`,
    );
  if (OTHER_HOST.test(code))
    return fault(
      error,
      'database_tls',
      `The certificate of PostgreSQL at ${server} is for another host (${reason}). Correct the host in DATABASE_URL, or accept any host's with sslmode=verify-ca and sslrootcert=FILE, or encrypt without verifying: sslmode=no-verify.`,
    );
  if (UNTRUSTED.test(code))
    return fault(
      error,
      'database_tls',
      `The certificate of PostgreSQL at ${server} is not trusted (${reason}). Name the certificate of its authority with sslrootcert=FILE in DATABASE_URL, or encrypt without verifying: sslmode=no-verify.`,
    );
  if (TLS_FAILED.test(code))
    return fault(
      error,
      'database_tls',
      `TLS with PostgreSQL at ${server} failed (${reason}). Check sslmode, sslrootcert, sslcert and sslkey in DATABASE_URL.`,
    );
  return null;
}

/** Errors that the server itself returned. */
function refusal(error: unknown, server: string): BatonError | null {
  const code = codeOf(error);
  const message = messageOf(error);
  if (code.startsWith('28'))
    return fault(
      error,
      'database_login',
      `PostgreSQL at ${server} refuses the login (${message}). Correct the user and password in DATABASE_URL.`,
    );
  if (code === '3D000')
    return fault(
      error,
      'database_missing',
      `PostgreSQL at ${server} answers, but ${message}. Create it (createdb), or correct the name in DATABASE_URL.`,
    );
  if (code === '53300')
    return passing(
      error,
      `PostgreSQL at ${server} has no connection left (${message}). End other sessions, or raise max_connections or the role's CONNECTION LIMIT.`,
    );
  if (code === '57P03')
    return passing(
      error,
      `PostgreSQL at ${server} does not take connections now (${message}). Wait until it has started.`,
    );
  // Any other SQLSTATE but those of a lost connection.
  if (/^[0-9A-Z]{5}$/.test(code) && !/^(08[^P]|57P|E)/.test(code))
    return fault(
      error,
      'database_refused',
      `PostgreSQL at ${server} answers with an error (${message}). Correct DATABASE_URL, or give its user the rights that are missing.`,
    );
  return null;
}

function unreachable(error: unknown, server: string): BatonError {
  return passing(
    error,
    `PostgreSQL at ${server} cannot be reached (${messageOf(error)}). Start it or correct DATABASE_URL; without DATABASE_URL Baton starts its own.`,
  );
}

/** One code for everything temporary: the runner waits for it. */
function passing(cause: unknown, message: string): BatonError {
  return new BatonError('environment', 'database_unreachable', message, { cause, passing: true });
}

function fault(cause: unknown, code: string, message: string): BatonError {
  return new BatonError('environment', code, message, { cause });
}
