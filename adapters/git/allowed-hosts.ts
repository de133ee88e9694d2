/** Which hosts git may fetch from: those of `git.hosts`, and never a cloud's metadata service. */
import { isIP } from 'node:net';
import { BatonError } from '../../runner/core/errors.ts';

const SHORT_SSH = /^[^@/]+@([^:/]+):/;
const PORTS: Readonly<Record<string, string>> = {
  'https:': '443',
  'http:': '80',
  'ssh:': '22',
  'git:': '9418',
};
/** Addresses of link-local services and of no machine in particular, which serve no repositories. */
const NEVER = /^(?:169\.254\.|0\.|\[(?:fe[89ab][\da-f]:|fd00:ec2::254\]|::\]|::ffff:a9fe:|::ffff:0:))/i;

interface Place {
  readonly host: string;
  readonly port: string;
}

/** Whether git may fetch from the URL. `hosts` are `host` or `host:port`; null allows every host. */
export function isAllowedHost(url: string, hosts: readonly string[] | null): boolean {
  const place = placeOf(url);
  if (place !== null && NEVER.test(place.host)) return false;
  if (hosts === null) return true;
  return place !== null && hosts.some((entry) => isAt(place, entry.toLowerCase()));
}

/** Throws `host_not_allowed`. `shown` is the URL for people. */
export function assertAllowedHost(url: string, shown: string, hosts: readonly string[] | null): void {
  if (isAllowedHost(url, hosts)) return;
  const why = isAllowedHost(url, null)
    ? 'its host is not among git.hosts in baton.yaml. Add it there, if Baton may fetch from it'
    : 'its address is a link-local one, from which nothing is fetched';
  throw new BatonError('refused', 'host_not_allowed', `${shown} is not fetched: ${why}.`, {
    path: 'project_id',
  });
}

/** Null for a URL without a host, such as a file's. The parser of URLs writes every form of an IPv4 address alike. */
function placeOf(url: string): Place | null {
  const short = SHORT_SSH.exec(url)?.[1];
  if (short !== undefined) return placeOf(`ssh://${short}`);
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port } = new URL(url);
  if (hostname === '') return null;
  // In schemes other than the web's, numbers are not read as addresses.
  const web = `http://${hostname}`;
  const host = isIP(hostname) === 0 && URL.canParse(web) ? new URL(web).hostname : hostname;
  return { host: host.toLowerCase().replace(/\.$/, ''), port: port === '' ? (PORTS[protocol] ?? '') : port };
}

function isAt({ host, port }: Place, entry: string): boolean {
  return entry === host || entry === `${host}:${port}`;
}
