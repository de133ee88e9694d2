/**
 * The gateway: greets sockets and hands events to every session of the shard that they are for (two sessions of one shard
 * both get them). What goes wrong there on purpose is in its methods.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { GatewayClient, type GatewayState } from './gateway-client.ts';
import { eventsFor } from './gateway-events.ts';
import { CLOSE, type GatewaySession, OPCODES } from './gateway-session.ts';
import { type Budget, IdentifyBudget } from './identify-budget.ts';
import type { World } from './world.ts';

const HEARTBEAT_MS = 41_250;

export interface GatewayOptions extends Budget {
  /** how many shards it recommends; 1 by default */
  readonly shards?: number;
  readonly heartbeatMs?: number;
  /** whether privileged intents are allowed; false by default */
  readonly privileged?: boolean;
}

export class Gateway implements GatewayState {
  readonly world: World;
  readonly budget: IdentifyBudget;
  readonly shards: number;
  readonly privileged: boolean;
  readonly counts = { identified: 0, resumed: 0, invalid: 0 };
  readonly sessions: GatewaySession[] = [];
  zombie = false;
  lostIdentifies = 0;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #heartbeatMs: number;
  readonly #listeners = new Set<(session: GatewaySession) => void>();

  constructor(world: World, options: GatewayOptions) {
    this.world = world;
    this.shards = options.shards ?? 1;
    this.privileged = options.privileged ?? false;
    this.budget = new IdentifyBudget(options);
    this.#heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
    world.announce = (event, of, data) => {
      for (const session of this.sessions) {
        for (const one of eventsFor(world, session, event, of, data)) session.dispatch(one.event, one.data);
      }
    };
  }

  get url(): string {
    return this.world.url.replace('http', 'ws');
  }

  /** The sessions that have a socket. */
  get open(): GatewaySession[] {
    return this.sessions.filter(({ socket }) => socket !== null);
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const version = new URL(request.url ?? '/', this.url).searchParams.get('v');
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#greet(opened, version));
  }

  /** Tells the app to reconnect and resume (op 7). */
  reconnect(): void {
    for (const session of this.open) session.send({ op: OPCODES.reconnect, d: null });
  }

  /** Tells the app that its sessions are no good (op 9); where they can't be resumed they are forgotten. */
  invalidate(resumable: boolean): void {
    for (const session of this.open) {
      session.send({ op: OPCODES.invalid, d: resumable });
      if (!resumable) this.forget(session);
    }
  }

  /** Closes all sockets with that code; the sessions stay. */
  close(code: number): void {
    for (const session of this.open) session.socket?.close(code);
  }

  /** Breaks all connections without a word; the sessions stay. */
  drop(): void {
    for (const session of this.sessions) session.socket = null;
    for (const client of this.#server.clients) client.terminate();
    this.world.log.changed();
  }

  /** It can't be resumed any more. */
  forget(session: GatewaySession): void {
    const index = this.sessions.indexOf(session);
    if (index >= 0) this.sessions.splice(index, 1);
    this.world.log.changed();
  }

  /** No session can be resumed any more. */
  forgetAll(): void {
    for (const session of [...this.sessions]) this.forget(session);
  }

  /** A session's heartbeat was heard. */
  beat(session: GatewaySession): void {
    for (const listener of this.#listeners) listener(session);
  }

  /** Until the app has taken in all that was sent to it: it is asked for a heartbeat, which comes after. */
  async settled(withinMs = 3_000): Promise<void> {
    const waiting = new Set(this.open);
    if (waiting.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const listener = (session: GatewaySession) => {
      waiting.delete(session);
      if (waiting.size === 0) resolve();
    };
    this.#listeners.add(listener);
    for (const session of waiting) session.send({ op: OPCODES.heartbeat, d: null });
    const timer = setTimeout(resolve, withinMs);
    await promise;
    clearTimeout(timer);
    this.#listeners.delete(listener);
  }

  #greet(socket: WebSocket, version: string | null): void {
    new GatewayClient(this, socket);
    if (version !== '10') socket.close(CLOSE.invalidVersion);
    else socket.send(JSON.stringify({ op: OPCODES.hello, d: { heartbeat_interval: this.#heartbeatMs } }));
  }
}
