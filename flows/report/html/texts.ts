/** The two kinds of text in a report as HTML: `plain` text with code in back-ticks, and `inline` Markdown. */
import { marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { codeIn } from '../../../runner/core/code-spans.ts';
import type { ReportDocument } from '../../../runner/core/report-document.ts';
import { anchorOf } from './anchors.ts';
import { joined, type Markup, markup, trusted, visible } from './markup.ts';

export interface Texts {
  /** One line of plain text: what stands in back-ticks is code, and `[F1]` links to that finding. */
  plain(text: string): Markup;
  /** The same without links, for a text that is one itself. */
  label(text: string): Markup;
  /** Markdown: code, emphasis, line breaks and links; everything else is text. */
  inline(text: string): Markup;
  /** Plain text in which bare ids, as in `Start with F1`, link as well. */
  verdict(text: string): Markup;
}

export function textsOf({ findings, measured }: Pick<ReportDocument, 'findings' | 'measured'>): Texts {
  const ids = new Set([...findings, ...measured].map(({ id }) => id));
  const linked = (text: string): Markup => linkedTo(text, REFERENCES, ids);
  return {
    plain: (text) => spans(text, linked),
    label: (text) => spans(text, (part) => markup`${part}`),
    verdict: (text) => spans(text, (part) => linkedTo(part, BARE, ids)),
    inline: (text) => inline(text, ids),
  };
}

const REFERENCES = /(?<=\[(?:[A-Z]\d+, ?)*)[A-Z]\d+(?=(?:, ?[A-Z]\d+)*\])/g;
const BARE = /(?<![\w./-])[A-Z]\d+(?![\w/-]|\.\w)/g;

/** Escapes text, and links the ids in it that the report has. */
function linkedTo(text: string, pattern: RegExp, ids: ReadonlySet<string>): Markup {
  const parts: (Markup | string)[] = [];
  let rest = 0;
  for (const match of text.matchAll(pattern)) {
    const [id] = match;
    if (!ids.has(id)) continue;
    parts.push(text.slice(rest, match.index), markup`<a href="#${anchorOf(id)}">${id}</a>`);
    rest = match.index + id.length;
  }
  return joined([...parts, text.slice(rest)]);
}

function spans(text: string, outside: (part: string) => Markup): Markup {
  return joined(
    codeIn(text).map((part) => (part.isCode ? markup`<code>${part.text}</code>` : outside(part.text))),
  );
}

/** Markdown keeps mentions from working by a character that a page doesn't need. */
const MENTION_BREAK = /\u200b/g;

function inline(text: string, ids: ReadonlySet<string>): Markup {
  const written = marked.parseInline(visible(text.replace(MENTION_BREAK, '')), {
    async: false,
    gfm: true,
    breaks: true,
  });
  const safe = sanitizeHtml(written, {
    allowedTags: ['a', 'br', 'code', 'em', 'strong', 'del'],
    allowedAttributes: { a: ['href', 'rel'] },
    allowedSchemes: ['http', 'https'],
    allowedSchemesAppliedToAttributes: ['href'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'escape',
    transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer nofollow' }) },
  });
  return trusted(withReferences(safe, ids));
}

/** Links ids in sanitized HTML, but not within links and code. */
function withReferences(html: string, ids: ReadonlySet<string>): string {
  if (!html.includes('[')) return html;
  let within = 0;
  return html
    .split(/(<[^>]*>)/)
    .map((part) => {
      if (/^<(a|code)\b/.test(part)) within += 1;
      else if (/^<\/(a|code)>/.test(part)) within -= 1;
      else if (within === 0 && !part.startsWith('<')) {
        return part.replace(REFERENCES, (id) => (ids.has(id) ? `<a href="#${anchorOf(id)}">${id}</a>` : id));
      }
      return part;
    })
    .join('');
}
