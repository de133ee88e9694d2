/**
 * Decides who may call the server. A page in someone's browser may not: it reaches loopback too, under a host name of
 * its own (DNS rebinding) or from another origin (cross-site requests and WebSockets).
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Access, Role } from './access.ts';
import { isLoopback } from './binding.ts';
import { HttpRefusal } from './errors.ts';
import type { RequestRate } from './request-rate.ts';

export interface GuardOptions {
  /** the address that the server is bound to */
  readonly host: string;
  readonly access: Access;
  /** by token or session, else by address */
  readonly rate: RequestRate;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** needs no token: it tells nothing of Baton's data */
    isOpen?: boolean;
    /** asked by whatever keeps the process alive, however busy it is */
    isProbe?: boolean;
    /** tells what those who may only look don't see */
    isForAdmins?: boolean;
  }
}

/** Methods that change nothing. */
const LOOKS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function guardServer(server: FastifyInstance, { host, access, rate }: GuardOptions): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    const { guardsItself, isOpen, isProbe, isForAdmins } = request.routeOptions.config ?? {};
    if (guardsItself === true) return;
    const caller = () => access.callerOf(request.headers) ?? `address ${request.ip}`;
    const wait = isProbe === true ? 0 : rate.count(caller());
    if (wait > 0) {
      reply.header('retry-after', wait);
      throw new HttpRefusal(429, 'too_many_requests', `Too many requests. Go on in ${wait} s.`);
    }
    checkHost(request.headers, isLoopback(host));
    checkOrigin(request.headers);
    const looks = LOOKS.has(request.method);
    if (!looks) checkSite(request.headers);
    if (isOpen === true) return;
    const role = access.roleOf(request.headers);
    if (role === null) reply.header('www-authenticate', 'Bearer');
    checkRole(role, looks && isForAdmins !== true);
  });
}

/** `isForViewers`: whether those who may only look may do it. */
function checkRole(role: Role | null, isForViewers: boolean): void {
  if (role === null) {
    const message = 'This needs the header: Authorization: Bearer <BATON_API_TOKEN>.';
    throw new HttpRefusal(401, 'unauthorized', message);
  }
  if (role === 'viewer' && !isForViewers) {
    const message = 'This token may only look. For this, use one of BATON_API_TOKEN.';
    throw new HttpRefusal(403, 'view_only', message);
  }
}

/** A server on loopback accepts only loopback's host names; any other name indicates DNS rebinding. */
export function checkHost({ host = '' }: IncomingHttpHeaders, loopback: boolean): void {
  const name = host.replace(/:\d+$/, '');
  if (name === '' || (loopback && !isLoopback(name))) {
    throw new HttpRefusal(403, 'forbidden_host', `The host ${JSON.stringify(host)} is not this server.`);
  }
}

/** Browsers send the page's origin where it matters; other clients send none. */
function checkOrigin({ host, origin }: IncomingHttpHeaders): void {
  if (origin === undefined) return;
  if (!(URL.canParse(origin) && new URL(origin).host === host)) throw foreign();
}

/**
 * Browsers say where a request comes from, also where they leave the origin out. A session goes with every request of the
 * browser, so one that brings it has to say that it comes from the server's own pages.
 */
function checkSite({ 'sec-fetch-site': site, origin, cookie, authorization }: IncomingHttpHeaders): void {
  const isOwn = site === 'same-origin' || (site === undefined && origin !== undefined);
  const isNoPage =
    site === 'none' || (site === undefined && (cookie === undefined || authorization !== undefined));
  if (!isOwn && !isNoPage) throw foreign();
}

const foreign = () =>
  new HttpRefusal(403, 'forbidden_origin', 'Pages of another origin may not use this server.');
