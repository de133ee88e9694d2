/** Parses a message that mentions the bot, or replies to one of its messages, into a user action. */
import type { APIMessage, GatewayMessageCreateDispatchData } from 'discord.js';
import type { UserAction } from '../../runner/core/ports/platform.ts';
import type { Channels } from './channels.ts';
import { partsOf } from './form-values.ts';
import type { People } from './people.ts';
import { pressedButton } from './render/buttons.ts';
import { unescaped } from './render/plain-text.ts';
import { typedText, withoutMention } from './typed-text.ts';

export interface MentionOptions {
  /** the bot's own id */
  readonly bot: string;
  readonly channels: Channels;
  readonly people: People;
}

/** Returns null for a message that no person addressed to the bot on a server. Throws `DeliveryError`. */
export async function parseMention(
  { bot, channels, people }: MentionOptions,
  message: GatewayMessageCreateDispatchData,
): Promise<UserAction | null> {
  const { id, author, guild_id, channel_id, content, mentions, referenced_message } = message;
  const isCalled = mentions.some((user) => user.id === bot);
  if (guild_id === undefined || author.bot === true || message.webhook_id !== undefined || !isCalled)
    return null;
  const parent = await channels.parentOf(channel_id);
  const text = typedText(withoutMention(content, bot), mentions).trim();
  const agent = parent !== null && referenced_message?.author.id === bot ? agentOf(referenced_message) : null;
  return {
    id,
    platform: 'discord',
    place: {
      workspace: guild_id,
      channel: parent ?? channel_id,
      thread: parent === null ? null : channel_id,
    },
    person: people.person(guild_id, author, message.member === undefined ? null : whole(message.member)),
    kind: 'mention',
    text: agent === null ? text : `${agent}: ${text}`,
  };
}

/** Adds the fields that interactions have. */
function whole({ roles, pending, nick, flags }: NonNullable<GatewayMessageCreateDispatchData['member']>) {
  return { roles, pending: pending ?? false, nick: nick ?? null, flags };
}

/**
 * Returns the agent that a message belongs to: by the step in its button, or else by the only bold text in its first
 * line. Null for a card, which belongs to no agent.
 */
export function agentOf({ components }: Pick<APIMessage, 'components'>): string | null {
  const parts = partsOf(components);
  for (const { custom_id } of parts) {
    const pressed = pressedButton(custom_id ?? '');
    if (pressed?.action === 'output') return pressed.value.split(' ').slice(1).join(' ') || null;
  }
  const text = parts.find(({ content }) => content !== undefined)?.content ?? '';
  const [first = ''] = text.split('\n');
  const names = [...first.matchAll(/(?<!\\)\*\*(.+?)(?<!\\)\*\*/g)].map(([, name = '']) => unescaped(name));
  const [only, ...others] = names;
  return first.startsWith('#') || only === undefined || others.length > 0 ? null : only;
}
