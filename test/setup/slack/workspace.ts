/** One workspace: who and what is in it, which tokens open it, and what the emulator behind it lacks. */

import { isTrue, type Json, record, records, text, textOrNull } from '../chat/json.ts';
import { EmulatedWorkspace } from './emulator.ts';

export interface PersonSeed {
  readonly name: string;
  readonly guest?: boolean;
  /** a member of another workspace, here through a shared channel */
  readonly stranger?: boolean;
}

export interface ChannelSeed {
  readonly name: string;
  readonly private?: boolean;
  /** whether the bot is in it */
  readonly bot?: boolean;
}

export interface WorkspaceSeed {
  readonly name?: string;
  readonly people?: readonly PersonSeed[];
  readonly channels?: readonly ChannelSeed[];
  /** user groups: names of people by the group's id */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** whether the app has a token from the start; true by default */
  readonly installed?: boolean;
  /** what that token may do; all of Baton's manifest by default */
  readonly scopes?: readonly string[];
}

export interface Member extends PersonSeed {
  readonly id: string;
  readonly token: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly private: boolean;
  readonly direct: boolean;
  hasBot: boolean;
}

/** The app, the same in every workspace. */
export const APP = {
  id: 'A0BATON',
  name: 'Baton',
  bot: 'B0BATON',
  clientId: '1000.2000',
  clientSecret: 'front-client-secret',
  signingSecret: 'front-signing-secret',
  appToken: 'xapp-1-A0BATON-front',
} as const;

export const ALL_SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'mpim:history',
  'usergroups:read',
  'users:read',
];

const PEOPLE: readonly PersonSeed[] = [{ name: 'alice' }, { name: 'bob' }, { name: 'gus', guest: true }];
const CHANNELS: readonly ChannelSeed[] = [
  { name: 'shop', bot: true },
  { name: 'releases' },
  { name: 'secret', private: true },
  { name: 'ops', private: true, bot: true },
];

export class Workspace {
  readonly id: string;
  readonly name: string;
  readonly botUser: string;
  /** of the installation that is there from the start */
  readonly token: string;
  readonly emulated: EmulatedWorkspace;
  readonly people = new Map<string, Member>();
  readonly channels = new Map<string, Channel>();
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** what each valid token may do */
  readonly tokens = new Map<string, readonly string[]>();
  readonly revoked = new Set<string>();
  /** `<channel> <ts>` of every message, with the ts of its thread when it is a reply */
  readonly threads = new Map<string, string | null>();
  /** the blocks that stand with a file, by `<channel> <ts>` of its message: the emulator keeps none */
  readonly fileBlocks = new Map<string, readonly Json[]>();

  private constructor(n: number, seed: WorkspaceSeed, emulated: EmulatedWorkspace) {
    this.id = emulated.team;
    this.name = seed.name ?? `Acme ${n}`;
    this.botUser = botUser(n);
    this.token = botToken(n);
    this.groups = seed.groups ?? {};
    this.emulated = emulated;
  }

  /** `n` counts from 1. */
  static async start(n: number, seed: WorkspaceSeed): Promise<Workspace> {
    const people = seed.people ?? PEOPLE;
    const team = `T00000000${n}`;
    const emulated = await EmulatedWorkspace.start(team, emulatorSeed(n, seed, people));
    const workspace = new Workspace(n, seed, emulated);
    if (seed.installed ?? true) workspace.tokens.set(workspace.token, seed.scopes ?? ALL_SCOPES);
    await workspace.#readPeople(n, people);
    for (const channel of seed.channels ?? CHANNELS) await workspace.#openChannel(channel);
    return workspace;
  }

  /** A call as the bot, past all rules. */
  asBot(method: string, args: Json): Promise<Json> {
    return this.emulated.call(method, args, this.token);
  }

  member(name: string): Member {
    const found = this.people.get(name);
    if (found === undefined) throw new Error(`nobody is called ${name} in ${this.name}`);
    return found;
  }

  memberById(id: string): Member | null {
    return [...this.people.values()].find((person) => person.id === id) ?? null;
  }

  channelNamed(name: string): Channel {
    const found = [...this.channels.values()].find((channel) => channel.name === name || channel.id === name);
    if (found === undefined) throw new Error(`no channel is called ${name} in ${this.name}`);
    return found;
  }

  /** Notes a channel as the emulator describes it. */
  noteChannel(channel: Json): Channel {
    const id = text(channel.id);
    const known = this.channels.get(id);
    if (known !== undefined) return known;
    const direct = isTrue(channel.is_im);
    const noted = {
      id,
      name: text(channel.name) || id,
      private: isTrue(channel.is_private) && !direct,
      direct,
      hasBot: direct,
    };
    this.channels.set(id, noted);
    return noted;
  }

  async #readPeople(n: number, people: readonly PersonSeed[]): Promise<void> {
    const users = records((await this.asBot('users.list', { limit: 1_000 })).members);
    for (const person of people) {
      const id = text(users.find((user) => user.name === person.name)?.id);
      this.people.set(person.name, { ...person, id, token: personToken(n, person.name) });
    }
  }

  async #openChannel(seed: ChannelSeed): Promise<void> {
    const [first] = this.people.values();
    const asPerson = first?.token ?? this.token;
    const channels = (
      await this.emulated.call('conversations.list', { limit: 1_000, types: ALL_TYPES }, asPerson)
    ).channels;
    const described = records(channels).find((channel) => channel.name === seed.name) ?? {};
    const channel = this.noteChannel(described);
    if (seed.bot !== true) return;
    if (channel.private) {
      await this.emulated.call(
        'conversations.invite',
        { channel: channel.id, users: this.botUser },
        asPerson,
      );
    } else {
      await this.asBot('conversations.join', { channel: channel.id });
    }
    channel.hasBot = true;
  }
}

const ALL_TYPES = 'public_channel,private_channel';

function botUser(n: number): string {
  return `U0BATON${n}`;
}

function botToken(n: number): string {
  return `xoxb-front-${n}`;
}

function personToken(n: number, name: string): string {
  return `xoxp-${n}-${name}`;
}

function emulatorSeed(n: number, seed: WorkspaceSeed, people: readonly PersonSeed[]): Json {
  return {
    team: { name: seed.name ?? `Acme ${n}`, domain: `acme-${n}` },
    users: people.map(({ name }) => ({ name, real_name: name })),
    channels: (seed.channels ?? CHANNELS).map((channel) => ({
      name: channel.name,
      is_private: channel.private ?? false,
    })),
    oauth_apps: [
      {
        client_id: APP.clientId,
        client_secret: APP.clientSecret,
        app_id: APP.id,
        name: APP.name,
        bot_id: APP.bot,
        bot_user_id: botUser(n),
        bot_name: 'baton',
        redirect_uris: [],
        scopes: ALL_SCOPES,
      },
    ],
    tokens: [
      { token: botToken(n), user_id: botUser(n), bot_id: APP.bot, app_id: APP.id, type: 'bot' },
      ...people.map(({ name }) => ({ token: personToken(n, name), user: name, type: 'user' })),
    ],
  };
}

/** A message with the blocks that stand with its file. */
export function withFileBlocks({ fileBlocks }: Workspace, channel: string, message: Json): Json {
  const blocks = fileBlocks.get(`${channel} ${text(message.ts)}`);
  return blocks === undefined ? message : { ...message, blocks };
}

/** Notes a message that was posted. */
export function noteMessage(workspace: Workspace, channel: string, message: Json): void {
  workspace.threads.set(`${channel} ${text(message.ts)}`, textOrNull(record(message).thread_ts));
}
