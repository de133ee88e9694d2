/**
 * Connects to an address that an agent may reach. Names are resolved here, and a connection is made only to what they
 * resolved to: a name that suddenly leads to this machine, its network or its metadata service leads nowhere. Where the
 * machine itself reaches the internet by a proxy, so does this.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isThisMachine, type ReachableAddress, shownAddress } from './reachable-address.ts';

/** The name resolved to addresses that it may not lead to. */
export class ForbiddenAddress extends Error {}

export type Dial = (address: ReachableAddress) => Promise<Socket>;

/** What nobody's model lives at: metadata services, and addresses that are no machine's. */
const NEVER = blockList(
  ...['0.0.0.0/8', '169.254.0.0/16', '100.100.100.200/32', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', 'fe80::/10', 'fd00:ec2::254/128', 'ff00::/8', '64:ff9b::/96'],
);
const LOOPBACK = blockList('127.0.0.0/8', '::1/128');
/** The machine's own networks. */
const PRIVATE = blockList('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7');

const CONNECT_MS = 15_000;
/** A proxy's answer to CONNECT is a few lines. */
const LONGEST_HEAD = 16_384;

/** Whether a connection to `ip` may be made for an address of the list. */
export function mayLeadTo({ host, configured }: ReachableAddress, ip: string): boolean {
  if (within(NEVER, ip)) return false;
  if (within(LOOPBACK, ip)) return configured && isThisMachine(host);
  return configured || !within(PRIVATE, ip);
}

/** `environment` names the proxies of this machine by the usual variables. */
export function dialFrom(environment: Readonly<Record<string, string>>): Dial {
  return async (address) => {
    const proxy = proxyFor(address, environment);
    return proxy === null ? await dialDirectly(address) : await dialThrough(proxy, address);
  };
}

async function dialDirectly(address: ReachableAddress): Promise<Socket> {
  const { host, port } = address;
  const found =
    isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  const allowed = found.filter((each) => mayLeadTo(address, each.address));
  if (allowed.length === 0) {
    const shown = found.map((each) => each.address).join(', ');
    throw new ForbiddenAddress(`${host} leads to ${shown}, which is not open to agents`);
  }
  const resolved: LookupFunction = (_, options, done) => {
    if (options.all === true) done(null, allowed);
    else done(null, allowed[0]?.address ?? '', allowed[0]?.family);
  };
  return await connected(connect({ host, port, lookup: resolved, allowHalfOpen: true, noDelay: true }));
}

/** The other proxy resolves the name. */
async function dialThrough(proxy: URL, address: ReachableAddress): Promise<Socket> {
  const secure = proxy.protocol === 'https:';
  const to = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port || (secure ? 443 : 80)),
  };
  const socket = await connected(
    secure ? connectTls({ ...to, ...(isIP(to.host) === 0 ? { servername: to.host } : {}) }) : connect(to),
    secure ? 'secureConnect' : 'connect',
  );
  const target = shownAddress(address);
  const login = [proxy.username, proxy.password].map(decodeURIComponent).join(':');
  const authorization =
    login === ':' ? '' : `Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  try {
    const status = await tunnelStatus(socket);
    if (status === '200') return socket;
    throw new Error(`the proxy ${proxy.host} answered ${status} for ${target}`);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Reads the answer to CONNECT and puts back what follows it. */
async function tunnelStatus(socket: Socket): Promise<string> {
  let head = Buffer.alloc(0);
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('the proxy does not answer')));
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end >= 0) {
      socket.setTimeout(0);
      socket.unshift(head.subarray(end + 4));
      return /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 'nonsense';
    }
    if (head.length > LONGEST_HEAD) break;
  }
  throw new Error('the proxy broke the connection off');
}

async function connected(socket: Socket, event: 'connect' | 'secureConnect' = 'connect'): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.setTimeout(CONNECT_MS, () =>
    socket.destroy(new Error(`no connection within ${CONNECT_MS / 1000} s`)),
  );
  socket.once('error', reject).once(event, resolve);
  await promise;
  socket.setTimeout(0);
  socket.off('error', reject);
  return socket;
}

/** Returns the proxy that this machine reaches the address by; null if it reaches it directly. */
export function proxyFor(
  { host, port }: ReachableAddress,
  environment: Readonly<Record<string, string>>,
): URL | null {
  const value = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? '';
  const written = (port === 80 ? value('http_proxy') : value('https_proxy')) || value('all_proxy');
  if (written === '' || isThisMachine(host)) return null;
  const url = written.includes('://') ? written : `http://${written}`;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new Error('the proxy in the environment is not an http or https address');
  }
  const exempt = value('no_proxy')
    .split(/[\s,]+/)
    .some((entry) => isExempt({ host, port }, entry.toLowerCase()));
  return exempt ? null : new URL(url);
}

/** An entry of `no_proxy`: `*`, a host, `.domain` or `*.domain`, each with or without a port. */
function isExempt({ host, port }: Pick<ReachableAddress, 'host' | 'port'>, entry: string): boolean {
  if (entry === '*') return true;
  const [, name = '', wanted] =
    /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  const domain = name.replace(/^\*?\./, '');
  if (domain === '' || (wanted !== undefined && Number(wanted) !== port)) return false;
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

function blockList(...ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', prefix] = range.split('/');
    list.addSubnet(net, Number(prefix), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** An IPv4 address may come dressed as an IPv6 one. */
function within(list: BlockList, ip: string): boolean {
  return list.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}
