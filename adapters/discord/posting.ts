/**
 * The platform port's calls for Discord: messages, edits, files, and look-ups of what may have been posted. Uses REST
 * only, so it works in any process.
 */
import { type APIMessage, MessageFlags, type RawFile, Routes } from 'discord.js';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type {
  DoubtfulPost,
  EditMark,
  FileView,
  Place,
  PostMark,
  PostPlace,
} from '../../runner/core/ports/platform.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import type { Directory } from '../chat/directory.ts';
import { withNames } from '../chat/names.ts';
import type { Api } from './api.ts';
import { areComponentsRefused, discordCode } from './delivery-error.ts';
import { CODES } from './faults.ts';
import { fileParts } from './files.ts';
import { nonceOf, numberOf } from './marks.ts';
import type { OldEdits } from './old-edits.ts';
import { LIMITS } from './render/limits.ts';
import { linesText } from './render/lines.ts';
import { type DiscordMessage, fileComponents, renderMessage } from './render/message.ts';
import { cutLabel, escaped } from './render/plain-text.ts';
import { type DiscordTime, idAt, isSnowflake } from './snowflakes.ts';
import type { Threads } from './threads.ts';

/** Tolerance for a clock that is ahead of Discord's. */
const EARLIER_MS = 5_000;
const PAGE = 100;
/** The bot's messages notify nobody, whatever they contain, but those whom a view names for it. */
const NO_MENTIONS = { parse: [], replied_user: false } as const;

function mentionsOf(view: MessageView | undefined) {
  const users = view?.notify ?? [];
  return users.length === 0 ? NO_MENTIONS : { ...NO_MENTIONS, users: [...users] };
}

export interface PostingOptions {
  readonly api: Api;
  readonly threads: Threads;
  readonly directory: Pick<Directory, 'names'>;
  readonly time: DiscordTime;
  readonly oldEdits: OldEdits;
  /** called with every view that is shown */
  readonly shown: (view: MessageView) => void;
}

export class Posting {
  readonly #options: PostingOptions;

  constructor(options: PostingOptions) {
    this.#options = options;
  }

  async post(place: PostPlace, view: MessageView, mark: PostMark): Promise<string> {
    const message = await this.#rendered(place, view, mark);
    const body = { ...messageBody(message), allowed_mentions: mentionsOf(view) };
    const id = await this.#create(place, body, rawFiles(message), nonceOf(mark));
    if (place.thread === null) this.#options.threads.posted(id);
    return id;
  }

  async edit(place: Place, reference: string, view: MessageView, mark: EditMark): Promise<void> {
    const { api, oldEdits, threads } = this.#options;
    if (!isSnowflake(reference)) throw new DeliveryError('message', 'no message of Discord has such an id');
    const message = await this.#rendered(place, view, mark);
    const files = rawFiles(message);
    // The card and its thread's messages count as one place, so that the refusal is met once.
    const limited = place.thread ?? reference;
    if (mark.isAged === true) oldEdits.refused(limited);
    const done = await threads.existing(place, async (channel) => {
      if (!oldEdits.take(limited, reference)) {
        throw new DeliveryError('too_old', 'messages of that age can be edited only occasionally');
      }
      const body = { ...messageBody(message), attachments: attachments(files) };
      const route = Routes.channelMessage(channel, reference);
      try {
        await api.call('patch', route, { body, files: [...files] });
      } catch (error) {
        if (discordCode(error) === CODES.oldEdits) oldEdits.refused(limited);
        throw error;
      }
      return true;
    });
    if (done === null) throw new DeliveryError('thread', 'the thread no longer exists');
  }

  async upload(
    place: PostPlace,
    file: FileView,
    mark: PostMark,
    known: string | null,
    reserved: (reference: string) => Promise<void>,
  ): Promise<string> {
    const files = fileParts(file);
    const nonce = nonceOf(mark, file.text);
    const reference = `${nonce} ${files[0]?.name ?? ''}`;
    if (known === reference) {
      const since = new Date(0).toISOString();
      const found = await this.find(place, [{ ...mark, kind: 'file', reference, since }]);
      const there = found.get(mark.key);
      if (there !== undefined) return there;
    }
    await reserved(reference);
    const body = { content: await this.#contentOf(place, file), allowed_mentions: mentionsOf(file.message) };
    const components = file.message === undefined ? [] : fileComponents(file.message);
    if (components.length === 0) return await this.#create(place, body, files, nonce);
    try {
      return await this.#create(place, { ...body, components }, files, nonce);
    } catch (error) {
      if (!areComponentsRefused(error)) throw error;
      // The card has the same buttons.
      return await this.#create(place, body, files, nonce);
    }
  }

  async #contentOf({ workspace }: Place, { title, message }: FileView): Promise<string> {
    if (message === undefined) return cutLabel(escaped(title), LIMITS.content);
    const named = await this.named(workspace, message);
    const lines = named.blocks.flatMap((block) => (block.kind === 'lines' ? block.lines : []));
    return cutLabel(linesText(lines, named.notify), LIMITS.content);
  }

  async find(place: Place, doubtful: readonly DoubtfulPost[]): Promise<ReadonlyMap<string, string>> {
    const me = await this.#options.api.me();
    const found = new Map<string, string>();
    await this.#options.threads.existing(place, async (channel) => {
      for await (const message of this.#messagesSince(channel, doubtful)) {
        if (message.author.id !== me.id) continue;
        const post = doubtful.find((each) => isPost(message, each));
        if (post !== undefined && !found.has(post.key)) found.set(post.key, message.id);
      }
    });
    return found;
  }

  async #create(place: PostPlace, body: object, files: readonly RawFile[], nonce: string): Promise<string> {
    const { api, threads, time } = this.#options;
    const { id } = await threads.within(place, async (channel, reply) => {
      const message = await api.call<APIMessage>('post', Routes.channelMessages(channel), {
        body: {
          ...body,
          nonce,
          enforce_nonce: true,
          ...(files.length === 0 ? {} : { attachments: attachments(files) }),
          ...(reply === null ? {} : { message_reference: { message_id: reply, fail_if_not_exists: false } }),
        },
        files: [...files],
      });
      await this.#checkLanded(message, channel, files.length);
      return message;
    });
    time.saw(id);
    return id;
  }

  /** What was said to have worked is looked at; a message that is not what was asked for is taken away again. */
  async #checkLanded(
    { id, channel_id, attachments }: APIMessage,
    channel: string,
    files: number,
  ): Promise<void> {
    const fault =
      channel_id !== channel
        ? new DeliveryError('thread', 'Discord put the message elsewhere')
        : attachments.length < files
          ? new DeliveryError('form', 'Discord took the message without its file')
          : null;
    if (fault === null) return;
    await this.#options.api.call('delete', Routes.channelMessage(channel_id, id)).catch(() => undefined);
    throw fault;
  }

  async #rendered({ workspace }: Place, view: MessageView, mark: PostMark): Promise<DiscordMessage> {
    this.#options.shown(view);
    return renderMessage(await this.named(workspace, view), numberOf(mark));
  }

  named(workspace: string, view: MessageView): Promise<MessageView> {
    return withNames(view, this.#options.directory.names(workspace));
  }

  /** Yields the oldest first. */
  async *#messagesSince(channel: string, doubtful: readonly DoubtfulPost[]) {
    const since = Math.min(...doubtful.map((post) => Date.parse(post.since))) - EARLIER_MS;
    for (let after = idAt(since); ; ) {
      const query = new URLSearchParams({ limit: String(PAGE), after });
      const page = await this.#options.api.call<APIMessage[]>('get', Routes.channelMessages(channel), {
        query,
      });
      const messages = [...page].sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
      yield* messages;
      const last = messages.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.id;
    }
  }
}

function isPost({ id, nonce, components, attachments: files }: APIMessage, post: DoubtfulPost): boolean {
  // The message that it replaces, and those before, have the same number.
  if (isSnowflake(post.replaces ?? '') && BigInt(id) <= BigInt(post.replaces ?? 0)) return false;
  if (post.kind === 'message') {
    const number = numberOf(post);
    return nonce === nonceOf(post) || (components ?? []).some((component) => component.id === number);
  }
  if (post.reference === null) return false;
  const [reserved = '', ...name] = post.reference.split(' ');
  return nonce === reserved || files.some(({ filename }) => filename === name.join(' '));
}

/** For a message of components, which can never become plain text again. */
export function messageBody({ components }: DiscordMessage) {
  return { flags: MessageFlags.IsComponentsV2, components, allowed_mentions: NO_MENTIONS } as const;
}

export function rawFiles({ files }: Pick<DiscordMessage, 'files'>): readonly RawFile[] {
  return files.flatMap((file) => fileParts(file));
}

export function attachments(files: readonly RawFile[]) {
  return files.map(({ name }, id) => ({ id: String(id), filename: name }));
}
