/** Makes untrusted text safe to show: no invisible or direction-changing characters, no mentions. */

import { visibleText } from '../../chat/text.ts';

/**
 * Matches what would be a mention or a link in Slack's markup. It has no effect in plain text, but text gets copied and
 * quoted.
 */
const MARKUP = /<(?=!(?:here|channel|everyone|subteam|date)|[@#][A-Z0-9]|[a-z][a-z0-9+.-]*:[^<>\n]*\|)/gi;
const MASS_MENTION = /(?<![\w.])@(?=(?:here|channel|everyone)\b)/gi;

/** Keeps newlines. Replaces the character that begins a mention by a look-alike of the same length. */
export function plainText(text: string): string {
  return visibleText(text).replace(MARKUP, '‹').replace(MASS_MENTION, '＠');
}

/** Like `plainText`, in one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

export function withoutMassMentions(text: string): string {
  return text.replace(MASS_MENTION, '＠');
}

/** Escapes the three characters that are special in Slack's markup. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
