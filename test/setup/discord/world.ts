/** All that there is on this Discord: guilds, people, channels with their threads, messages; and word of what changes. */
import type { CallLog } from '../chat/call.ts';
import type { Channel, Guild, User } from './guild.ts';
import { Guild as SeededGuild, seededChannels } from './guild.ts';
import type { Message } from './message.ts';
import type { GuildSeed } from './seed.ts';
import type { SigningKey } from './signing.ts';
import type { DiscordClock } from './snowflake.ts';

/** Hands an event to the app: its name, the channel or guild that it is of, and what it says. */
export type Announce = (event: string, of: Channel | Guild | null, data: unknown) => void;

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  /** hexadecimal */
  readonly publicKey: string;
  readonly bot: User;
}

const TOKEN = 'MTAwMDAwMDAwMDAwMDAwMDAx.front.bot-token';

/** The app, the same in every guild. */
export function application(clock: DiscordClock, { publicKey }: SigningKey): Application {
  const id = clock.id();
  const bot = { id: clock.id(), name: 'Baton', bot: true, closed: false };
  return { id, name: 'Baton', token: TOKEN, publicKey, bot };
}

export class World {
  readonly app: Application;
  readonly clock: DiscordClock;
  readonly log: CallLog;
  /** ends without a slash */
  readonly url: string;
  readonly guilds: readonly Guild[];
  readonly people = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly messages = new Map<string, Message>();
  /** tokens that open it */
  readonly tokens: Set<string>;
  /** where the app takes interactions over HTTP; null: they go to the gateway */
  interactionsUrl: string | null = null;
  announce: Announce = () => undefined;

  constructor(app: Application, clock: DiscordClock, log: CallLog, url: string, seeds: readonly GuildSeed[]) {
    this.app = app;
    this.clock = clock;
    this.log = log;
    this.url = url;
    this.tokens = new Set([app.token]);
    this.guilds = seeds.map((seed, index) => new SeededGuild(index + 1, seed, app.bot, this.people, clock));
    for (const [index, guild] of this.guilds.entries()) {
      for (const channel of seededChannels(guild, seeds[index] ?? {}, clock)) {
        this.channels.set(channel.id, channel);
      }
    }
  }

  guildById(id: string): Guild | null {
    return this.guilds.find((guild) => guild.id === id) ?? null;
  }

  userById(id: string): User | null {
    if (id === this.app.bot.id) return this.app.bot;
    return [...this.people.values()].find((user) => user.id === id) ?? null;
  }

  /** What stands in a channel or thread, oldest first, without what one person alone sees. */
  standing(channel: string): Message[] {
    return [...this.messages.values()].filter(
      (message) => message.channel.id === channel && message.onlyFor === null && !message.deleted,
    );
  }

  threadsOf(guild: Guild): Channel[] {
    return [...this.channels.values()].filter((one) => one.guild === guild && one.thread !== null);
  }

  channelsOf(guild: Guild): Channel[] {
    return [...this.channels.values()].filter((one) => one.guild === guild && one.thread === null);
  }

  /** The channel in which the bot and that person are alone. */
  directWith(user: User): Channel {
    const known = [...this.channels.values()].find(({ recipient }) => recipient?.id === user.id);
    if (known !== undefined) return known;
    const channel: Channel = {
      id: this.clock.id(),
      kind: 'direct',
      name: '',
      guild: null,
      overwrites: [],
      recipient: user,
      thread: null,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** Opens a thread in a channel, on a message of it where one is given: then it has the message's id. */
  openThread(parent: Channel, { id, name, owner, autoArchive }: NewThread): Channel {
    const thread: Channel = {
      id: id ?? this.clock.id(),
      kind: 'thread',
      name,
      guild: parent.guild,
      overwrites: [],
      recipient: null,
      thread: { parent, owner, archived: false, locked: false, autoArchive, archivedAt: this.clock.now() },
    };
    this.channels.set(thread.id, thread);
    return thread;
  }
}

export interface NewThread {
  /** of the message that it hangs on */
  readonly id: string | null;
  readonly name: string;
  readonly owner: string;
  /** minutes */
  readonly autoArchive: number;
}
