/** Where the server may listen: without a token, on this machine only. */
import { BatonError } from '../../runner/core/errors.ts';

/** Whether only this machine can reach the address; for a name as it stands, without asking DNS. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** Throws `open_binding` for a host that others can reach while no token is set. */
export function assertSafeBinding(host: string, token: string | null): void {
  if (token !== null || isLoopback(host)) return;
  throw new BatonError(
    'refused',
    'open_binding',
    `HOST=${host} would let anyone who reaches this machine start runs. Set BATON_API_TOKEN, or leave HOST at 127.0.0.1.`,
    { path: 'HOST' },
  );
}
