/** How messages come to be, change and go: by the bot's calls, by responses to interactions, by people. */
import { type Json, list, record, records, text } from '../chat/json.ts';
import type { Channel, User } from './guild.ts';
import { type Attachment, FLAGS, type Message, type Origin, type UploadedFile } from './message.ts';
import { saidBy } from './seen.ts';
import type { World } from './world.ts';

export interface Draft {
  readonly channel: Channel;
  readonly author: User;
  /** as Discord takes it: content, embeds, components, flags, attachments… */
  readonly body: Json;
  readonly files: readonly UploadedFile[];
  readonly onlyFor?: User | null;
  readonly interaction?: Origin | null;
  /** of a thread's first message in a forum; a new one otherwise */
  readonly id?: string;
  /** flags besides those of the body */
  readonly flags?: number;
}

const KEPT_FLAGS = FLAGS.suppressEmbeds | FLAGS.suppressNotifications | FLAGS.componentsV2;

export function post(world: World, draft: Draft): Message {
  const { channel, author, body, files } = draft;
  const id = draft.id ?? world.clock.id();
  const repliesTo = world.messages.get(text(record(body.message_reference).message_id)) ?? null;
  const pings = repliesTo !== null && record(body.allowed_mentions).replied_user !== false;
  const message: Message = {
    id,
    channel,
    author,
    content: text(body.content),
    embeds: records(body.embeds),
    components: records(body.components),
    attachments: attachmentsOf(world, draft, id, files),
    flags: (Number(body.flags ?? 0) & KEPT_FLAGS) | (draft.flags ?? 0),
    nonce: body.nonce === undefined || body.nonce === null ? null : String(body.nonce),
    onlyFor: draft.onlyFor ?? null,
    interaction: draft.interaction ?? null,
    repliesTo,
    pings,
    mentions: mentionsIn(body, repliesTo, pings, author),
    editedAt: null,
    edits: 0,
    extraAge: 0,
    thread: null,
    deleted: false,
  };
  world.messages.set(id, message);
  told(world, 'MESSAGE_CREATE', message);
  return message;
}

/** What is not in the body stays as it is. A deferred response is no longer loading then. */
export function edit(world: World, message: Message, body: Json, files: readonly UploadedFile[]): Message {
  if (body.content !== undefined) {
    message.content = text(body.content);
    message.mentions = mentionsIn(body, message.repliesTo, message.pings, message.author);
  }
  if (body.embeds !== undefined) message.embeds = records(body.embeds);
  if (body.components !== undefined) message.components = records(body.components);
  const added = attachmentsOf(world, { channel: message.channel, body }, message.id, files);
  message.attachments = [...keptOf(message, body), ...added];
  const changed = Number(body.flags ?? 0) & KEPT_FLAGS;
  message.flags = (message.flags & ~FLAGS.loading) | changed;
  message.editedAt = world.clock.now();
  message.edits++;
  told(world, 'MESSAGE_UPDATE', message);
  return message;
}

export function remove(world: World, message: Message): void {
  message.deleted = true;
  if (message.onlyFor === null) {
    world.announce('MESSAGE_DELETE', message.channel, {
      id: message.id,
      channel_id: message.channel.id,
      ...(message.channel.guild === null ? {} : { guild_id: message.channel.guild.id }),
    });
  }
  world.log.changed();
}

function told(world: World, event: string, message: Message): void {
  if (message.onlyFor === null) world.announce(event, message.channel, message);
  world.log.changed();
}

/** Those in the body's list; all where it has none. */
function keptOf({ attachments }: Message, body: Json): readonly Attachment[] {
  if (body.attachments === undefined) return attachments;
  const listed = new Set(records(body.attachments).map(({ id }) => String(id)));
  return attachments.filter(({ id }) => listed.has(id));
}

function attachmentsOf(
  { clock, url }: World,
  { channel, body }: Pick<Draft, 'channel' | 'body'>,
  message: string,
  files: readonly UploadedFile[],
): Attachment[] {
  return files.map((file) => {
    const listed = records(body.attachments).find(({ id }) => String(id) === file.n);
    const name = text(listed?.filename) || file.name;
    const id = clock.id();
    return {
      id,
      name,
      bytes: file.bytes,
      url: `${url}/attachments/${channel.id}/${message}/${id}/${encodeURIComponent(name)}`,
      description: text(listed?.description) || null,
    };
  });
}

/** Ids of the people that a message pings: those named in its text as far as it allows that, and who is replied to. */
function mentionsIn(body: Json, repliesTo: Message | null, pings: boolean, author: User): readonly string[] {
  const allowed = body.allowed_mentions;
  const users = record(allowed).users;
  const said = `${text(body.content)}\n${saidBy(records(body.components))}`;
  const named = [...said.matchAll(/<@!?(\d+)>/g)].map(([, id]) => id ?? '');
  const any = allowed === undefined || list(record(allowed).parse).includes('users');
  const pinged = any ? named : named.filter((id) => list(users).includes(id));
  const replied =
    repliesTo !== null && pings && repliesTo.author.id !== author.id ? [repliesTo.author.id] : [];
  return [...new Set([...pinged, ...replied])];
}
