/** Manages the threads of messages: created when something is posted in them, reopened if they were archived. */
import { type APIMessage, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { DeliveryError, type Place } from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { Api } from './api.ts';
import { isUnknownChannel } from './channels.ts';
import { CODES, discordCode } from './delivery-error.ts';
import { partsOf } from './form-values.ts';
import { LIMITS } from './render/limits.ts';
import { label, unescaped } from './render/plain-text.ts';

const MOST_REMEMBERED = 2_000;

export class Threads {
  readonly #api: Api;
  /** names for the threads of messages that were just posted and have none yet */
  readonly #fresh = new Map<string, string>();
  /** messages in channels that can't have threads, such as direct messages */
  readonly #without = new Set<string>();

  constructor(api: Api) {
    this.#api = api;
  }

  /** Records a message posted in a channel: its thread is created when needed. */
  posted(message: string, view: MessageView): void {
    if (this.#fresh.size >= MOST_REMEMBERED) this.#fresh.clear();
    this.#fresh.set(message, threadName(view));
  }

  /**
   * Calls with the channel to post in, and with the message to reply to where there are no threads. Throws what the
   * call throws, and `DeliveryError`.
   */
  async within<T>(place: Place, call: (channel: string, reply: string | null) => Promise<T>): Promise<T> {
    const { channel, thread } = place;
    if (thread === null) return await call(channel, null);
    const name = this.#fresh.get(thread);
    if (name !== undefined) await this.#make(channel, thread, name);
    if (this.#without.has(thread)) return await call(channel, thread);
    try {
      return await this.#opened(thread, () => call(thread, null));
    } catch (error) {
      if (!isUnknownChannel(error)) throw error;
      await this.#make(channel, thread, await this.#nameFrom(channel, thread));
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
      await this.#api.call('patch', Routes.channel(thread), { body: { archived: false } });
      return await call();
    }
  }

  async #make(channel: string, message: string, name: string): Promise<void> {
    const body = { name, auto_archive_duration: ThreadAutoArchiveDuration.OneDay };
    try {
      await this.#api.call('post', Routes.threads(channel, message), { body });
    } catch (error) {
      const code = discordCode(error);
      if (code === CODES.wrongChannelType) this.#without.add(message);
      else if (code === CODES.unknownMessage) {
        throw new DeliveryError('forbidden', 'the message that the thread belongs to was deleted', 0, error);
      } else if (code !== CODES.threadExists) throw error;
    }
    this.#fresh.delete(message);
  }

  async #nameFrom(channel: string, message: string): Promise<string> {
    try {
      const root = await this.#api.call<APIMessage>('get', Routes.channelMessage(channel, message));
      const text = partsOf(root.components).find(({ content }) => content !== undefined)?.content ?? '';
      return nameFrom(unescaped(text.replace(/^[#\s]+/, '').split('\n')[0] ?? ''));
    } catch (error) {
      if (discordCode(error) !== CODES.unknownMessage) throw error;
      throw new DeliveryError('forbidden', 'the message that the thread belongs to was deleted', 0, error);
    }
  }

  async #isDirect(channel: string): Promise<boolean> {
    const found = await this.#api.call<{ readonly guild_id?: string }>('get', Routes.channel(channel));
    return found.guild_id === undefined;
  }
}

/** Returns the title of the message, or else its text. */
function threadName({ text, blocks }: MessageView): string {
  const title = blocks.find((block) => block.kind === 'title');
  return nameFrom(title?.kind === 'title' ? title.text : text);
}

const nameFrom = (text: string): string => label(text, LIMITS.threadName);
