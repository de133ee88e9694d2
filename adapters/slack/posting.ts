/** The platform port's calls for Slack: messages, edits, files, and look-ups of what may have been posted. */
import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { DoubtfulPost, FileView, Place, PostMark } from '../../runner/core/ports/platform.ts';
import type { MessageView, PictureView } from '../../runner/core/ports/views.ts';
import type { Directory } from '../chat/directory.ts';
import { HOUR_MS, Lookups } from '../chat/lookups.ts';
import { withNames } from '../chat/names.ts';
import type { Clients } from './clients.ts';
import { slackError } from './delivery-error.ts';
import { FileUploads } from './file-uploads.ts';
import { landedElsewhere } from './landing.ts';
import { renderMessage, type SlackMessage } from './render/message.ts';
import type { Workspaces } from './workspaces.ts';

const EVENT = 'baton_post';
/** Tolerance for a clock that is behind Slack's. */
const EARLIER_MS = 5_000;
const PAGE = 200;
const TIMESTAMP = /^\d+\.\d+$/;
const Metadata = z.object({
  event_type: z.literal(EVENT),
  event_payload: z.object({ run_id: z.string(), key: z.string() }),
});
const QUIET = { unfurl_links: false, unfurl_media: false } as const;

const BETWEEN_PEOPLE =
  'the bot can’t post in messages between people: use /flow in a channel, or in your direct messages with the bot';

export class Posting {
  readonly #clients: Clients;
  readonly #workspaces: Workspaces;
  readonly #directory: Directory;
  readonly #files: FileUploads;
  readonly #lookups = new Lookups(Date.now);

  constructor(clients: Clients, workspaces: Workspaces, directory: Directory) {
    this.#clients = clients;
    this.#workspaces = workspaces;
    this.#directory = directory;
    this.#files = new FileUploads(clients);
  }

  /** Checked at most once a minute for each channel: the user who typed a command is waiting. */
  enter(workspace: string, channel: string): Promise<void> {
    return this.#lookups.once(`enter ${workspace} ${channel}`, () => this.#enter(workspace, channel));
  }

  async #enter(workspace: string, channel: string): Promise<void> {
    const { channel: found } = await this.#clients
      .call(workspace, (client) => client.conversations.info({ channel }))
      .catch((error: unknown) => {
        const isBetweenPeople = channel.startsWith('D') && slackError(error) === 'channel_not_found';
        throw isBetweenPeople ? new DeliveryError('place', BETWEEN_PEOPLE) : error;
      });
    if (found?.is_read_only) {
      throw new DeliveryError('place', 'that channel is read-only: use /flow in another one');
    }
    if (found?.is_archived) {
      throw new DeliveryError('place', 'that channel is archived: unarchive it, or choose another one');
    }
    if (found?.is_member || found?.is_im || found?.is_mpim) return;
    if (found?.is_private) {
      throw new DeliveryError('place', 'the bot is not in that private channel: /invite @Baton');
    }
    await this.#clients.call(workspace, (client) => client.conversations.join({ channel }));
  }

  direct(workspace: string, person: string): Promise<string> {
    const open = async () => {
      const answer = await this.#clients.call(workspace, (client) =>
        client.conversations.open({ users: person }),
      );
      const channel = answer.channel?.id;
      if (channel === undefined) throw new DeliveryError('doubtful', 'Slack opened no direct messages');
      return channel;
    };
    return this.#lookups.once(`direct ${workspace} ${person}`, open, HOUR_MS);
  }

  async post(place: Place, view: MessageView, mark: PostMark): Promise<string> {
    const message = await this.#rendered(place, view);
    const answer = await this.#clients.call(place.workspace, (client) =>
      client.chat.postMessage({
        channel: place.channel,
        ...(place.thread === null ? {} : { thread_ts: place.thread }),
        ...message,
        ...QUIET,
        metadata: metadata(mark),
      }),
    );
    const { ts, message: posted } = answer;
    if (ts === undefined) throw new DeliveryError('doubtful', 'Slack did not say what it posted');
    const landed = posted === undefined ? place.thread : (posted.thread_ts ?? null);
    if (place.thread !== null && landed !== place.thread) {
      throw await landedElsewhere(this.#clients, place, [ts]);
    }
    return ts;
  }

  async edit(place: Place, reference: string, view: MessageView, mark: PostMark): Promise<void> {
    const message = await this.#rendered(place, view);
    await this.#clients.call(place.workspace, (client) =>
      client.chat.update({
        channel: place.channel,
        ts: reference,
        ...message,
        metadata: metadata(mark),
      }),
    );
  }

  async #rendered(place: Place, view: MessageView): Promise<SlackMessage> {
    return renderMessage(await this.named(place.workspace, view));
  }

  named(workspace: string, view: MessageView): Promise<MessageView> {
    return withNames(view, this.#directory.names(workspace));
  }

  async upload(
    place: Place,
    file: FileView | PictureView,
    known: string | null,
    reserved: (reference: string) => Promise<void>,
  ): Promise<string> {
    if ('png' in file || file.message === undefined)
      return await this.#files.upload(place, file, known, reserved);
    return await this.#files.upload(
      place,
      { ...file, message: await this.named(place.workspace, file.message) },
      known,
      reserved,
    );
  }

  async find(place: Place, doubtful: readonly DoubtfulPost[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const messages = doubtful.filter(({ kind }) => kind === 'message');
    if (messages.length > 0) {
      const bot = await this.#workspaces.find(place.workspace);
      for await (const message of this.#messagesSince(place, messages)) {
        const isOurs = bot?.bot === message.bot_id || bot?.botUser === message.user;
        const mark = isOurs ? markOf(message.metadata) : null;
        const { ts } = message;
        const wanted = messages.find(({ run_id, key }) => mark?.run_id === run_id && mark?.key === key);
        if (wanted !== undefined && ts !== undefined && isAfter(ts, wanted.replaces))
          found.set(wanted.key, ts);
      }
    }
    for (const { kind, key, reference } of doubtful) {
      if (kind !== 'file' || reference === null) continue;
      if (await this.#files.isShared(place, reference)) found.set(key, reference);
    }
    return found;
  }

  async *#messagesSince(place: Place, doubtful: readonly DoubtfulPost[]) {
    const since = Math.min(...doubtful.map((post) => Date.parse(post.since))) - EARLIER_MS;
    const query = {
      channel: place.channel,
      oldest: timestamp(since),
      include_all_metadata: true,
      limit: PAGE,
    };
    let cursor: string | undefined;
    do {
      const page = await this.#page(place, { ...query, ...(cursor === undefined ? {} : { cursor }) });
      yield* page?.messages ?? [];
      cursor = page?.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
  }

  /** Returns null if the thread does not exist, so nothing can be in it. */
  async #page(place: Place, query: webApi.ConversationsHistoryArguments) {
    try {
      return await this.#clients.call(place.workspace, (client) =>
        place.thread === null
          ? client.conversations.history(query)
          : client.conversations.replies({ ...query, ts: place.thread }),
      );
    } catch (error) {
      if (slackError(error) === 'thread_not_found') return null;
      throw error;
    }
  }
}

function metadata({ run_id, key }: PostMark) {
  return { event_type: EVENT, event_payload: { run_id, key } };
}

/** Returns null for a message without Baton's metadata. */
function markOf(data: unknown): PostMark | null {
  const read = Metadata.safeParse(data);
  return read.success ? read.data.event_payload : null;
}

/** Whether a message is newer than the one that it may have replaced: that one and those before it have the same mark. */
function isAfter(ts: string, replaced: string | null | undefined): boolean {
  // What was replaced may have been a file, whose id is no timestamp.
  return !TIMESTAMP.test(replaced ?? '') || Number(ts) > Number(replaced);
}

/** Converts milliseconds since the epoch to a Slack timestamp. */
function timestamp(milliseconds: number): string {
  return (Math.max(0, milliseconds) / 1_000).toFixed(6);
}
