/**
 * The two kinds of text in a report (see `runner/core/report-document.ts`) as parts of the page: text, code, emphasis and
 * links, and nothing else. What they name by an id, such as `[F1]`, links to that finding.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { codeIn } from '../../../../runner/core/code-spans.ts';
import { html, type View } from '../html.ts';
import { withParameters } from '../location.ts';

/** The ids that lead to a finding of this page. */
export const FindingIds = createContext<ReadonlySet<string>>(new Set());

const IN_BRACKETS = /(?<=\[(?:[A-Z]\d+, ?)*)[A-Z]\d+(?=(?:, ?[A-Z]\d+)*\])/g;
const BARE = /(?<![\w./-])[A-Z]\d+(?![\w/-]|\.\w)/g;

/** One line of plain text, in which back-ticks mark code. `bare`: ids link without brackets too, as in a verdict. */
export function Plain({ text, bare = false }: { readonly text: string; readonly bare?: boolean }): View {
  const ids = useContext(FindingIds);
  const pattern = bare ? BARE : IN_BRACKETS;
  return codeIn(text).map((part) =>
    part.isCode ? html`<code>${part.text}</code>` : withReferences(part.text, pattern, ids),
  );
}

/** The same without links, for a text that is one itself. */
export function Label({ text }: { readonly text: string }): View {
  return codeIn(text).map((part) => (part.isCode ? html`<code>${part.text}</code>` : part.text));
}

/** One line of Markdown with code, emphasis and links only. */
export function Inline({ text }: { readonly text: string }): View {
  const ids = useContext(FindingIds);
  return inlineParts(text.replaceAll('\u200b', ''), (part) => withReferences(part, IN_BRACKETS, ids));
}

function withReferences(text: string, pattern: RegExp, ids: ReadonlySet<string>): View[] {
  const parts: View[] = [];
  let rest = 0;
  for (const match of text.matchAll(pattern)) {
    const [id] = match;
    if (!ids.has(id)) continue;
    parts.push(text.slice(rest, match.index), html`<a href=${withParameters({ finding: id })}>${id}</a>`);
    rest = match.index + id.length;
  }
  return [...parts, text.slice(rest)];
}

/** An escaped character, code, a link (which may hold code), strong and emphasized text, an entity, a line break. */
const MARKS =
  /\\([!-/:-@[-`{-~])|(?<!`)(`+)(?!`)(.+?)(?<!`)\2(?!`)|\[((?:\\.|(`+)(?!`).+?(?<!`)\5(?!`)|[^\]\\`])+)\]\((https?:\/\/[^()\s]+)\)|\*\*(.+?)\*\*|\*(.+?)\*|&(lt|gt|amp|quot|#39);|(<br>)/g;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

function inlineParts(text: string, plain: (part: string) => View): View[] {
  const parts: View[] = [];
  let literal = '';
  let rest = 0;
  const flush = () => {
    if (literal !== '') parts.push(plain(literal));
    literal = '';
  };
  for (const match of text.matchAll(MARKS)) {
    const [all, escaped, , code, label, , address, strong, emphasized, entity] = match;
    literal += text.slice(rest, match.index);
    rest = match.index + all.length;
    if (escaped !== undefined) literal += escaped;
    else if (entity !== undefined) literal += ENTITIES[entity] ?? all;
    else {
      flush();
      if (code !== undefined) parts.push(html`<code>${unpadded(code)}</code>`);
      else if (label !== undefined) {
        parts.push(
          html`<a href=${address} rel="noreferrer nofollow">${inlineParts(label, (part) => part)}</a>`,
        );
      } else if (strong !== undefined) parts.push(html`<strong>${inlineParts(strong, plain)}</strong>`);
      else if (emphasized !== undefined) parts.push(html`<em>${inlineParts(emphasized, plain)}</em>`);
      else parts.push(html`<br />`);
    }
  }
  literal += text.slice(rest);
  flush();
  return parts;
}

/** Markdown drops one space at either end if there is one at both. */
const unpadded = (code: string): string =>
  /^ .* $/.test(code) && code.trim() !== '' ? code.slice(1, -1) : code;
