/**
 * An agent's Markdown for a `markdown` block. Slack translates these blocks itself, so what must not come through is
 * taken out of the source: mentions, Slack's own link markup, and links whose label promises another address. It is
 * done in code samples too, since an attacker would only have to disagree with us on where code ends. The text never
 * grows by it.
 */

import { visibleText } from '../../chat/text.ts';
import { isMisleading } from './links.ts';
import { withoutMassMentions } from './plain-text.ts';

/** `<`, also as an entity, before anything but what code and HTML have there, and before an `a` tag. */
const ANGLE =
  /(?:<|&(?:lt|#0*60|#x0*3c);?)(?=[^A-Za-z0-9\s=/<(),.;:$'"-]|a[\s>]|[a-z][a-z0-9+.-]*:[^<>\n]*\|)/gi;
/** `[label]: https://…`, which gives labels elsewhere their address */
const DEFINITION = /^([ \t>*+-]*)\[(?=[^\]\n]+\]:[ \t]*<?(?:[a-z][a-z0-9+.-]*:|\/\/|www\.))/gim;
const TARGET = /\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+[^)\n]*)?\)/y;

export function safeMarkdown(markdown: string): string {
  const quiet = withoutMassMentions(visibleText(markdown)).replace(ANGLE, '‹');
  return honestLinks(quiet.replace(DEFINITION, '$1［'));
}

/** `[bank.example](https://evil.example)` becomes `bank.example (https://evil.example)`. */
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

/** Where the bracket stands that closes at the end of the text; -1 if none does within a few lines. */
function openingBracket(text: string): number {
  let depth = 1;
  for (let at = text.length - 1; at >= Math.max(0, text.length - 2_000); at--) {
    if (text[at] === ']') depth++;
    if (text[at] === '[' && --depth === 0) return at;
  }
  return -1;
}
