/** Looks up people on a server; their details are cached for a minute. */

import {
  type APIGuildMember,
  type APIInteractionGuildMember,
  type APIUser,
  GuildMemberFlags,
  Routes,
} from 'discord.js';
import type { Person } from '../../runner/core/ports/platform.ts';
import { Memory } from '../chat/memory.ts';
import type { Api } from './api.ts';
import { discordCode } from './delivery-error.ts';

/** A name is only displayed, so a stale one does no harm. */
const NAME_REMEMBERED_MS = 3_600_000;
const UNKNOWN = new Set([10007, 10013, 50035]);

type Member = Pick<APIInteractionGuildMember, 'roles' | 'pending' | 'nick' | 'flags'>;

export class People {
  readonly #api: Api;
  readonly #memory: Memory;

  constructor(api: Api, now: () => number) {
    this.#api = api;
    this.#memory = new Memory(now);
  }

  /**
   * `member`: as delivered with the action; null: it is fetched. The returned person's methods throw `DeliveryError` if
   * that fails.
   */
  person(guild: string, user: APIUser, member: Member | null): Person {
    const known = async () => member ?? (await this.#member(guild, user.id));
    return {
      id: user.id,
      name: nameOf(user, member),
      isMember: async () => {
        const found = user.bot === true ? null : await known();
        return found !== null && found.pending !== true && (found.flags & GuildMemberFlags.IsGuest) === 0;
      },
      isIn: async (role) => (await known())?.roles.includes(role) ?? false,
    };
  }

  /** Returns the id if Discord can't be reached or does not know it. */
  async nameOf(guild: string, id: string): Promise<string> {
    const ask = async () => {
      const member = await this.#member(guild, id);
      return member === null ? id : nameOf(member.user, member);
    };
    return await this.#memory.once(`name ${guild} ${id}`, ask, NAME_REMEMBERED_MS).catch(() => id);
  }

  /** Returns the first of those servers that the person is a member of; null if none. */
  async guildOf(user: string, guilds: readonly string[]): Promise<string | null> {
    for (const guild of guilds) if ((await this.#member(guild, user)) !== null) return guild;
    return null;
  }

  #member(guild: string, id: string): Promise<APIGuildMember | null> {
    return this.#memory.once(`member ${guild} ${id}`, async () => {
      try {
        return await this.#api.call<APIGuildMember>('get', Routes.guildMember(guild, id));
      } catch (error) {
        if (UNKNOWN.has(discordCode(error) ?? 0)) return null;
        throw error;
      }
    });
  }
}

function nameOf(user: APIUser, member: Pick<Member, 'nick'> | null): string {
  return member?.nick || user.global_name || user.username;
}
