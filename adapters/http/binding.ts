/** Where the server may listen: without a token, on this machine only. */
import { BatonError, codeOf, messageOf } from '../../runner/core/errors.ts';
import type { AccessTokens } from './access.ts';

/** Whether only this machine can reach the address; for a name as it stands, without asking DNS. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/**
 * Throws `open_binding` for a host that others can reach while no token is set, and `view_token_alone` if nobody could
 * change anything.
 */
export function assertSafeBinding(host: string, { admin, viewer }: AccessTokens): void {
  if (admin.length === 0 && viewer.length > 0) {
    const why =
      'BATON_VIEW_TOKEN is set, and BATON_API_TOKEN is not, so nobody could start anything. Set both.';
    throw new BatonError('refused', 'view_token_alone', why, { path: 'BATON_API_TOKEN' });
  }
  if (admin.length > 0 || isLoopback(host)) return;
  throw new BatonError(
    'refused',
    'open_binding',
    `HOST=${host} would let anyone who reaches this machine start runs. Set BATON_API_TOKEN, or leave HOST at 127.0.0.1.`,
    { path: 'HOST' },
  );
}

/** Says why a server can't listen there, and what to do. */
export function noListen(
  cause: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): BatonError {
  const taken = codeOf(cause) === 'EADDRINUSE';
  const why = taken
    ? `Port ${port} on ${host} is taken. Set PORT to another one, or to 0 for any free one.`
    : `Can't listen on HOST=${host} PORT=${port}: ${messageOf(cause)}.`;
  return new BatonError('environment', 'no_listen', why, { path: taken ? 'PORT' : 'HOST', cause });
}
