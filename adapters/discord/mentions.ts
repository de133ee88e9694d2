/** Parses a message that mentions the bot, or replies to one of its messages, into a user action. */
import type { GatewayMessageCreateDispatchData } from 'discord.js';
import type { UserAction } from '../../runner/core/ports/platform.ts';
import type { Directory } from '../chat/directory.ts';
import type { Channels } from './channels.ts';
import { nameOf, profileOf } from './people.ts';
import { typedText, withoutMention } from './typed-text.ts';

export interface MentionOptions {
  /** the bot's own id */
  readonly bot: string;
  readonly channels: Channels;
  readonly directory: Directory;
}

/** Returns null for a message that no person addressed to the bot on a server. Throws `DeliveryError`. */
export async function parseMention(
  { bot, channels, directory }: MentionOptions,
  message: GatewayMessageCreateDispatchData,
): Promise<UserAction | null> {
  const { id, author, guild_id, channel_id, content, mentions, referenced_message } = message;
  const isCalled = mentions.some((user) => user.id === bot);
  if (guild_id === undefined || author.bot === true || message.webhook_id !== undefined || !isCalled)
    return null;
  const parent = await channels.parentOf(channel_id);
  const text = typedText(withoutMention(content, bot), mentions).trim();
  const isReply = parent !== null && referenced_message?.author.id === bot;
  const given = message.member === undefined ? null : profileOf(author, whole(message.member));
  return {
    id,
    platform: 'discord',
    place: {
      workspace: guild_id,
      channel: parent ?? channel_id,
      thread: parent === null ? null : channel_id,
    },
    person: directory.person(guild_id, author.id, given?.name ?? nameOf(author), given),
    kind: 'mention',
    text,
    ...(isReply ? { repliesTo: referenced_message.id } : {}),
  };
}

/** Adds the fields that interactions have. */
function whole({ roles, pending, nick, flags }: NonNullable<GatewayMessageCreateDispatchData['member']>) {
  return { roles, pending: pending ?? false, nick: nick ?? null, flags };
}
