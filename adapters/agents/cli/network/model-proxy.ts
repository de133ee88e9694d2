/**
 * The proxy that an agent in the sandbox reaches its model by: CONNECT, and plain HTTP with a whole URL, to the addresses
 * of a list and to nothing else. It never follows a redirect; it carries what it gets.
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../../../runner/core/errors.ts';
import { type Dial, ForbiddenAddress } from './dial.ts';
import { addressOfUrl, parseAddress, type ReachableAddress, shownAddress } from './reachable-address.ts';

export interface ProxyRules {
  readonly addresses: readonly ReachableAddress[];
  readonly dial: Dial;
  /** called with the address that was refused, as the agent wrote it, and why */
  readonly refused: (address: string, reason: string) => void;
  /** called with an address that can't be connected to, and why */
  readonly unreachable: (address: string, reason: string) => void;
}

/** Connections of one agent at the same time. */
const MOST_CONNECTIONS = 256;
const LONGEST_SHOWN = 200;
/** Headers of one connection, which a proxy does not pass on. */
const HOP_BY_HOP = [
  ...['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'host'],
];

/** The caller listens with it, and closes it. */
export function createModelProxy(rules: ProxyRules): Server {
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    void forward(rules, request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('connect', (request, socket, head) => void tunnel(rules, request, socket, head));
  return server;
}

/** Carries bytes both ways until either side is done. */
export function pipeBoth(one: Duplex, other: Duplex): void {
  const end = () => {
    one.destroy();
    other.destroy();
  };
  for (const side of [one, other]) side.on('error', end).on('close', end);
  // Either may have gone while the other was connected.
  if (one.destroyed || other.destroyed) end();
  one.pipe(other);
  other.pipe(one);
}

async function tunnel(
  rules: ProxyRules,
  { url = '' }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const outcome = await reach(rules, url, parseAddress(url));
  if ('status' in outcome) {
    const body = `${outcome.message}\n`;
    const headers = `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
    socket.end(`HTTP/1.1 ${outcome.status} ${outcome.phrase}\r\n${headers}\r\n\r\n${body}`);
    return;
  }
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) outcome.socket.write(head);
  pipeBoth(socket, outcome.socket);
}

async function forward(rules: ProxyRules, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.on('error', () => undefined);
  const { url = '', method = 'GET' } = request;
  const address = /^http:/i.test(url) ? addressOfUrl(url) : null;
  const outcome = await reach(rules, url, address);
  if ('status' in outcome) {
    request.resume();
    response.writeHead(outcome.status, { 'content-type': 'text/plain', connection: 'close' });
    response.end(`${outcome.message}\n`);
    return;
  }
  if (response.destroyed) {
    outcome.socket.destroy();
    return;
  }
  const { host, pathname, search } = new URL(url);
  const headers = { ...endToEnd(request), host, connection: 'close' };
  const createConnection = () => outcome.socket;
  const asked = send({ method, path: `${pathname}${search}`, headers, createConnection }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  asked.on('error', () => response.destroy());
  response.on('close', () => asked.destroy());
  request.pipe(asked);
}

function endToEnd({ headers }: IncomingMessage): NodeJS.Dict<string | string[]> {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)),
  );
}

type Outcome =
  | { readonly socket: Socket }
  | { readonly status: number; readonly phrase: string; readonly message: string };

/** Connects to the address if it is on the list. */
async function reach(
  rules: ProxyRules,
  url: string,
  wanted: ReturnType<typeof parseAddress>,
): Promise<Outcome> {
  const shown = wanted === null ? printable(url) : shownAddress(wanted);
  const address = rules.addresses.find(({ host, port }) => host === wanted?.host && port === wanted.port);
  if (address === undefined) return refusal(rules, shown, 'is not on the list of this agent');
  try {
    return { socket: await rules.dial(address) };
  } catch (error) {
    if (error instanceof ForbiddenAddress) return refusal(rules, shown, error.message);
    const reason = messageOf(error);
    rules.unreachable(shown, reason);
    const message = `Baton can't connect to ${shown}: ${reason}.`;
    return { status: 502, phrase: 'Bad Gateway', message };
  }
}

function refusal({ refused, addresses }: ProxyRules, shown: string, reason: string): Outcome {
  refused(shown, reason);
  const open = addresses.map(shownAddress).join(', ') || 'nothing';
  return {
    status: 403,
    phrase: 'Forbidden',
    message: `The sandbox refused ${shown}. It may reach ${open}; backends.hosts in baton.yaml adds to that.`,
  };
}

/** What an agent wrote where an address belongs, for the log. */
function printable(text: string): string {
  return JSON.stringify(text.slice(0, LONGEST_SHOWN));
}
