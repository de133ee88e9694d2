/** One connection to the gateway: what an app says through it, and how that is taken. */
import type { RawData, WebSocket } from 'ws';
import { isRecord, type Json, list, record, text } from '../chat/json.ts';
import { CLOSE, GatewaySession, OPCODES, type Shard } from './gateway-session.ts';
import type { Guild } from './guild.ts';
import type { IdentifyBudget } from './identify-budget.ts';
import { userJson, wholeGuildJson } from './wire.ts';
import type { World } from './world.ts';

const MOST_SENT = 120;
const MINUTE_MS = 60_000;
const MOST_BYTES = 4_096;
const GUILDS = 1 << 0;
/** members, presences, message content */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
const ALL_INTENTS = (1 << 26) - 1;

/** What all connections share. */
export interface GatewayState {
  readonly world: World;
  readonly budget: IdentifyBudget;
  /** shards that it recommends */
  readonly shards: number;
  /** whether privileged intents are allowed */
  readonly privileged: boolean;
  readonly sessions: GatewaySession[];
  /** while true, heartbeats are not acknowledged */
  zombie: boolean;
  /** how many IDENTIFYs to leave without an answer */
  lostIdentifies: number;
  /** IDENTIFYs and RESUMEs that were taken, and those that were answered by op 9 */
  readonly counts: { identified: number; resumed: number; invalid: number };
  beat(session: GatewaySession): void;
  forget(session: GatewaySession): void;
}

export class GatewayClient {
  readonly #state: GatewayState;
  readonly #socket: WebSocket;
  #session: GatewaySession | null = null;
  #sent: number[] = [];

  constructor(state: GatewayState, socket: WebSocket) {
    this.#state = state;
    this.#socket = socket;
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const refusal = this.#hear(data);
      if (refusal !== null) socket.close(refusal);
    });
    socket.on('close', (code) => this.#closed(code));
  }

  #closed(code: number): void {
    const session = this.#session;
    if (session === null || session.socket !== this.#socket) return;
    session.socket = null;
    // 1000 and 1001 are how an app says that it is done with the session
    if (code === 1000 || code === 1001) this.#state.forget(session);
    this.#state.world.log.changed();
  }

  /** Null, or the code with which the connection is to be closed. */
  #hear(data: RawData): number | null {
    const said = String(data);
    const payload = parsed(said);
    const now = Date.now();
    this.#sent = [...this.#sent.filter((at) => at > now - MINUTE_MS), now];
    if (this.#sent.length > MOST_SENT) return CLOSE.rateLimited;
    if (payload === null || said.length > MOST_BYTES) return CLOSE.decode;
    switch (payload.op) {
      case OPCODES.heartbeat:
        if (!this.#state.zombie) this.#say({ op: OPCODES.ack, d: null });
        if (this.#session !== null) this.#state.beat(this.#session);
        return null;
      case OPCODES.identify:
        return this.#session === null ? this.#identify(record(payload.d)) : CLOSE.alreadyAuthenticated;
      case OPCODES.resume:
        return this.#session === null ? this.#resume(record(payload.d)) : CLOSE.alreadyAuthenticated;
      case OPCODES.presence:
      case OPCODES.voice:
      case OPCODES.members:
        return this.#session === null ? CLOSE.notAuthenticated : null;
      default:
        return CLOSE.unknownOpcode;
    }
  }

  #identify(asked: Json): number | null {
    const { world, budget, sessions, counts } = this.#state;
    if (this.#state.lostIdentifies > 0) {
      this.#state.lostIdentifies--;
      return null;
    }
    const shard = shardOf(asked);
    if (!world.tokens.has(text(asked.token))) return CLOSE.authenticationFailed;
    if (shard === null) return CLOSE.invalidShard;
    const refusal = this.#intentsRefusal(asked, shard);
    if (refusal !== null) return refusal;
    const verdict = budget.take(shard.id);
    if (verdict === 'too_fast') return this.#invalid();
    if (verdict === 'spent') {
      world.tokens.clear();
      return CLOSE.authenticationFailed;
    }
    const session = new GatewaySession(shard, Number(asked.intents), this.#socket);
    this.#session = session;
    sessions.push(session);
    counts.identified++;
    this.#ready(session);
    world.log.changed();
    return null;
  }

  #intentsRefusal({ intents }: Json, { of }: Shard): number | null {
    if (of < this.#state.shards) return CLOSE.shardingRequired;
    if (typeof intents !== 'number' || (intents & ~ALL_INTENTS) !== 0) return CLOSE.invalidIntents;
    return (intents & PRIVILEGED) !== 0 && !this.#state.privileged ? CLOSE.disallowedIntents : null;
  }

  #ready(session: GatewaySession): void {
    const { world } = this.#state;
    const { app, guilds } = world;
    const mine = guilds.filter((guild) => shardOfGuild(guild, session.shard.of) === session.shard.id);
    session.dispatch('READY', {
      v: 10,
      user: userJson(app.bot),
      guilds: mine.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: `${world.url.replace('http', 'ws')}/resume`,
      shard: [session.shard.id, session.shard.of],
      application: { id: app.id, flags: 0 },
    });
    if ((session.intents & GUILDS) === 0) return;
    for (const guild of mine) session.dispatch('GUILD_CREATE', wholeGuildJson(guild, world));
  }

  #resume(asked: Json): number | null {
    const { world, sessions, counts } = this.#state;
    if (!world.tokens.has(text(asked.token))) return CLOSE.authenticationFailed;
    const session = sessions.find(({ id }) => id === asked.session_id);
    if (session === undefined) return this.#invalid();
    if (Number(asked.seq) > session.sequence) return CLOSE.invalidSeq;
    session.socket?.close(CLOSE.timedOut);
    session.socket = this.#socket;
    this.#session = session;
    session.replay(Number(asked.seq));
    session.dispatch('RESUMED', {});
    counts.resumed++;
    world.log.changed();
    return null;
  }

  #invalid(): null {
    this.#state.counts.invalid++;
    this.#say({ op: OPCODES.invalid, d: false });
    this.#state.world.log.changed();
    return null;
  }

  #say(payload: Json): void {
    this.#socket.send(JSON.stringify(payload));
  }
}

/** Which shard of so many hears of a guild. */
export function shardOfGuild({ id }: Guild, of: number): number {
  return Number((BigInt(id) >> 22n) % BigInt(of));
}

function shardOf({ shard }: Json): Shard | null {
  const [id, of] = shard === undefined ? [0, 1] : list(shard);
  if (typeof id !== 'number' || typeof of !== 'number') return null;
  return id >= 0 && id < of ? { id, of } : null;
}

function parsed(said: string): Json | null {
  try {
    const payload: unknown = JSON.parse(said);
    return isRecord(payload) ? payload : null;
  } catch {
    return null;
  }
}
