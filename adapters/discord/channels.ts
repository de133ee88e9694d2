/** Looks up channels: which are threads and of which parent, and whether the bot can post there. */
import { type APIChannel, type APIGuild, type APIGuildMember, ChannelType, Routes } from 'discord.js';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import { HOUR_MS, Lookups } from '../chat/lookups.ts';
import { retry } from '../chat/retry.ts';
import type { Api } from './api.ts';
import { discordCode } from './delivery-error.ts';
import { CODES } from './faults.ts';
import { missingIn } from './permissions.ts';

const WRITABLE = new Set([ChannelType.GuildText, ChannelType.GuildAnnouncement]);
/** Channel types whose posts are threads. */
const FORUMS = new Set([ChannelType.GuildForum, ChannelType.GuildMedia]);

/** A person waits for it: what passes within moments is no reason to refuse. */
const INSIST_MS = 2_000;

type Roles = Pick<APIGuild, 'roles'>;

export class Channels {
  readonly #api: Api;
  readonly #lookups: Lookups;

  constructor(api: Api, now: () => number) {
    this.#api = api;
    this.#lookups = new Lookups(now);
  }

  /** Returns the parent channel of a thread; null if it is not a thread. Throws `DeliveryError`. */
  parentOf(channel: string): Promise<string | null> {
    const ask = async () => {
      const found = await this.#channel(channel);
      return isThread(found.type) && 'parent_id' in found ? (found.parent_id ?? null) : null;
    };
    return this.#lookups.once(`parent ${channel}`, ask, HOUR_MS);
  }

  /** Throws `DeliveryError` (`place`) that says what a person can do. */
  async enter(workspace: string, id: string): Promise<void> {
    const channel = await retry(INSIST_MS, () => this.#channel(id));
    if (channel.type === ChannelType.DM) return;
    if (!('guild_id' in channel) || channel.guild_id !== workspace) {
      throw new DeliveryError('place', 'that channel is not on this server');
    }
    if (isThread(channel.type)) return await this.#enterThread(workspace, channel);
    const isForum = FORUMS.has(channel.type);
    if (!isForum && !WRITABLE.has(channel.type)) {
      throw new DeliveryError('place', 'the bot can’t post in channels of that kind: choose a text channel');
    }
    await this.#checkPermissions(workspace, channel, isForum ? 'thread' : 'channel');
  }

  /** Returns the role that Discord made for the bot when it was added to the server; null if it has none. */
  async ownRole(guild: string): Promise<string | null> {
    const [{ roles }] = await this.#standing(guild);
    const { id } = await this.#api.me();
    return roles.find(({ tags }) => tags?.bot_id === id)?.id ?? null;
  }

  direct(person: string): Promise<string> {
    const body = { recipient_id: person };
    const open = async () => {
      const { id } = await this.#api.call<{ readonly id: string }>('post', Routes.userChannels(), { body });
      return id;
    };
    return this.#lookups.once(`direct ${person}`, open, HOUR_MS);
  }

  async #enterThread(workspace: string, thread: APIChannel): Promise<void> {
    if ('thread_metadata' in thread && thread.thread_metadata?.locked === true) {
      throw new DeliveryError('place', 'that thread is locked: a moderator can unlock it');
    }
    const parent = 'parent_id' in thread ? (thread.parent_id ?? null) : null;
    if (parent !== null) await this.#checkPermissions(workspace, await this.#channel(parent), 'thread');
  }

  async #checkPermissions(guild: string, channel: APIChannel, surface: 'channel' | 'thread'): Promise<void> {
    const [{ roles }, member] = await this.#standing(guild);
    const overwrites = 'permission_overwrites' in channel ? (channel.permission_overwrites ?? []) : [];
    const user = (await this.#api.me()).id;
    const missing = missingIn({ guild, roles, member, user, overwrites }, surface);
    if (missing.length === 0) return;
    const names = missing.map((name) => `“${name}”`).join(', ');
    throw new DeliveryError(
      'place',
      `the bot lacks permissions there that a run needs: ask the channel’s manager to give it ${names}`,
    );
  }

  async #channel(id: string): Promise<APIChannel> {
    try {
      return await this.#api.call<APIChannel>('get', Routes.channel(id));
    } catch (error) {
      if (discordCode(error) !== 50035) throw error;
      throw new DeliveryError('place', 'that is no channel of Discord', 0, error);
    }
  }

  #standing(guild: string): Promise<[Roles, APIGuildMember]> {
    return this.#lookups.once(`standing ${guild}`, async () => {
      const { id } = await this.#api.me();
      return await Promise.all([
        this.#api.call<Roles>('get', Routes.guild(guild)),
        this.#api.call<APIGuildMember>('get', Routes.guildMember(guild, id)),
      ]);
    });
  }
}

export function isThread(type: ChannelType): boolean {
  return (
    type === ChannelType.PublicThread ||
    type === ChannelType.PrivateThread ||
    type === ChannelType.AnnouncementThread
  );
}

/** Returns true if the channel, or the thread, does not exist. */
export function isUnknownChannel(error: unknown): boolean {
  return discordCode(error) === CODES.unknownChannel;
}
