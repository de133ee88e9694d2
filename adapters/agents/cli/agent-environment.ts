/** The environment of every agent's process: an allow-list, so that nothing is inherited by accident. */
import { existsSync } from 'node:fs';
import { pathOf } from './program.ts';

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** Variables that name the proxies of this machine. */
export const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);
const CERTIFICATES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'];

/** Has no keys and no `HOME`; the private home is added later. */
export function baseEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  const kept = [...PROXIES, ...CERTIFICATES].flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    PATH: pathOf(given.PATH ?? PATH),
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    TMPDIR: '/tmp',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** Returns the certificates that the environment names: a confined agent must see them. */
export function certificatesOf(environment: Readonly<Record<string, string>>): string[] {
  return CERTIFICATES.flatMap((name) => {
    const path = environment[name];
    return path !== undefined && existsSync(path) ? [path] : [];
  });
}
