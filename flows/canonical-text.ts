/**
 * The form in which a quote and a file are compared: white space matters only between two words, so a re-flowed or
 * re-indented quote is found, and a changed word, operator or literal is not.
 */

/** A file's text in canonical form, with the way back to its lines. */
export interface CanonicalText {
  readonly text: string;
  /** the offset in `text` at which each line begins */
  readonly starts: readonly number[];
}

export interface Stretch {
  /** 1-based, inclusive */
  readonly start: number;
  readonly end: number;
}

const WORD = /[\p{L}\p{N}_$]/u;
const NEEDLESS_SPACE = /(?<![\p{L}\p{N}_$]) | (?![\p{L}\p{N}_$])/gu;

export function canonicalLine(line: string): string {
  return line.trim().replace(/\s+/g, ' ').replace(NEEDLESS_SPACE, '');
}

export function canonicalText(lines: readonly string[]): CanonicalText {
  const starts: number[] = [];
  const parts: string[] = [];
  let offset = 0;
  let endsInWord = false;
  for (const line of lines) {
    const canonical = canonicalLine(line);
    const gap = endsInWord && isWord(canonical[0]) ? ' ' : '';
    starts.push(offset + gap.length);
    if (canonical === '') continue;
    parts.push(gap, canonical);
    offset += gap.length + canonical.length;
    endsInWord = isWord(canonical.at(-1));
  }
  return { text: parts.join(''), starts };
}

/** A quote of this length was probably cut, so it may end within a word. */
const LONG = 500;

/** Every occurrence of a canonical quote that does not begin or end within a word or number. */
export function occurrences(file: CanonicalText, quote: string, most = 1000): Stretch[] {
  const found: Stretch[] = [];
  if (quote === '') return found;
  let at = file.text.indexOf(quote);
  while (at !== -1 && found.length < most) {
    const end = at + quote.length;
    if (!cutsWord(file.text, at) && (quote.length >= LONG || !cutsWord(file.text, end))) {
      found.push({ start: lineAt(file, at), end: lineAt(file, end - 1) });
    }
    at = file.text.indexOf(quote, at + 1);
  }
  return found;
}

function cutsWord(text: string, at: number): boolean {
  const before = text[at - 1];
  const after = text[at];
  if (isWord(before) && isWord(after)) return true;
  const digit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
  return (
    (digit(before) && after === '.' && digit(text[at + 1])) ||
    (before === '.' && digit(text[at - 2]) && digit(after))
  );
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && WORD.test(char);
}

/** The 1-based line that contains an offset: the last one that begins at or before it. */
function lineAt(file: CanonicalText, offset: number): number {
  let low = 0;
  let high = file.starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((file.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/**
 * The canonical forms of a quote: as given, then without a fence, line numbers and diff marks.
 * The last one is the barest.
 */
export function quoteForms(quote: string, side: 'head' | 'base'): string[] {
  const bare = withoutFence(quote);
  const unnumbered = withoutNumbers(bare);
  const forms = [quote, bare, unnumbered, withoutDiffMarks(bare, side), withoutDiffMarks(unnumbered, side)];
  const trimmed = forms.map((form) => form.replace(/^\s*…|…\s*$|\.\.\.\s*$/g, ''));
  return [...new Set([...forms, ...trimmed].map((form) => canonicalText(form.split('\n')).text))].filter(
    (form) => form !== '',
  );
}

function withoutFence(quote: string): string {
  const fenced = /^\s*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?\s*\1\s*$/.exec(quote);
  if (fenced?.[2] !== undefined) return fenced[2];
  const inline = /^\s*(`+)([^`][\s\S]*?)\1\s*$/.exec(quote);
  return inline?.[2] ?? quote;
}

const NUMBERED = /^\s*\d+\s*[|:→\t] ?/;

function withoutNumbers(quote: string): string {
  const lines = quote.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => NUMBERED.test(line))) return quote;
  return lines.map((line) => line.replace(NUMBERED, '')).join('\n');
}

function withoutDiffMarks(quote: string, side: 'head' | 'base'): string {
  const lines = quote.split('\n').filter((line) => line !== '' && !line.startsWith('@@'));
  if (!lines.every((line) => /^[+\- ]/.test(line)) || !lines.some((line) => /^[+-]/.test(line))) return quote;
  const foreign = side === 'head' ? '-' : '+';
  return lines
    .filter((line) => !line.startsWith(foreign))
    .map((line) => line.slice(1))
    .join('\n');
}
