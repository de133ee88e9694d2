/**
 * One gateway session, kept while this process holds the shard's lease. The library handles resuming and heartbeats.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type SessionInfo, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import {
  type APIGatewayBotInfo,
  GatewayCloseCodes,
  type GatewayDispatchPayload,
  GatewayIntentBits,
} from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import type { Api } from './api.ts';
import type { IdentifyBudget } from './identify-budget.ts';

/** If an event that the library waits for takes longer than this, it reconnects. */
const DEADLINE_MS = 8_000;

export interface ShardOptions {
  readonly id: number;
  readonly gateway: APIGatewayBotInfo;
  readonly token: string;
  readonly api: Api;
  readonly budget: IdentifyBudget;
  dispatch(payload: GatewayDispatchPayload): void;
  /** called with whether the shard is connected, each time that changes */
  ready(is: boolean): void;
}

/**
 * `stopped`: the signal aborted · `token`: Discord rejected the token · `sharding`: Discord wants another number of
 * shards
 */
export type ShardEnd = 'stopped' | 'token' | 'sharding' | { readonly failed: string };

const ENDS: Readonly<Record<number, ShardEnd>> = {
  [GatewayCloseCodes.AuthenticationFailed]: 'token',
  [GatewayCloseCodes.InvalidShard]: 'sharding',
  [GatewayCloseCodes.ShardingRequired]: 'sharding',
  [GatewayCloseCodes.InvalidAPIVersion]: { failed: 'it no longer supports this version of its API' },
  [GatewayCloseCodes.InvalidIntents]: { failed: 'it does not take the bot’s intents' },
  [GatewayCloseCodes.DisallowedIntents]: { failed: 'the bot may not have the intents it asks for' },
};

/** Stays connected until the signal aborts or retrying is pointless. Never rejects. */
export async function holdShard(options: ShardOptions, signal: AbortSignal): Promise<ShardEnd> {
  const ended = Promise.withResolvers<ShardEnd>();
  const end = new AbortController();
  const manager = managerFor(options, end.signal);
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => {
    if (!end.signal.aborted) options.dispatch(data);
  });
  const ready = (is: boolean) => {
    if (!end.signal.aborted) options.ready(is);
  };
  manager.on(WebSocketShardEvents.Ready, () => ready(true));
  manager.on(WebSocketShardEvents.Resumed, () => ready(true));
  manager.on(WebSocketShardEvents.Closed, ({ code }) => {
    ready(false);
    const reason = ENDS[code];
    if (reason !== undefined) ended.resolve(reason);
  });
  // Without a listener the error would be thrown; what matters arrives as `Closed` too.
  manager.on(WebSocketShardEvents.Error, () => undefined);
  const stop = () => ended.resolve('stopped');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  manager.connect().catch((error: unknown) => {
    const text = error instanceof Error ? messageOf(error) : 'the session could not be opened';
    setImmediate(() => ended.resolve({ failed: text }));
  });
  const reason = await ended.promise;
  signal.removeEventListener('abort', stop);
  ready(false);
  end.abort();
  await Promise.race([manager.destroy(), sleep(2_000, undefined, { ref: false })]).catch(() => undefined);
  return reason;
}

function managerFor({ id, gateway, token, api, budget }: ShardOptions, ended: AbortSignal): WebSocketManager {
  let session: SessionInfo | null = null;
  return new WebSocketManager({
    token,
    intents: GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages,
    rest: api.rest,
    shardCount: gateway.shards,
    shardIds: [id],
    handshakeTimeout: DEADLINE_MS,
    helloTimeout: DEADLINE_MS,
    readyTimeout: DEADLINE_MS,
    // Requested before every connection: after the end it never resolves, so a shard that was about to reconnect does
    // not.
    retrieveSessionInfo: () => (ended.aborted ? new Promise<null>(() => undefined) : session),
    updateSessionInfo: (_shard, info) => {
      session = info;
    },
    buildIdentifyThrottler: () => ({
      async waitForIdentify(shard, signal) {
        const wait = budget.take();
        if (wait > 0) await sleep(wait, undefined, { signal, ref: false });
        await budget.throttler(gateway.session_start_limit.max_concurrency).waitForIdentify(shard, signal);
      },
    }),
  });
}
