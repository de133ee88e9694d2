/**
 * The addresses that an agent in the sandbox may reach: those of its models. An entry is one host and one port, from the
 * address of a model's server or from `backends.hosts`.
 */
import { isIP } from 'node:net';

export interface ReachableAddress {
  /** in small letters; an IPv6 address without its brackets */
  readonly host: string;
  readonly port: number;
  /** named by the operator, who may mean a server of this machine or network; a vendor's own host is in neither */
  readonly configured: boolean;
}

const HTTPS = 443;
const HTTP = 80;
const HIGHEST_PORT = 65_535;
const HOST =
  /^(?:\[(?<v6>[\da-f:.]+)\]|(?<name>[a-z\d_](?:[a-z\d._-]*[a-z\d_])?)\.?)(?::(?<port>\d{1,5}))?$/i;

/** Returns the address in `host` or `host:port`; null if the text is neither. */
export function parseAddress(
  text: string,
  usualPort = HTTPS,
): Pick<ReachableAddress, 'host' | 'port'> | null {
  const { v6, name, port: written } = HOST.exec(text)?.groups ?? {};
  const host = (v6 ?? name)?.toLowerCase();
  const port = written === undefined ? usualPort : Number(written);
  if (host === undefined || port < 1 || port > HIGHEST_PORT) return null;
  return v6 === undefined || isIP(v6) === 6 ? { host, port } : null;
}

/** Returns where an http(s) URL leads; null if it is none. */
export function addressOfUrl(url: string): Pick<ReachableAddress, 'host' | 'port'> | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  if (protocol === 'https:') return parseAddress(host, HTTPS);
  return protocol === 'http:' ? parseAddress(host, HTTP) : null;
}

/** Returns the entries of `backends.hosts`. */
export function configuredHosts(hosts: readonly string[]): ReachableAddress[] {
  return hosts.flatMap((host) => {
    const address = parseAddress(host);
    return address === null ? [] : [{ ...address, configured: true }];
  });
}

/** Whether the host names this machine, which in the sandbox is another one. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** As people write it: `host:port`. */
export function shownAddress({ host, port }: Pick<ReachableAddress, 'host' | 'port'>): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
