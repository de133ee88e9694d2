/**
 * The first sentence of a document that says something: no heading, badge, HTML, list, table of contents, note or
 * announcement. For Markdown and reStructuredText. Pure.
 */

export interface Sentence {
  readonly text: string;
  /** where its paragraph begins, and that line as it is */
  readonly line: number;
  readonly quote: string;
}

interface Line {
  readonly text: string;
  readonly line: number;
}

/** Sections that say nothing of the project itself. */
const ASIDE =
  /^(table of )?contents?$|^toc$|sponsor|backers|supporter|donat|\bnews\b|announce|licen[cs]e|contribut|changelog|change log|acknowledg|code of conduct|security|^status$|^badges?$/i;

export function firstSentence(text: string): Sentence | null {
  for (const paragraph of paragraphsOf(text)) {
    const words = plainWords(paragraph.map((line) => line.text).join('\n'));
    const first = paragraph.find((line) => /\p{L}{2}/u.test(plainWords(line.text))) ?? paragraph[0];
    if (first === undefined || !isSentence(words)) continue;
    return { text: sentenceOf(words), line: first.line, quote: first.text };
  }
  return null;
}

/** The headings of Markdown or reStructuredText, in words; not those that only look so, in code. */
export function headingsOf(text: string): string[] {
  const lines = contentOf(text);
  return lines.flatMap((_, index) => {
    const words = plainWords(headingAt(lines, index) ?? '');
    return /\p{L}/u.test(words) ? [words] : [];
  });
}

function paragraphsOf(text: string): Line[][] {
  const paragraphs: Line[][] = [];
  let open: Line[] = [];
  let aside = false;
  const close = (): void => {
    if (open.length > 0 && !aside) paragraphs.push(open);
    open = [];
  };
  const lines = contentOf(text);
  for (const [index, line] of lines.entries()) {
    const heading = headingAt(lines, index);
    if (heading !== null) {
      close();
      aside = ASIDE.test(plainWords(heading).replace(/^[^\p{L}]+/u, ''));
    } else if (isMarkup(line.text)) close();
    else if (line.text.trim() === '' || isUnderline(line.text)) close();
    else open.push(line);
  }
  close();
  return paragraphs;
}

/** The heading that a line is, with `#` or underlined. */
function headingAt(lines: readonly Line[], index: number): string | null {
  const text = lines[index]?.text ?? '';
  const marked = /^ {0,3}#{1,6}\s+(.+?)\s*#*$/.exec(text)?.[1] ?? /^\s*<h\d[^>]*>(.*)$/i.exec(text)?.[1];
  if (marked !== undefined) return marked;
  return text.trim() !== '' && isUnderline(lines[index + 1]?.text, text) ? text : null;
}

function isUnderline(line: string | undefined, above?: string): boolean {
  if (line === undefined || !/^ {0,3}([=\-~^*+"#`])\1+\s*$/.test(line)) return false;
  return above === undefined || (!/^\s*([-*+>|]|\d+\.)/.test(above) && !isUnderline(above));
}

/** Lists, tables, quotes, references, directives and indented code are no prose. */
function isMarkup(line: string): boolean {
  return /^\s*(?:[-*+]\s|\d+[.)]\s|\||>|\.\.(?:\s|$)|:\w[\w-]*:|\[[^\]]+\]:\s)|^(?: {4}|\t)\S/.test(line);
}

/** The lines without front matter, code fences and comments. */
function contentOf(text: string): Line[] {
  const lines = text.split('\n').map((line, index): Line => ({ text: line, line: index + 1 }));
  const kept: Line[] = [];
  let until: RegExp | null = /^---\s*$/.test(lines[0]?.text ?? '') ? /^(---|\.\.\.)\s*$/ : null;
  for (const [index, line] of lines.entries()) {
    if (until !== null && index > 0) {
      if (until.test(line.text)) until = null;
      continue;
    }
    if (until !== null) continue;
    const fence = /^\s*(```+|~~~+)/.exec(line.text)?.[1];
    if (fence !== undefined) until = new RegExp(`^\\s*${fence.charAt(0)}{3,}\\s*$`);
    else if (/^\s*<!--/.test(line.text)) until = line.text.includes('-->') ? null : /-->/;
    else kept.push(line);
  }
  return kept;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** Text without markup, in one line. */
export function plainWords(markup: string): string {
  return markup
    .replace(/\[?!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])\]?(\([^)]*\)|\[[^\]]*\])?/g, ' ')
    .replace(/<(img|br|hr|source)[^>]*>/gi, ' ')
    .replace(/<\/?[a-zA-Z][^>]*>/g, '')
    .replace(/\[([^\]]+)\](\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/`([^`<]+?)\s*<[^>]+>`__?/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)\1/g, '$2')
    .replace(/(^|[^\w*])[*_](?=\S)([^*_]+)[*_](?=\W|$)/g, '$1$2')
    .replace(/:\w+:`([^`]+)`|`+([^`]+)`+/g, (_, role?: string, code?: string) => role ?? code ?? '')
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

const LEAST_LETTERS = 6;

/** More than a name or a row of links, and no note. */
function isSentence(words: string): boolean {
  if (!/^["'“(]?[\p{L}\p{N}]/u.test(words) || /[|·•]\s/.test(words)) return false;
  if (/^(note|warning|important|tip|attention|caution|deprecated|todo)\b\s*[:!]/i.test(words)) return false;
  if (/^https?:\S+$/.test(words)) return false;
  return words.split(' ').length >= 2 && (words.match(/\p{L}/gu) ?? []).length >= LEAST_LETTERS;
}

/** Up to the first full stop that ends a sentence. */
export function sentenceOf(words: string): string {
  const ends = /[.!?](?=\s+["“(]?[\p{Lu}\p{N}]|$)/gu;
  for (const { index } of words.matchAll(ends)) {
    if (!/\b(e\.g|i\.e|vs|etc|cf|approx|no|dr|mr|st)$/i.test(words.slice(0, index)))
      return words.slice(0, index + 1);
  }
  return words;
}
