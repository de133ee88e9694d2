/** Gateway mode: connects every shard that Discord asks for, each in one process at a time. */
import { type APIGatewayBotInfo, type GatewayDispatchPayload, Routes } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import type { Lease } from '../../runner/core/ports/leases.ts';
import type { ConnectionLog } from '../chat/connection.ts';
import { abortableSleep, retryUntilAborted } from '../chat/retry.ts';
import type { Api } from './api.ts';
import { IdentifyBudget } from './identify-budget.ts';
import { holdShard, type ShardEnd } from './shard.ts';

export interface GatewayOptions {
  readonly api: Api;
  readonly token: string;
  /** null while another process holds it */
  readonly owner: (shard: number) => Promise<Lease | null>;
  readonly connectionLog: ConnectionLog;
  dispatch(payload: GatewayDispatchPayload): void;
}

type ShardState = 'away' | 'ready' | 'elsewhere';

/** An interruption shorter than this is not logged. */
const LOG_AFTER_MS = 10_000;
const ASK_AGAIN_MS = 1_000;
/** The delay after a failure that is unlikely to be resolved soon. */
const SLOWLY_MS = 10_000;
/** Below this fraction of the daily sessions, a new one is opened only once a minute. */
const SCARCE = 0.1;
const SCARCE_WAIT_MS = 60_000;

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #budget = new IdentifyBudget(Date.now);
  readonly #states = new Map<number, ShardState>();

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Returns true if every shard is connected, here or in another process. */
  get connected(): boolean {
    const states = [...this.#states.values()];
    return states.length > 0 && !states.includes('away');
  }

  /** Runs until the signal aborts. Never rejects. */
  async keepUp(signal: AbortSignal): Promise<void> {
    const { api, connectionLog } = this.#options;
    while (!signal.aborted) {
      const gateway = await retryUntilAborted(
        signal,
        () => api.call<APIGatewayBotInfo>('get', Routes.gatewayBot()),
        (error) => connectionLog.failed(error, 'DISCORD_TOKEN'),
      );
      if (gateway === null) return;
      this.#states.clear();
      for (let id = 0; id < gateway.shards; id++) this.#states.set(id, 'away');
      const round = new AbortController();
      const either = AbortSignal.any([signal, round.signal]);
      const shards = [...this.#states.keys()];
      await Promise.all(shards.map((id) => this.#keepShard(id, gateway, either, () => round.abort())));
    }
  }

  /** Runs until the signal aborts or `restart` is called; the gateway's data is then requested again. */
  async #keepShard(
    id: number,
    gateway: APIGatewayBotInfo,
    signal: AbortSignal,
    restart: () => void,
  ): Promise<void> {
    while (!signal.aborted) {
      const lease = await this.#lease(id);
      if (lease === null) {
        await abortableSleep(ASK_AGAIN_MS, signal);
        continue;
      }
      const end = await this.#hold(id, gateway, AbortSignal.any([signal, lease.lost]));
      this.#states.set(id, 'away');
      await lease.release().catch(() => undefined);
      if (signal.aborted || lease.lost.aborted) continue;
      this.#logEnd(end);
      await abortableSleep(end === 'sharding' ? ASK_AGAIN_MS : SLOWLY_MS, signal);
      restart();
    }
  }

  /** Returns null while another process holds the lease, or if the database can't be reached. */
  async #lease(id: number): Promise<Lease | null> {
    const { owner, connectionLog } = this.#options;
    try {
      const lease = await owner(id);
      this.#states.set(id, lease === null ? 'elsewhere' : 'away');
      return lease;
    } catch (error) {
      this.#states.set(id, 'away');
      connectionLog.log(`the owner of shard ${id} is unknown: ${messageOf(error)}`);
      return null;
    }
  }

  async #hold(id: number, gateway: APIGatewayBotInfo, signal: AbortSignal): Promise<ShardEnd> {
    const { api, token, connectionLog, dispatch } = this.#options;
    const { total, remaining } = gateway.session_start_limit;
    if (remaining < total * SCARCE) {
      connectionLog.log(
        `only ${remaining} of ${total} sessions are left for today; a new one waits for a minute`,
      );
      await abortableSleep(SCARCE_WAIT_MS, signal);
    }
    const look = setInterval(() => this.#tellAway(id), LOG_AFTER_MS).unref();
    const ready = (is: boolean) => {
      this.#states.set(id, is ? 'ready' : 'away');
      if (is) connectionLog.recovered();
    };
    const end = await holdShard({ id, gateway, token, api, budget: this.#budget, dispatch, ready }, signal);
    clearInterval(look);
    return end;
  }

  #tellAway(id: number): void {
    if (this.#states.get(id) === 'ready') return;
    const { connectionLog, api } = this.#options;
    connectionLog.log(`no session with the gateway of ${api.address}; Baton keeps retrying`);
  }

  #logEnd(end: ShardEnd): void {
    const { connectionLog } = this.#options;
    if (end === 'token') {
      connectionLog.log('Discord does not accept DISCORD_TOKEN; Baton keeps retrying');
    } else if (typeof end === 'object') {
      connectionLog.log(`the gateway ended the session: ${end.failed}; Baton keeps retrying`);
    }
  }
}
