/** Recovers what people typed from Discord's markup for mentions and emoji. Pure. */
import type { APIUser } from 'discord.js';

const MARKUP = /<(?:@!?(?<user>\d+)|@&(?<role>\d+)|a?:(?<emoji>\w+):\d+)>/g;

/** Keeps channel mentions as Discord writes them, since their ids are needed; the rest reads as typed. */
export function typedText(text: string, mentioned: readonly APIUser[]): string {
  return text.replace(MARKUP, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    if (groups.emoji !== undefined) return `:${groups.emoji}:`;
    if (groups.user === undefined) return whole;
    const user = mentioned.find(({ id }) => id === groups.user);
    return user === undefined ? whole : `@${user.global_name ?? user.username}`;
  });
}

/** Removes the mention that called the bot. */
export function withoutMention(text: string, bot: string): string {
  return text.replace(new RegExp(`<@!?${bot}>[ ,:]*`), '').trim();
}
