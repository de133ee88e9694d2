/** One session of the gateway: what was sent in it, so that it can be resumed, and the socket that it has at the moment. */
import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Json } from '../chat/json.ts';

export const OPCODES = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voice: 4,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalid: 9,
  hello: 10,
  ack: 11,
} as const;

export const CLOSE = {
  unknownOpcode: 4001,
  decode: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSeq: 4007,
  rateLimited: 4008,
  timedOut: 4009,
  invalidShard: 4010,
  shardingRequired: 4011,
  invalidVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

export interface Shard {
  readonly id: number;
  readonly of: number;
}

export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly shard: Shard;
  readonly intents: number;
  socket: WebSocket | null;
  readonly #events: Json[] = [];

  constructor(shard: Shard, intents: number, socket: WebSocket) {
    this.shard = shard;
    this.intents = intents;
    this.socket = socket;
  }

  get sequence(): number {
    return this.#events.length;
  }

  /** Kept for a resumption, whether or not there is a socket to send it through. */
  dispatch(event: string, data: unknown): void {
    const payload = { op: OPCODES.dispatch, s: this.#events.length + 1, t: event, d: data };
    this.#events.push(payload);
    this.send(payload);
  }

  send(payload: Json): void {
    this.socket?.send(JSON.stringify(payload));
  }

  /** All after that one, again. */
  replay(after: number): void {
    for (const payload of this.#events.slice(after)) this.send(payload);
  }
}
