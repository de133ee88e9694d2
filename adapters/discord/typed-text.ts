/** Recovers what people typed from Discord's markup for mentions and emoji. Pure. */
import type { APIUser } from 'discord.js';
import * as chat from '../chat/text.ts';

const PATTERN = /<(?:@!?(?<user>\d+)|@&(?<role>\d+)|a?:(?<emoji>\w+):\d+)>/g;

/** Keeps channel mentions as Discord writes them, since their ids are needed; the rest reads as typed. */
export function typedText(text: string, mentioned: readonly APIUser[]): string {
  return chat.typedText(text, {
    pattern: PATTERN,
    typed({ user: id, emoji }, whole) {
      if (emoji !== undefined) return `:${emoji}:`;
      const user = mentioned.find((candidate) => candidate.id === id);
      return user === undefined ? whole : `@${user.global_name ?? user.username}`;
    },
  });
}

/** Removes the mention that called the bot, by its name or by its own role. */
export function withoutMention(text: string, bot: string, role: string | null): string {
  const named = chat.withoutMention(text, `<@!?${bot}>`);
  return role === null ? named : chat.withoutMention(named, `<@&${role}>`);
}
