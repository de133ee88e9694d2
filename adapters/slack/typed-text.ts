/** Recovers what people typed from Slack's markup for entities, mentions and links. */
import * as chat from '../chat/text.ts';

/**
 * Keeps channel mentions as Slack writes them (`<#C123|name>`), since their ids are needed, and mentions without a name,
 * which is looked up; the rest reads as typed.
 */
const MARKUP = markupReader((address, label) => (isTyped(address, label) ? label : address));
/** What others see of a message: a link's label, with its address where that is another. */
const SHOWN = markupReader((address, label) => (isTyped(address, label) ? label : `${label} (${address})`));

function markupReader(link: (address: string, label: string) => string): chat.MarkupReader {
  return {
    pattern: /<(?<sign>[@#!]?)(?<name>[^<>|]*)(?:\|(?<label>[^<>]*))?>/g,
    typed({ sign, name = '', label }, whole) {
      switch (sign) {
        case '#':
          return whole;
        case '@':
          return label === undefined ? whole : `@${unescaped(label)}`;
        case '!':
          if (label === undefined && name.startsWith('subteam^')) return whole;
          return unescaped(label ?? `@${name}`);
        default:
          return label === undefined ? unescaped(name) : link(unescaped(name), unescaped(label));
      }
    },
    unescaped,
  };
}

/** Matches mentions that have only an id. */
export const MENTIONS =
  /<(?:@(?<person>[UW][A-Z0-9]+)|#(?<channel>[CGD][A-Z0-9]+)\|?|!subteam\^(?<group>S[A-Z0-9]+))>/g;

/** Reads a message as others see it, with the names of channels. */
export function shownText(text: string): string {
  return chat.typedText(text, SHOWN).replace(/<#[A-Z0-9]+\|([^<>]+)>/g, '#$1');
}

export function typedText(text: string): string {
  return chat.typedText(text, MARKUP);
}

/** `botUser` null: the first mention of a user. */
export function withoutMention(text: string, botUser: string | null): string {
  return chat.withoutMention(text, `<@${botUser ?? '[UW][A-Z0-9]+'}(?:\\|[^>]*)?>`);
}

/** Slack also turns `example.com` and email addresses into links. */
function isTyped(address: string, label: string): boolean {
  return address.replace(/^(https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '') === label || address === label;
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
