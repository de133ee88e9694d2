/** Recovers what people typed from Slack's markup for entities, mentions and links. */

const MARKUP = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;

/**
 * Keeps channel mentions as Slack writes them (`<#C123|name>`), since their ids are needed; the rest reads as typed.
 */
export function typedText(text: string): string {
  let typed = '';
  let at = 0;
  for (const match of text.matchAll(MARKUP)) {
    typed += unescaped(text.slice(at, match.index)) + asTyped(match);
    at = match.index + match[0].length;
  }
  return typed + unescaped(text.slice(at));
}

/** Removes the mention that called the bot. */
export function withoutMention(text: string, botUser: string | null): string {
  const id = botUser ?? '[UW][A-Z0-9]+';
  return text.replace(new RegExp(`<@${id}(?:\\|[^>]*)?>[ ,:]*`), '').trim();
}

function asTyped([whole, sign, name = '', label]: RegExpMatchArray): string {
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
}

/** Slack also turns `example.com` and email addresses into links. */
function linkAsTyped(address: string, label: string | null): string {
  if (label === null) return address;
  return address.replace(/^(https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '') === label ? label : address;
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
