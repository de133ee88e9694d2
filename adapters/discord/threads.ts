/** Manages the threads of messages: created when something is posted in them, reopened if they were archived. */
import { Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { LRUCache } from 'lru-cache';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { Place, PostPlace } from '../../runner/core/ports/platform.ts';
import type { Api } from './api.ts';
import { isUnknownChannel } from './channels.ts';
import { discordCode } from './delivery-error.ts';
import { CODES } from './faults.ts';
import { LIMITS } from './render/limits.ts';
import { label } from './render/plain-text.ts';

const MOST_REMEMBERED = 2_000;
/** The name of a thread whose card has no title. */
const NAMELESS = 'Run';

export class Threads {
  readonly #api: Api;
  /** messages that were just posted and have no thread yet */
  readonly #fresh = new LRUCache<string, true>({ max: MOST_REMEMBERED });
  /** messages in channels that can't have threads, such as direct messages */
  readonly #without = new Set<string>();

  constructor(api: Api) {
    this.#api = api;
  }

  /** Records a message posted in a channel: its thread is created when needed. */
  posted(message: string): void {
    this.#fresh.set(message, true);
  }

  /**
   * Calls with the channel to post in, and with the message to reply to where there are no threads. Throws what the
   * call throws, and `DeliveryError`.
   */
  async within<T>(place: PostPlace, call: (channel: string, reply: string | null) => Promise<T>): Promise<T> {
    const { channel, thread } = place;
    if (thread === null) return await call(channel, null);
    if (this.#fresh.has(thread)) await this.#make(place, thread);
    if (this.#without.has(thread)) return await call(channel, thread);
    try {
      return await this.#opened(thread, () => call(thread, null));
    } catch (error) {
      if (!isUnknownChannel(error)) throw error;
      await this.#make(place, thread);
    }
    return this.#without.has(thread) ? await call(channel, thread) : await call(thread, null);
  }

  /** Like `within`, but returns null if the thread does not exist. */
  async existing<T>(place: Place, call: (channel: string) => Promise<T>): Promise<T | null> {
    const { channel, thread } = place;
    if (thread === null || this.#without.has(thread)) return await call(channel);
    try {
      return await this.#opened(thread, () => call(thread));
    } catch (error) {
      if (!isUnknownChannel(error)) throw error;
      return (await this.#isDirect(channel)) ? await call(channel) : null;
    }
  }

  async #opened<T>(thread: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (discordCode(error) !== CODES.archived) throw error;
      await this.#unarchive(thread);
      return await call();
    }
  }

  /** Only moderators can open a locked thread again. */
  async #unarchive(thread: string): Promise<void> {
    try {
      await this.#api.call('patch', Routes.channel(thread), { body: { archived: false } });
    } catch (error) {
      if (discordCode(error) !== CODES.missingPermission) throw error;
      throw new DeliveryError('thread', 'the thread is locked: a moderator can unlock it', 0, error);
    }
  }

  async #make({ channel, title }: PostPlace, message: string): Promise<void> {
    const name = label(title ?? NAMELESS, LIMITS.threadName);
    const body = { name, auto_archive_duration: ThreadAutoArchiveDuration.OneDay };
    try {
      await this.#api.call('post', Routes.threads(channel, message), { body });
    } catch (error) {
      const code = discordCode(error);
      if (code === CODES.wrongChannelType) this.#without.add(message);
      else if (code === CODES.unknownMessage) {
        throw new DeliveryError('thread', 'the message that the thread belongs to was deleted', 0, error);
      } else if (code !== CODES.threadExists) throw error;
    }
    this.#fresh.delete(message);
  }

  async #isDirect(channel: string): Promise<boolean> {
    const found = await this.#api.call<{ readonly guild_id?: string }>('get', Routes.channel(channel));
    return found.guild_id === undefined;
  }
}
