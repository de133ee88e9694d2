/** Looks up people of a server, with their roles, and the servers of the bot. */
import {
  type APIChannel,
  type APIGuild,
  type APIGuildMember,
  type APIInteractionGuildMember,
  type APIUser,
  GuildMemberFlags,
  PermissionFlagsBits,
  type RESTAPIPartialCurrentUserGuild,
  Routes,
} from 'discord.js';
import { Directory, type Profile } from '../chat/directory.ts';
import type { Api } from './api.ts';
import { isUnknownChannel } from './channels.ts';
import { discordCode } from './delivery-error.ts';

/** Codes for a person who is unknown, or not on that server. */
const UNKNOWN = new Set([10007, 10013, 50035]);
const PAGE = 200;

type Member = Pick<APIInteractionGuildMember, 'roles' | 'pending' | 'nick' | 'flags'>;

export function discordDirectory(api: Api, now: () => number): Directory {
  return new Directory({
    groupWord: 'role',
    now,
    async look(guild, id) {
      try {
        const member = await api.call<APIGuildMember>('get', Routes.guildMember(guild, id));
        return profileOf(member.user, member);
      } catch (error) {
        if (UNKNOWN.has(discordCode(error) ?? 0)) return null;
        throw error;
      }
    },
    async groupName(guild, id) {
      const { roles } = await api.call<Pick<APIGuild, 'roles'>>('get', Routes.guild(guild));
      return roles.find((role) => role.id === id)?.name ?? null;
    },
    async channelName(guild, id) {
      try {
        const channel = await api.call<APIChannel>('get', Routes.channel(id));
        return 'guild_id' in channel && channel.guild_id === guild && isOpen(channel, guild)
          ? channel.name
          : null;
      } catch (error) {
        if (isUnknownChannel(error) || UNKNOWN.has(discordCode(error) ?? 0)) return null;
        throw error;
      }
    },
  });
}

/** Whether everybody on the server sees the channel: the role of everybody has the server's id. */
function isOpen(channel: APIChannel, guild: string): boolean {
  const overwrites = 'permission_overwrites' in channel ? (channel.permission_overwrites ?? []) : [];
  const everybody = overwrites.find(({ id }) => id === guild);
  return (BigInt(everybody?.deny ?? 0) & PermissionFlagsBits.ViewChannel) === 0n;
}

/** `member`: as Discord delivers it with an action, or as it was fetched. */
export function profileOf(user: APIUser, { roles, pending, nick, flags }: Member): Profile {
  return {
    name: nick || nameOf(user),
    isMember: user.bot !== true && pending !== true && (flags & GuildMemberFlags.IsGuest) === 0,
    groups: roles,
    timeZone: null,
  };
}

export function nameOf({ global_name, username }: APIUser): string {
  return global_name || username;
}

/** Returns the first of those servers that the person is on; null if none. */
export async function guildOf(
  directory: Directory,
  user: string,
  guilds: readonly string[],
): Promise<string | null> {
  for (const guild of guilds) if ((await directory.profile(guild, user)) !== null) return guild;
  return null;
}

/** Returns the ids of all servers that the bot is on. Throws `DeliveryError`. */
export async function guildsOf(api: Api): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after = '0'; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE), after });
    const page = await api.call<RESTAPIPartialCurrentUserGuild[]>('get', Routes.userGuilds(), { query });
    found.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.id;
  }
}
