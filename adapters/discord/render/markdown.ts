/**
 * Makes an agent's Markdown safe for Discord, which renders most of it itself. What must not take effect is removed
 * from the source: mentions, invitations, and links whose label hides their target. Code samples are treated the same
 * way, since an attacker would only need text whose code blocks we and Discord delimit differently.
 */
import { quietText } from './plain-text.ts';

/** Matches `<https://…>`, which only suppresses the address's preview. */
const AUTOLINK = /<((?:https?):\/\/[^\s<>]+)>/gi;
/** Matches the boundary between a link's label and its address, of any scheme. */
const MIDDLE = /\](?=\(\s*<?\s*(?:[a-z][a-z0-9+.-]*:|\/\/|www\.))/gi;
/** Matches a remaining `<` before an address or a command. */
const ANGLE = /<(?=[a-z][a-z0-9+.-]*:)/gi;

/** Turns `[label](https://…)` into `[label] (https://…)`, so that the address is visible. */
export function safeMarkdown(markdown: string): string {
  return quietText(markdown).replace(AUTOLINK, '$1').replace(MIDDLE, '] ').replace(ANGLE, '‹').trim();
}
