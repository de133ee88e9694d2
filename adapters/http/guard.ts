/**
 * Decides who may call the server. A page in someone's browser may not: it reaches loopback too, under a host name of
 * its own (DNS rebinding) or from another origin (cross-site requests and WebSockets).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from './binding.ts';
import { HttpRefusal } from './errors.ts';

export interface GuardOptions {
  /** the address that the server is bound to */
  readonly host: string;
  readonly token: string | null;
}

const OPEN = new Set(['/healthz', '/readyz']);
const SUBPROTOCOL = 'baton.bearer.';

export function guardServer(server: FastifyInstance, { host, token }: GuardOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    if (request.routeOptions.config?.guardsItself === true) return;
    checkHost(request.headers, isLoopback(host));
    checkOrigin(request.headers);
    const open = OPEN.has(request.routeOptions.url ?? '');
    if (token === null || open || carries(token, request.headers)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new HttpRefusal(
      401,
      'unauthorized',
      'This needs the header: Authorization: Bearer <BATON_API_TOKEN>.',
    );
  });
}

/** A server on loopback accepts only loopback's host names; any other name indicates DNS rebinding. */
function checkHost({ host = '' }: IncomingHttpHeaders, loopback: boolean): void {
  const name = host.replace(/:\d+$/, '');
  if (name === '' || (loopback && !isLoopback(name))) {
    throw new HttpRefusal(403, 'forbidden_host', `The host ${JSON.stringify(host)} is not this server.`);
  }
}

/** Browsers send the page's origin where it matters; other clients send none. */
function checkOrigin({ host, origin }: IncomingHttpHeaders): void {
  if (origin === undefined) return;
  const own = URL.canParse(origin) && new URL(origin).host === host;
  if (!own)
    throw new HttpRefusal(403, 'forbidden_origin', 'Pages of another origin may not use this server.');
}

/** Accepts a header, or a WebSocket subprotocol, which is all that a browser can send. */
function carries(token: string, headers: IncomingHttpHeaders): boolean {
  const given = [
    headers.authorization?.match(/^bearer +(\S+)$/i)?.[1],
    offeredProtocols(headers['sec-websocket-protocol'])
      .find((protocol) => protocol.startsWith(SUBPROTOCOL))
      ?.slice(SUBPROTOCOL.length),
  ];
  return given.some((candidate) => candidate !== undefined && same(candidate, token));
}

function offeredProtocols(header: string | undefined): string[] {
  return header?.split(',').map((protocol) => protocol.trim()) ?? [];
}

/** The subprotocol to agree on: a browser drops a connection that answers none of those it offered. */
export function chosenProtocol(offered: ReadonlySet<string>): string | false {
  const other = [...offered].find((protocol) => !protocol.startsWith(SUBPROTOCOL));
  return other ?? [...offered][0] ?? false;
}

/** Compares in constant time. */
function same(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
