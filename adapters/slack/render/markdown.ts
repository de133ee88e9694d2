/**
 * Makes an agent's Markdown safe for a `markdown` block. Slack translates these blocks itself, so what must not take
 * effect is removed from the source: mentions, Slack's own link markup, and links whose label suggests another address.
 * Code samples are treated the same way, since an attacker would only need text whose code blocks we and Slack delimit
 * differently. The text never becomes longer.
 */

import { visibleText } from '../../chat/text.ts';
import { isMisleading } from './links.ts';
import { withoutMassMentions } from './plain-text.ts';

/**
 * Matches `<`, also as an entity, unless it begins what code and HTML commonly have there; and `<` before an `a` tag.
 */
const ANGLE =
  /(?:<|&(?:lt|#0*60|#x0*3c);?)(?=[^A-Za-z0-9\s=/<(),.;:$'"-]|a[\s>]|[a-z][a-z0-9+.-]*:[^<>\n]*\|)/gi;
/** Matches `[label]: https://…`, a definition that gives labels elsewhere their address. */
const DEFINITION = /^([ \t>*+-]*)\[(?=[^\]\n]+\]:[ \t]*<?(?:[a-z][a-z0-9+.-]*:|\/\/|www\.))/gim;
const TARGET = /\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+[^)\n]*)?\)/y;

export function safeMarkdown(markdown: string): string {
  const quiet = withoutMassMentions(visibleText(markdown)).replace(ANGLE, '‹');
  return honestLinks(quiet.replace(DEFINITION, '$1［'));
}

/** Turns `[bank.example](https://evil.example)` into `bank.example (https://evil.example)`. */
function honestLinks(markdown: string): string {
  let written = '';
  for (let at = 0; at < markdown.length; ) {
    const middle = markdown.indexOf('](', at);
    if (middle === -1) return written + markdown.slice(at);
    TARGET.lastIndex = middle;
    const target = TARGET.exec(markdown);
    const before = written + markdown.slice(at, middle);
    const opening = target === null ? -1 : openingBracket(before);
    const label = before.slice(opening + 1);
    if (target === null || opening === -1 || !isMisleading(label, target[1] ?? '')) {
      written = `${before}](`;
      at = middle + 2;
    } else {
      const start = before[opening - 1] === '!' ? opening - 1 : opening;
      written = `${before.slice(0, start)}${label} (${target[1] ?? ''})`;
      at = TARGET.lastIndex;
    }
  }
  return written;
}

/** Returns the position of the bracket that closes at the end of the text; -1 if there is none within a few lines. */
function openingBracket(text: string): number {
  let depth = 1;
  for (let at = text.length - 1; at >= Math.max(0, text.length - 2_000); at--) {
    if (text[at] === ']') depth++;
    if (text[at] === '[' && --depth === 0) return at;
  }
  return -1;
}
