/** Recovers what people typed from Slack's markup for entities, mentions and links. */
import * as chat from '../chat/text.ts';

/**
 * Keeps channel mentions as Slack writes them (`<#C123|name>`), since their ids are needed; the rest reads as typed.
 */
const MARKUP: chat.MarkupReader = {
  pattern: /<(?<sign>[@#!]?)(?<name>[^<>|]*)(?:\|(?<label>[^<>]*))?>/g,
  typed({ sign, name = '', label }, whole) {
    switch (sign) {
      case '#':
        return whole;
      case '@':
        return `@${unescaped(label ?? name)}`;
      case '!':
        return unescaped(label ?? `@${name}`);
      default:
        return linkAsTyped(unescaped(name), label === undefined ? null : unescaped(label));
    }
  },
  unescaped,
};

export function typedText(text: string): string {
  return chat.typedText(text, MARKUP);
}

/** `botUser` null: the first mention of a user. */
export function withoutMention(text: string, botUser: string | null): string {
  return chat.withoutMention(text, `<@${botUser ?? '[UW][A-Z0-9]+'}(?:\\|[^>]*)?>`);
}

/** Slack also turns `example.com` and email addresses into links. */
function linkAsTyped(address: string, label: string | null): string {
  if (label === null) return address;
  return address.replace(/^(https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '') === label ? label : address;
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
