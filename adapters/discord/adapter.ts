/**
 * The Discord adapter, by the gateway or HTTP: turns events into user actions, and neutral views into Discord messages.
 */
import type { APIInteraction, APIInteractionResponse, GatewayDispatchPayload } from 'discord.js';
import type { VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { Lease } from '../../runner/core/ports/leases.ts';
import type { PaceRule } from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import { PlatformClock } from '../chat/clock.ts';
import { Connection, ConnectionLog } from '../chat/connection.ts';
import { Inbox, type SentResponse } from '../chat/inbox.ts';
import { Openings } from '../chat/openings.ts';
import type { OpenAdapter } from '../chat/platform.ts';
import { type Outcome, outcomeOf, planFor, staysOpen } from './answering.ts';
import { Api } from './api.ts';
import { Channels } from './channels.ts';
import { Confirmations } from './confirmations.ts';
import { deliveryError, isTokenRefused } from './delivery-error.ts';
import { Gateway } from './gateway.ts';
import { onDispatch } from './gateway-events.ts';
import { discordRoute } from './http-routes.ts';
import type { IncomingAction, ReplyHandle } from './incoming-action.ts';
import { type DiscordInbox, Interactions } from './interactions.ts';
import { messageLink } from './message-text.ts';
import { OldEdits } from './old-edits.ts';
import { discordDirectory, guildsOf } from './people.ts';
import { Posting, type PostingOptions } from './posting.ts';
import { registerCommands } from './registration.ts';
import { acknowledgement, deferral, firstResponse, Replies } from './replies.ts';
import { DiscordTime } from './snowflakes.ts';
import { discordSyntax } from './syntax.ts';
import { Threads } from './threads.ts';
import { MENTIONS } from './typed-text.ts';

export interface DiscordOptions {
  /** the verbs to register under `/flow` */
  readonly verbs: readonly VerbForm[];
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
/** Discord times out after three seconds; part of that time passes in transit. */
const IN_TIME_MS = 2_000;
const CONNECTION = {
  platform: 'discord',
  title: 'Discord',
  addressVariable: 'DISCORD_API_URL',
  classify: deliveryError,
  rejection: (failure: unknown) => (isTokenRefused(failure) ? '' : null),
} as const;

export function createDiscordAdapter(options: DiscordOptions): OpenAdapter {
  const { token, mode, guildId, apiUrl, verbs, log } = options;
  const clock = new PlatformClock({ platform: 'discord', title: 'Discord', now: Date.now, log });
  const api = new Api(token, apiUrl, (date) => clock.saw(date));
  const openings = new Openings();
  const directory = discordDirectory(api, Date.now);
  const channels = new Channels(api, Date.now);
  const time = new DiscordTime(clock);
  const confirmations = new Confirmations();
  const shown = (view: MessageView) => confirmations.shown(view);
  const posting = createPosting({ api, directory, time, shown });
  const now = () => performance.now();
  const replies = new Replies(api, channels, now);
  const inbox: DiscordInbox = new Inbox({ ...inboxHooks(replies, log), directory, now, log, shown });
  const connectionLog = new ConnectionLog({ ...CONNECTION, address: api.address, log });
  const guilds = () => connection.workspaces ?? [];
  const interactions = new Interactions({ api, inbox, directory, guilds, time, confirmations, log });
  const dispatch = (payload: GatewayDispatchPayload) =>
    onDispatch(payload, { api, inbox, interactions, channels, directory, time, connection, openings, log });
  const gateway =
    mode.kind === 'http' ? null : new Gateway({ api, token, owner: mode.owner, connectionLog, dispatch });
  const take = (interaction: APIInteraction) => interactions.overHttp(interaction);
  const routes = mode.kind === 'http' ? discordRoute({ ...mode, now: Date.now, log, take }) : null;
  const connection: Connection = new Connection({
    log: connectionLog,
    tokenVariable: 'DISCORD_TOKEN',
    refreshMs: REFRESH_MS,
    async learn() {
      await api.me();
      return await guildsOf(api);
    },
    keepUp: (signal) =>
      Promise.all([connection.retry(() => registerCommands(api, guildId, verbs)), gateway?.keepUp(signal)]),
    isReachable: () => routes !== null || gateway?.connected === true,
  });
  return {
    platform: 'discord',
    syntax: discordSyntax(gateway !== null),
    pace: PACE,
    routes,
    names: (workspace) => directory.names(workspace),
    link: async (guild, channel, message) => messageLink(guild, channel, message),
    async start(handle) {
      inbox.open(handle);
      connection.start();
    },
    connected: () => connection.connected,
    onWorkspaces: (listener) => connection.onWorkspaces(listener),
    onOpened: (listener) => openings.on(listener),
    now: () => time.now || Date.now(),
    tell: (_place, person, view) => replies.tell(person, view),
    /** Other processes take over the shards while the actions in flight are answered, which needs no gateway. */
    async stop() {
      await Promise.all([connection.stop(), inbox.close()]);
      api.close();
    },
    ...callsOf(posting, channels),
  };
}

/** Returns the port's calls with what they remember of threads and of edits to old messages. */
function createPosting(parts: Omit<PostingOptions, 'threads' | 'oldEdits'>): Posting {
  const threads = new Threads(parts.api);
  return new Posting({ ...parts, threads, oldEdits: new OldEdits(parts.time, Date.now) });
}

type Calls = Pick<OpenAdapter, 'enter' | 'direct' | 'named' | 'post' | 'edit' | 'upload' | 'find'>;

function callsOf(posting: Posting, channels: Channels): Calls {
  return {
    enter: (workspace, channel) => channels.enter(workspace, channel),
    direct: (_workspace, person) => channels.direct(person),
    named: (workspace, view) => posting.named(workspace, view),
    post: (place, view, mark) => posting.post(place, view, mark),
    edit: (place, reference, view, mark) => posting.edit(place, reference, view, mark),
    upload: (place, file, mark, known, reserved) => posting.upload(place, file, mark, known, reserved),
    find: (place, doubtful) => posting.find(place, doubtful),
  };
}

/** Returns what the inbox needs to respond to Discord. */
function inboxHooks(replies: Replies, log: (line: string) => void) {
  return {
    platform: 'discord',
    mentions: MENTIONS,
    respondWithinMs: IN_TIME_MS,
    outcomeOf,
    staysOpen,
    first(incoming: IncomingAction, outcome: Outcome | null) {
      const reply = replyOf(incoming);
      const direct = outcome === null ? null : firstResponse(reply, planFor(reply, outcome, log));
      return { response: direct ?? deferral(reply), isAnswer: direct !== null };
    },
    repeated: (incoming: IncomingAction) => acknowledgement(replyOf(incoming)),
    finish: (incoming: IncomingAction, outcome: Outcome, sent: SentResponse<APIInteractionResponse>) =>
      replies.finish(incoming, planFor(incoming.reply, outcome, log), sent),
  };
}

/** Only interactions are responded to. */
function replyOf({ reply }: IncomingAction): ReplyHandle {
  if (reply === null) throw new Error('a message has no first response');
  return reply;
}
