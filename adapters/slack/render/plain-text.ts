/** Untrusted text made fit to be shown: nothing invisible, nothing that turns its surroundings around, no mention. */

import { visibleText } from '../../chat/text.ts';

/** What would be a mention or a link in Slack's own markup. It is none in plain text, but text gets copied and quoted. */
const MARKUP = /<(?=!(?:here|channel|everyone|subteam|date)|[@#][A-Z0-9]|[a-z][a-z0-9+.-]*:[^<>\n]*\|)/gi;
const MASS_MENTION = /(?<![\w.])@(?=(?:here|channel|everyone)\b)/gi;

/** Newlines stay. A look-alike of the same length takes the place of the sign that begins one. */
export function plainText(text: string): string {
  return visibleText(text).replace(MARKUP, '‹').replace(MASS_MENTION, '＠');
}

/** As `plainText`, in one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

export function withoutMassMentions(text: string): string {
  return text.replace(MASS_MENTION, '＠');
}

/** Slack's own markup knows three characters that must be escaped. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
