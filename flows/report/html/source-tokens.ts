/** Highlighted lines as data: pieces of text with what each is. Made from the highlighter's HTML, of which no markup is left. */
import { type SourceToken, TOKEN_KINDS, type TokenKind } from '../../../runner/core/source-document.ts';
import { decoded, highlightedLines, TAGS } from './highlighting.ts';

/** The highlighter's words that mean one of ours. */
const KINDS: Readonly<Record<string, TokenKind | undefined>> = {
  attr: 'attribute',
  built_in: 'type',
  bullet: 'constant',
  char: 'string',
  code: 'string',
  doctag: 'keyword',
  literal: 'constant',
  link: 'string',
  meta: 'attribute',
  property: 'attribute',
  quote: 'comment',
  regexp: 'string',
  section: 'name',
  'selector-class': 'name',
  'selector-id': 'name',
  'selector-tag': 'keyword',
  symbol: 'constant',
  tag: 'name',
  'template-variable': 'variable',
  ...Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, kind])),
  // Around a whole arrow function.
  function: undefined,
};

/** Lines that are too long, too many or of an unknown language stay plain. */
export function tokenLines(lines: readonly string[], language: string | null): SourceToken[][] {
  const html = highlightedLines(lines, language);
  return html === null
    ? lines.map((text) => (text === '' ? [] : [{ text, kind: null }]))
    : html.map(tokensIn);
}

function tokensIn(html: string): SourceToken[] {
  const tokens: SourceToken[] = [];
  const open: (TokenKind | null)[] = [];
  for (const part of html.split(SPANS)) {
    if (part === '</span>') open.pop();
    else if (part.startsWith('<span ')) open.push(kindOf(part) ?? open.at(-1) ?? null);
    else if (part !== '') tokens.push({ text: decoded(part), kind: open.at(-1) ?? null });
  }
  return tokens;
}

const SPANS = new RegExp(`(${TAGS.source})`);

/** `<span class="hljs-title function_">` is a function, `class_` a type; undefined for what is only around others. */
function kindOf(tag: string): TokenKind | null | undefined {
  const [name = '', more = ''] = (/"hljs-([^"]*)"/.exec(tag)?.[1] ?? '').split(' ');
  if (name === 'subst') return null;
  if (name === 'title') return more.startsWith('class') ? 'type' : 'function';
  return KINDS[name];
}
