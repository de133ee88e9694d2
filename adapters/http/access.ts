/**
 * Who may use the server: anyone while no token is set, else whoever sends a token, or has the session that a browser got for
 * one. A session is a signed cookie, so every process that has the token knows it, and it ends when the token is taken away.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** An admin may do everything, a viewer may look. */
export type Role = 'admin' | 'viewer';

/** Several of each may hold at once, so that they can be rotated. */
export interface AccessTokens {
  readonly admin: readonly string[];
  readonly viewer: readonly string[];
}

export interface Access {
  /** whether a token is needed at all */
  readonly isGuarded: boolean;
  /** Returns which token or session the request has, without telling it; null if it has none that holds. */
  callerOf(headers: IncomingHttpHeaders): string | null;
  /** Returns the role that the request's token or session gives; null if it has none. */
  roleOf(headers: IncomingHttpHeaders): Role | null;
  /** Returns the role and the session cookie for that token; null for a token that does not hold. */
  signIn(token: string, options: { readonly secure: boolean }): { role: Role; cookie: string } | null;
}

const SUBPROTOCOL = 'baton.bearer.';
const COOKIE = 'baton_session';
const SESSION_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** `now` is the time in milliseconds since 1970. */
export function accessBy(tokens: AccessTokens, now: () => number = Date.now): Access {
  const known = (['admin', 'viewer'] as const).flatMap((role) =>
    tokens[role].map((token) => ({ role, token })),
  );
  const roleOfToken = (given: string): Role | null =>
    known.find(({ token }) => isSame(given, token))?.role ?? null;
  const roleOfSession = (cookie: string): Role | null => {
    const [expires = '', signature = ''] = cookie.split('.');
    if (!(Number(expires) > now())) return null;
    return known.find(({ token }) => isSame(signature, signatureOf(token, expires)))?.role ?? null;
  };
  return {
    isGuarded: known.length > 0,
    callerOf(headers) {
      const index = known.findIndex(({ token }) => tokensIn(headers).some((given) => isSame(given, token)));
      if (index >= 0) return `token ${index}`;
      const session = cookieIn(headers);
      return session === null || roleOfSession(session) === null ? null : `session ${session}`;
    },
    roleOf(headers) {
      if (known.length === 0) return 'admin';
      const [byToken] = tokensIn(headers).flatMap((token) => roleOfToken(token) ?? []);
      const session = cookieIn(headers);
      return byToken ?? (session === null ? null : roleOfSession(session));
    },
    signIn(token, { secure }) {
      const role = roleOfToken(token);
      if (role === null) return null;
      const expires = String(now() + SESSION_DAYS * DAY_MS);
      const value = `${expires}.${signatureOf(token, expires)}`;
      return { role, cookie: cookieOf(value, SESSION_DAYS * 24 * 60 * 60, secure) };
    },
  };
}

/** The cookie that ends a session. */
export const signedOutCookie = (secure: boolean): string => cookieOf('', 0, secure);

function cookieOf(value: string, seconds: number, secure: boolean): string {
  const marks = [
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${seconds}`,
    ...(secure ? ['Secure'] : []),
  ];
  return [`${COOKIE}=${value}`, ...marks].join('; ');
}

const signatureOf = (token: string, expires: string): string =>
  createHmac('sha256', `baton session\n${token}`).update(expires).digest('base64url');

/** Tokens are sent in a header, or as a WebSocket subprotocol by pages of other origins, which can set no header. */
function tokensIn(headers: IncomingHttpHeaders): string[] {
  const bearer = headers.authorization?.match(/^bearer +(\S+)$/i)?.[1];
  const offered = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? [];
  const byProtocol = offered.find((protocol) => protocol.startsWith(SUBPROTOCOL))?.slice(SUBPROTOCOL.length);
  return [bearer, byProtocol].filter((token) => token !== undefined);
}

function cookieIn({ cookie = '' }: IncomingHttpHeaders): string | null {
  const parts = cookie.split(';').map((part) => part.trim());
  return parts.find((part) => part.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? null;
}

/** The subprotocol to agree on: a browser drops a connection that answers none of those it offered. */
export function chosenProtocol(offered: ReadonlySet<string>): string | false {
  const other = [...offered].find((protocol) => !protocol.startsWith(SUBPROTOCOL));
  return other ?? [...offered][0] ?? false;
}

/** Compares in constant time. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
