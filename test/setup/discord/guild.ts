/** A guild: who and what is in it, and what the bot may do there. */
import { basePermissions, bitsOf, type Holder, type Overwrite, overwritten } from './permissions.ts';
import { CHANNELS, type ChannelSeed, type GuildSeed, PEOPLE, PERMISSIONS_GIVEN } from './seed.ts';
import type { DiscordClock } from './snowflake.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
  /** takes no direct messages from the bot */
  readonly closed: boolean;
}

export interface Member {
  readonly user: User;
  /** ids */
  readonly roles: readonly string[];
  readonly guest: boolean;
  readonly pending: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
}

export const CHANNEL_TYPES = { text: 0, direct: 1, announcement: 5, thread: 11, forum: 15 } as const;
export type ChannelKind = keyof typeof CHANNEL_TYPES;

export interface Channel {
  readonly id: string;
  readonly kind: ChannelKind;
  name: string;
  /** null for a direct one */
  readonly guild: Guild | null;
  overwrites: readonly Overwrite[];
  /** the other one of a direct channel */
  readonly recipient: User | null;
  readonly thread: Thread | null;
}

export interface Thread {
  readonly parent: Channel;
  readonly owner: string;
  archived: boolean;
  locked: boolean;
  /** minutes */
  autoArchive: number;
  archivedAt: number;
}

export class Guild {
  readonly id: string;
  readonly name: string;
  readonly members = new Map<string, Member>();
  readonly roles = new Map<string, Role>();
  readonly joinedAt: number;
  readonly #bot: User;

  /** `people` are all that Discord knows, by name; those that the seed names are added to them. */
  constructor(n: number, seed: GuildSeed, bot: User, people: Map<string, User>, clock: DiscordClock) {
    this.id = clock.id();
    this.name = seed.name ?? `Acme ${n}`;
    this.joinedAt = clock.now();
    this.#bot = bot;
    this.#addRole({
      id: this.id,
      name: '@everyone',
      permissions: 0n,
    });
    const own = this.#addRole({
      id: clock.id(),
      name: 'Baton',
      permissions: bitsOf(seed.permissions ?? PERMISSIONS_GIVEN),
    });
    this.members.set(bot.id, { user: bot, roles: [own.id], guest: false, pending: false });
    for (const { name, roles = [], stranger, closed, guest, pending } of seed.people ?? PEOPLE) {
      const user = people.get(name) ?? { id: clock.id(), name, bot: false, closed: closed ?? false };
      people.set(name, user);
      if (stranger === true) continue;
      const ids = roles.map((role) => this.#roleCalled(role, clock).id);
      this.members.set(user.id, { user, roles: ids, guest: guest ?? false, pending: pending ?? false });
    }
  }

  /** The bot, as one whose permissions are asked for. */
  get bot(): Holder {
    return { user: this.#bot.id, roles: this.members.get(this.#bot.id)?.roles ?? [] };
  }

  /** The bot's permissions in the guild, or in a channel of it. */
  botPermissions(channel: Channel | null = null): bigint {
    const roles = new Map([...this.roles].map(([id, { permissions }]) => [id, permissions]));
    const base = basePermissions(this.id, roles, this.bot);
    const place = channel?.thread?.parent ?? channel;
    return place === null ? base : overwritten(base, this.id, place.overwrites, this.bot);
  }

  role(name: string): Role {
    const found = [...this.roles.values()].find((role) => role.name === name || role.id === name);
    if (found === undefined) throw new Error(`no role is called ${name} in ${this.name}`);
    return found;
  }

  /** Takes the bot's permissions in the whole guild away, or gives them. */
  allowBot(permissions: bigint): void {
    const own = this.role('Baton');
    this.roles.set(own.id, { ...own, permissions });
  }

  #roleCalled(name: string, clock: DiscordClock): Role {
    const known = [...this.roles.values()].find((role) => role.name === name);
    return known ?? this.#addRole({ id: clock.id(), name, permissions: 0n });
  }

  #addRole(role: Role): Role {
    this.roles.set(role.id, role);
    return role;
  }
}

/** The channels that a guild begins with. */
export function seededChannels(guild: Guild, seed: GuildSeed, clock: DiscordClock): Channel[] {
  return (seed.channels ?? CHANNELS).map((channel) => ({
    id: clock.id(),
    kind: channel.kind ?? 'text',
    name: channel.name,
    guild,
    overwrites: overwritesOf(channel, guild),
    recipient: null,
    thread: null,
  }));
}

/** What a channel's seed denies the bot there. */
export function overwritesOf({ hidden, denied = [] }: ChannelSeed, guild: Guild): Overwrite[] {
  const deny = bitsOf(hidden === true ? ['ViewChannel', ...denied] : denied);
  return deny === 0n ? [] : [{ id: guild.role('Baton').id, kind: 'role', allow: 0n, deny }];
}
