/**
 * The Discord adapter, by the gateway or HTTP: turns events into user actions, and neutral views into Discord messages.
 */
import { GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord.js';
import { messageOf } from '../../runner/core/errors.ts';
import type { ActionHandler, PaceRule } from '../../runner/core/ports/platform.ts';
import type { Lease } from '../../runner/core/posts.ts';
import { answerWithNames } from '../chat/names.ts';
import type { ChatAdapter } from '../chat/platform.ts';
import { abortableSleep, retryUntilAborted } from '../chat/retry.ts';
import { Api } from './api.ts';
import { Channels } from './channels.ts';
import { Confirmations } from './confirmations.ts';
import { ConnectionLog } from './connection-log.ts';
import { Gateway } from './gateway.ts';
import { Guilds } from './guilds.ts';
import { HttpRoutes } from './http-routes.ts';
import { Inbox } from './inbox.ts';
import { Interactions } from './interactions.ts';
import { parseMention } from './mentions.ts';
import { OldEdits } from './old-edits.ts';
import { People } from './people.ts';
import { Posting } from './posting.ts';
import { registerCommands } from './registration.ts';
import { Replies } from './replies.ts';
import { DiscordTime } from './snowflakes.ts';
import { Threads } from './threads.ts';

export interface DiscordOptions {
  readonly token: string;
  readonly mode: GatewayMode | HttpMode;
  /** the server that the commands are registered for; null: all servers */
  readonly guildId: string | null;
  /** null: Discord's own; otherwise of the form `http://host:port/api` */
  readonly apiUrl: string | null;
  readonly log: (line: string) => void;
}

export interface GatewayMode {
  readonly kind: 'gateway';
  /** acquires the lease that allows connecting a shard; null while another process holds it */
  readonly owner: (shard: number) => Promise<Lease | null>;
}

export interface HttpMode {
  readonly kind: 'http';
  readonly publicKey: string;
}

/**
 * Discord's rate limits: five messages per five seconds in each thread and channel, as many edits, and far fewer than
 * fifty requests per second in total.
 */
const PACE: readonly PaceRule[] = [
  { calls: ['post', 'upload'], per: 'thread', every: 1_000, burst: 4 },
  { calls: ['edit'], per: 'thread', every: 1_100, burst: 4 },
  { calls: ['find'], per: 'thread', every: 1_000, burst: 2 },
  { calls: ['post', 'edit', 'upload', 'find'], per: 'workspace', every: 50, burst: 10 },
];

const REFRESH_MS = 60_000;

export function createDiscordAdapter(options: DiscordOptions): ChatAdapter {
  const api = new Api(options.token, options.apiUrl);
  const people = new People(api, Date.now);
  const channels = new Channels(api, Date.now);
  const time = new DiscordTime();
  const confirmations = new Confirmations();
  const posting = new Posting({
    api,
    people,
    time,
    threads: new Threads(api),
    oldEdits: new OldEdits(time, Date.now),
    shown: (view) => confirmations.shown(view),
  });
  const connection = new Connection(options, { api, people, channels, time, confirmations });
  return {
    platform: 'discord',
    pace: PACE,
    routes: connection.routes,
    start: async (handle) => connection.start(handle),
    connected: () => connection.connected,
    onWorkspaces: (listener) => connection.guilds.onChange(listener),
    stop: () => connection.stop(),
    enter: (workspace, channel) => channels.enter(workspace, channel),
    direct: (_workspace, person) => channels.direct(person),
    post: (place, view, mark) => posting.post(place, view, mark),
    edit: (place, reference, view, mark) => posting.edit(place, reference, view, mark),
    upload: (place, file, mark, known, reserved) => posting.upload(place, file, mark, known, reserved),
    find: (place, doubtful) => posting.find(place, doubtful),
  };
}

interface Parts {
  readonly api: Api;
  readonly people: People;
  readonly channels: Channels;
  readonly time: DiscordTime;
  readonly confirmations: Confirmations;
}

class Connection {
  readonly routes: HttpRoutes | null;
  readonly guilds: Guilds;
  readonly #options: DiscordOptions;
  readonly #parts: Parts;
  readonly #connectionLog: ConnectionLog;
  readonly #end = new AbortController();
  #gateway: Gateway | null = null;
  #inbox: Inbox | null = null;
  #interactions: Interactions | null = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: DiscordOptions, parts: Parts) {
    const { mode, log } = options;
    this.#options = options;
    this.#parts = parts;
    this.#connectionLog = new ConnectionLog(log, parts.api.address);
    this.guilds = new Guilds(parts.api);
    this.routes = mode.kind === 'http' ? new HttpRoutes(mode.publicKey, Date.now, log) : null;
  }

  get connected(): boolean {
    const isReachable = this.routes !== null || this.#gateway?.connected === true;
    return this.guilds.known !== null && isReachable && !this.#end.signal.aborted;
  }

  start(handle: ActionHandler): void {
    const { api, people, channels, confirmations } = this.#parts;
    const { log, mode, token } = this.#options;
    const now = () => performance.now();
    const named: ActionHandler = async (action) => {
      const answer = await handle(action);
      if ('view' in answer && 'blocks' in answer.view) confirmations.shown(answer.view);
      return await answerWithNames(answer, (id) => people.nameOf(action.place.workspace, id));
    };
    const replies = new Replies(api, channels, now);
    const inbox = new Inbox({ handle: named, replies, now, log });
    const interactions = new Interactions({ ...this.#parts, guilds: this.guilds, log }, inbox);
    this.#inbox = inbox;
    this.#interactions = interactions;
    this.routes?.feed((interaction) => interactions.overHttp(interaction));
    if (mode.kind === 'gateway') {
      const dispatch = (payload: GatewayDispatchPayload) => this.#onDispatch(payload);
      const { owner } = mode;
      this.#gateway = new Gateway({ api, token, owner, connectionLog: this.#connectionLog, dispatch });
    }
    this.#work = this.#keepConnected();
  }

  /** Other processes take over the shards while the actions in flight are answered, which needs no gateway. */
  async stop(): Promise<void> {
    this.#end.abort();
    await Promise.all([this.#inbox?.close(), this.#work]);
    this.#parts.api.close();
  }

  /** Checks the token first, since nothing works without it; then connects. Never rejects. */
  async #keepConnected(): Promise<void> {
    const { signal } = this.#end;
    const learned = await this.#retryUntilStopped(async () => {
      await this.#parts.api.me();
      await this.guilds.learn();
    });
    if (!learned) return;
    await Promise.all([this.#register(), this.#refresh(), this.#gateway?.keepUp(signal)]);
  }

  async #register(): Promise<void> {
    await this.#retryUntilStopped(() => registerCommands(this.#parts.api, this.#options.guildId));
  }

  async #refresh(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await abortableSleep(REFRESH_MS, signal);
      await this.#learnGuilds();
    }
  }

  async #learnGuilds(): Promise<void> {
    if (!this.#end.signal.aborted)
      await this.guilds.learn().catch((error: unknown) => this.#connectionLog.failed(error));
  }

  /** Returns true if the attempt succeeded before shutdown. */
  async #retryUntilStopped(attempt: () => Promise<void>): Promise<boolean> {
    const done = async () => {
      await attempt();
      return true;
    };
    const isDone = await retryUntilAborted(this.#end.signal, done, (error) =>
      this.#connectionLog.failed(error),
    );
    if (isDone === true) this.#connectionLog.recovered();
    return isDone === true;
  }

  /** Handles a gateway event. Never throws. */
  #onDispatch(payload: GatewayDispatchPayload): void {
    switch (payload.t) {
      case GatewayDispatchEvents.InteractionCreate:
        void this.#interactions?.fromGateway(payload.d);
        return;
      case GatewayDispatchEvents.MessageCreate:
        this.#mentioned(payload.d).catch((error: unknown) =>
          this.#options.log(`discord: a mention was not taken: ${messageOf(error)}`),
        );
        return;
      case GatewayDispatchEvents.GuildCreate:
      case GatewayDispatchEvents.GuildDelete:
        if (this.guilds.known?.includes(payload.d.id) !== (payload.t === GatewayDispatchEvents.GuildCreate)) {
          void this.#learnGuilds();
        }
        return;
    }
  }

  async #mentioned(message: Parameters<typeof parseMention>[1]): Promise<void> {
    const { api, channels, people, time } = this.#parts;
    time.saw(message.id);
    const action = await parseMention({ bot: (await api.me()).id, channels, people }, message);
    if (action !== null) await this.#inbox?.receive({ action, reply: null }, null);
  }
}
