/**
 * An agent's Markdown, made fit for Discord, which reads most of it itself. What must not come through is taken out of
 * the source: mentions, invitations, and links whose label hides where they lead. It is done in code samples too, since
 * an attacker would only have to disagree with us on where code ends.
 */
import { quietText } from './plain-text.ts';

/** `<https://…>`, which only keeps an address from being unfolded */
const AUTOLINK = /<((?:https?):\/\/[^\s<>]+)>/gi;
/** between a link's label and its address, of whatever scheme */
const MIDDLE = /\](?=\(\s*<?\s*(?:[a-z][a-z0-9+.-]*:|\/\/|www\.))/gi;
/** what is left of `<` before an address or a command */
const ANGLE = /<(?=[a-z][a-z0-9+.-]*:)/gi;

/** `[label](https://…)` becomes `[label] (https://…)`: the address is seen, and is what is led to. */
export function safeMarkdown(markdown: string): string {
  return quietText(markdown).replace(AUTOLINK, '$1').replace(MIDDLE, '] ').replace(ANGLE, '‹').trim();
}
