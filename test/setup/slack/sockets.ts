/** Socket Mode: the sockets that apps hold open. Each envelope goes to one of them. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CallLog } from '../chat/call.ts';
import { type Json, record, text } from '../chat/json.ts';
import { APP } from './workspace.ts';

const PING_MS = 5_000;
/** Slack lets an app have that many. */
export const MOST_SOCKETS = 10;

export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #open: WebSocket[] = [];
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, { readonly socket: WebSocket; done(ack: Json | string): void }>();
  readonly #log: CallLog;
  #turn = 0;

  constructor(log: CallLog) {
    this.#log = log;
  }

  get count(): number {
    return this.#open.length;
  }

  /** The path and query of a new socket's address, good for one connection. */
  ticket(): string {
    const ticket = randomBytes(8).toString('hex');
    this.#tickets.add(ticket);
    return `link/?ticket=${ticket}&app_id=${APP.id}`;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '', 'http://front').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.destroy();
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#greet(opened));
  }

  /** The acknowledgement's payload, or why there is none. */
  send(envelope: Json, withinMs: number): Promise<Json | string> {
    const socket = this.#open[this.#turn++ % Math.max(1, this.#open.length)];
    if (socket === undefined) return Promise.resolve('no_socket');
    const id = text(envelope.envelope_id);
    return new Promise((resolve) => {
      const timer = setTimeout(() => done('operation_timeout'), withinMs);
      const done = (ack: Json | string) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(ack);
      };
      this.#waiting.set(id, { socket, done });
      socket.send(JSON.stringify(envelope));
    });
  }

  /** Tells one socket (the first) or all to reconnect, as Slack does when it moves them. */
  refresh(which: 'one' | 'all', reason: 'warning' | 'refresh_requested' = 'refresh_requested'): void {
    for (const socket of which === 'one' ? this.#open.slice(0, 1) : [...this.#open]) {
      socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'front' } }));
      // what is on its way to a closing socket is lost; Slack sends it nothing more
      if (reason === 'refresh_requested') this.#forget(socket);
    }
  }

  /** Breaks all connections. */
  drop(): void {
    for (const socket of [...this.#open]) {
      this.#forget(socket);
      socket.terminate();
    }
    for (const client of this.#server.clients) client.terminate();
  }

  #greet(socket: WebSocket): void {
    this.#open.push(socket);
    const ping = setInterval(() => socket.ping('front'), PING_MS);
    socket.on('message', (data) => this.#acknowledged(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      this.#forget(socket);
      for (const waiting of [...this.#waiting.values()]) {
        if (waiting.socket === socket) waiting.done('connection_lost');
      }
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#open.length,
        connection_info: { app_id: APP.id },
        debug_info: { host: 'front', approximate_connection_time: 18_060 },
      }),
    );
    this.#log.changed();
  }

  #forget(socket: WebSocket): void {
    const index = this.#open.indexOf(socket);
    if (index >= 0) this.#open.splice(index, 1);
    this.#log.changed();
  }

  #acknowledged(data: string): void {
    const message = record(JSON.parse(data));
    this.#waiting.get(text(message.envelope_id))?.done(record(message.payload));
  }
}
