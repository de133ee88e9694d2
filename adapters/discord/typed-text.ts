/** Recovers what people typed from Discord's markup for mentions and emoji. Pure. */
import type { APIUser } from 'discord.js';
import { utcTime } from '../../runner/core/wording.ts';
import * as chat from '../chat/text.ts';

const PATTERN =
  /<(?:@!?(?<user>\d+)|a?:(?<emoji>\w+):\d+|t:(?<seconds>-?\d{1,12})(?::[a-zA-Z])?|\/(?<command>[^:<>]+):\d+|id:(?<page>\w+))>/g;

/** Matches mentions that have only an id. */
export const MENTIONS = /<(?:@!?(?<person>\d+)|@&(?<group>\d+)|#(?<channel>\d+))>/g;

/**
 * Keeps channel mentions as Discord writes them, since their ids are needed, and mentions without a name, which is looked
 * up; the rest reads as typed.
 */
export function typedText(text: string, mentioned: readonly APIUser[]): string {
  return chat.typedText(text, {
    pattern: PATTERN,
    typed({ user: id, emoji, seconds, command, page }, whole) {
      if (emoji !== undefined) return `:${emoji}:`;
      if (seconds !== undefined) return timeText(Number(seconds)) ?? whole;
      if (command !== undefined) return `/${command}`;
      if (page !== undefined) return page;
      const user = mentioned.find((candidate) => candidate.id === id);
      return user === undefined ? whole : `@${user.global_name ?? user.username}`;
    },
  });
}

/** Null for a moment that no calendar with years of four digits has. */
function timeText(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  const hasYear = time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9999;
  return hasYear ? utcTime(time.toISOString()) : null;
}

/** Removes the mention that called the bot, by its name or by its own role. */
export function withoutMention(text: string, bot: string, role: string | null): string {
  const named = chat.withoutMention(text, `<@!?${bot}>`);
  return role === null ? named : chat.withoutMention(named, `<@&${role}>`);
}
