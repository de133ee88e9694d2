/**
 * The HTTP server: reads calls, lets injected faults happen to them, answers, logs. It can go away and come back on the same
 * port, and outlives clients that die.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, CallLog } from '../chat/call.ts';
import type { Fault, Faults } from '../chat/fault.ts';
import { isRecord } from '../chat/json.ts';
import { MOST_FILE_BYTES, MOST_REQUEST_BYTES } from './content-rules.ts';
import type { Gateway } from './gateway.ts';
import { rateLimited } from './pace.ts';
import { readRequest } from './reading.ts';
import { NOT_FOUND, refuse } from './refusals.ts';
import { matched, type RestApi } from './rest-api.ts';
import type { World } from './world.ts';

export interface FrontParts {
  readonly api: RestApi;
  readonly world: World;
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly log: CallLog;
}

const SERVER_ERROR: Answer = { status: 500, body: { message: '500: Internal Server Error', code: 0 } };

export class Front {
  #server: Server | null = null;
  readonly #connections = new Set<Socket>();
  #parts: FrontParts | null = null;
  #port = 0;
  #calls = 0;

  /** Listens; what it answers with is given later, as it needs the address. */
  async listen(): Promise<void> {
    const server = createServer((request, response) =>
      this.#answer(request, response).catch(() => response.destroy()),
    );
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => this.#parts?.gateway.accept(request, socket, head));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Ends without a slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  serve(parts: FrontParts): void {
    this.#parts = parts;
  }

  /** Breaks all connections and takes no more until `listen`. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#parts?.gateway.drop();
    for (const socket of this.#connections) socket.destroy();
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const parts = this.#parts;
    if (parts === null) return reply(response, { status: 503, body: {} });
    if (url.pathname.startsWith('/attachments/')) return sendFile(parts.world, url, response);
    const path = /^\/api(?:\/v10)?(\/.*)$/.exec(url.pathname)?.[1];
    if (path === undefined) return reply(response, NOT_FOUND);
    await this.#call(parts, path, url, request, response);
  }

  async #call(
    parts: FrontParts,
    path: string,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { body, files, size } = await readRequest(request);
    const found = matched(request.method ?? 'GET', path);
    const call: Call = {
      n: ++this.#calls,
      method: found.name,
      args: {
        ...Object.fromEntries(url.searchParams),
        ...(isRecord(body) ? body : { body }),
        ...(files.length === 0 ? {} : { files: files.map(({ name }) => name) }),
        ...found.params,
      },
      workspace: guildOf(parts.world, found.params),
      at: Date.now(),
    };
    const token = (request.headers.authorization ?? '').replace(/^Bot\s+/i, '');
    const isTooLarge = size > MOST_REQUEST_BYTES || files.some(({ bytes }) => bytes.length > MOST_FILE_BYTES);
    await this.#underFault(parts, call, response, () =>
      isTooLarge
        ? { answer: refuse(40005), effect: false }
        : parts.api.answer(
            call,
            found,
            { params: found.params, query: url.searchParams, body, files },
            token,
          ),
    );
  }

  async #underFault(
    { faults, log }: FrontParts,
    call: Call,
    response: ServerResponse,
    work: () => { readonly answer: Answer; readonly effect: boolean },
  ): Promise<void> {
    const fault = faults.next(call);
    const instead = fault === null ? null : before(fault);
    if (fault?.kind === 'delay' && fault.when === 'before') await sleep(fault.ms);
    const { answer, effect } = instead === null ? work() : { answer: instead, effect: false };
    if (fault?.kind === 'delay' && fault.when === 'after') {
      log.changed();
      await sleep(fault.ms);
    }
    const broken = fault?.kind === 'reset' || fault?.kind === 'hang';
    const said = fault?.kind === 'server_error' ? SERVER_ERROR : answer;
    log.add(call, broken ? null : said, effect);
    if (fault?.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault?.kind !== 'hang') reply(response, said);
  }
}

/** What is answered without the call having been looked at; null: it is. */
function before(fault: Fault): Answer | null {
  if (fault.kind === 'rate_limited') return rateLimited(fault.retryAfter);
  if (fault.kind === 'refuse') return refuse(Number(fault.error));
  if (fault.kind === 'delay') return null;
  return fault.effect === 'done' ? null : SERVER_ERROR;
}

function guildOf(world: World, { channel, guild }: Readonly<Record<string, string>>): string | null {
  return guild ?? world.channels.get(channel ?? '')?.guild?.id ?? null;
}

function sendFile(world: World, url: URL, response: ServerResponse): void {
  const [, , , message = '', id = ''] = url.pathname.split('/');
  const file = world.messages.get(message)?.attachments.find((one) => one.id === id);
  if (file === undefined) reply(response, NOT_FOUND);
  else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
}

function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  const isEmpty = status === 204;
  response.writeHead(status, { ...(isEmpty ? {} : { 'content-type': 'application/json' }), ...headers });
  response.end(isEmpty ? undefined : JSON.stringify(body));
}
