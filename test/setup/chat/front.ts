/**
 * The HTTP and WebSocket server of a chat platform for tests, on loopback: reads calls, lets injected faults happen to
 * them, answers, logs. It can go away and come back on the same port, and outlives clients that die.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call, CallLog } from './call.ts';
import type { Fault, Faults } from './fault.ts';

/** What a front answers with, once there is something behind it. */
export interface FrontParts {
  readonly faults: Faults;
  readonly log: CallLog;
}

/** What takes WebSockets. */
export interface Upgrades {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Breaks all that are open. */
  drop(): void;
}

/** How a platform says no. */
export interface Refusals {
  /** `retryAfter` in seconds */
  rateLimited(retryAfter: number): Answer;
  refused(error: string): Answer;
  readonly serverError: Answer;
}

export interface Done {
  readonly answer: Answer;
  /** whether the call did what it says */
  readonly effect: boolean;
}

export abstract class PlatformFront<Parts extends FrontParts> {
  #server: Server | null = null;
  readonly #connections = new Set<Socket>();
  readonly #refusals: Refusals;
  #parts: Parts | null = null;
  #port = 0;
  #calls = 0;
  /** by how much the time that it tells with every answer to a call is ahead of this machine's, in milliseconds */
  aheadMs = 0;

  constructor(refusals: Refusals) {
    this.#refusals = refusals;
  }

  /** Answers a request; `underFault` is for the calls among them. */
  protected abstract answer(
    parts: Parts,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>;
  protected abstract upgrades(parts: Parts): Upgrades;

  /** Listens; what it answers with is given later, as it needs the address. */
  async listen(): Promise<void> {
    const server = createServer((request, response) =>
      this.#answer(request, response).catch(() => response.destroy()),
    );
    server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => this.#upgrades()?.accept(request, socket, head));
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

  serve(parts: Parts): void {
    this.#parts = parts;
  }

  /** Breaks all connections and takes no more until `listen`. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#upgrades()?.drop();
    for (const socket of this.#connections) socket.destroy();
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  }

  /** Does the work of a call and answers it, or lets the fault happen that is meant for it; logs it. */
  protected async underFault(
    { faults, log }: FrontParts,
    about: Omit<Call, 'n' | 'at'>,
    response: ServerResponse,
    work: (call: Call) => Promise<Done> | Done,
  ): Promise<void> {
    const call: Call = { ...about, n: ++this.#calls, at: Date.now() };
    const fault = faults.next(call);
    const instead = fault === null ? null : this.#before(fault);
    if (fault?.kind === 'delay' && fault.when === 'before') await sleep(fault.ms);
    const asked = fault?.kind === 'altered' ? { ...call, args: fault.alter(call.args) } : call;
    const { answer, effect } = instead === null ? await work(asked) : { answer: instead, effect: false };
    if (fault?.kind === 'delay' && fault.when === 'after') {
      log.changed();
      await sleep(fault.ms);
    }
    const broken = fault?.kind === 'reset' || fault?.kind === 'hang';
    const said = fault?.kind === 'server_error' ? this.#refusals.serverError : answer;
    log.add(call, broken ? null : said, effect);
    if (fault?.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault?.kind !== 'hang') reply(response, this.#dated(said));
  }

  /** What is answered without the call having been looked at; null: it is. */
  #before(fault: Fault): Answer | null {
    if (fault.kind === 'rate_limited') return this.#refusals.rateLimited(fault.retryAfter);
    if (fault.kind === 'refuse') {
      const { status, body, headers } = this.#refusals.refused(fault.error);
      return {
        status: fault.status ?? status,
        body: { ...body, ...fault.more },
        ...(headers && { headers }),
      };
    }
    if (fault.kind === 'delay' || fault.kind === 'altered') return null;
    return fault.effect === 'done' ? null : this.#refusals.serverError;
  }

  #dated(answer: Answer): Answer {
    const date = new Date(Date.now() + this.aheadMs).toUTCString();
    return { ...answer, headers: { date, ...answer.headers } };
  }

  #upgrades(): Upgrades | null {
    return this.#parts === null ? null : this.upgrades(this.#parts);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#parts === null) return reply(response, { status: 503, body: {} });
    await this.answer(this.#parts, new URL(request.url ?? '/', this.url), request, response);
  }
}

export function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  const isEmpty = status === 204;
  response.writeHead(status, { ...(isEmpty ? {} : { 'content-type': 'application/json' }), ...headers });
  response.end(isEmpty ? undefined : JSON.stringify(body));
}
