/**
 * Tokenizes command text as phones and desktops produce it: quotes of any kind, dashes that a keyboard made from `--`,
 * line breaks. Pure; text that is not an option is kept as typed.
 */

/** A part of the text between spaces or quotes. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** its offset, including the quotes */
  readonly start: number;
  readonly end: number;
}

const QUOTES: Readonly<Record<string, string>> = {
  '"': '"“”',
  '“': '"“”',
  '”': '"“”',
  '„': '"“”',
  "'": "'‘’",
  '‘': "'‘’",
  '’': "'‘’",
  '‚': "'‘’",
};

/** A quote opens only at the start of a word and closes only before a space, so `it's` contains none. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    if (isSpace(text[at])) {
      at++;
      continue;
    }
    const word = quotedAt(text, at) ?? bareAt(text, at);
    words.push(word);
    at = word.end;
  }
  return words;
}

function quotedAt(text: string, start: number): Word | null {
  const end = closingQuote(text, start);
  return end === null ? null : { text: text.slice(start + 1, end), quoted: true, start, end: end + 1 };
}

/** Returns where the quote that opens at `start` closes; null if none opens there or it never closes. */
function closingQuote(text: string, start: number): number | null {
  const closing = QUOTES[text[start] ?? ''];
  if (closing === undefined) return null;
  for (let at = start + 1; at < text.length; at++) {
    if (closing.includes(text[at] ?? '') && isSpace(text[at + 1] ?? ' ')) return at;
  }
  return null;
}

/** Reads to the next space; `--base="release 2"` is one word. */
function bareAt(text: string, start: number): Word {
  let end = start;
  while (end < text.length && !isSpace(text[end])) {
    const close = text[end - 1] === '=' ? closingQuote(text, end) : null;
    end = close === null ? end + 1 : close + 1;
  }
  return { text: text.slice(start, end), quoted: false, start, end };
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

/** Trims the text, and removes quotes that enclose all of it. */
export function unquoted(text: string): string {
  const [only, ...others] = wordsOf(text);
  return only?.quoted === true && others.length === 0 ? only.text : text.trim();
}

/** Returns the text without quotes that enclose all of it, as the focus of a run; null if nothing is left. */
export function focusOf(text: string): string | null {
  return text === '' ? null : channelsAsNames(unquoted(text));
}

/** Removes parts of the text; of the spaces around each, the one before it stays. */
export function removeSpans(
  text: string,
  cuts: readonly { readonly start: number; readonly end: number }[],
): string {
  let kept = '';
  let from = 0;
  for (const { start, end } of cuts.toSorted((one, other) => one.start - other.start)) {
    kept += text.slice(from, start);
    from = end;
    while (kept.trim() !== '' && isSpace(text[from])) from++;
  }
  return (kept + text.slice(from)).trim();
}

const OPTION = /^(?<dashes>[-‐‑‒–—―−]+)(?<name>[A-Za-z][\w-]*)(?:(?:=|:(?=\w))(?<value>[\s\S]*)|[.,;:!?]*)$/;

export interface OptionWord {
  /** in lower case, without dashes */
  readonly name: string;
  readonly value: string | null;
  /** written as `--`; a single long dash may belong to a sentence */
  readonly plain: boolean;
}

/** Parses the word as an option; null if it is not one. A single hyphen makes no option. */
export function parseOptionWord({ text, quoted }: Word): OptionWord | null {
  const groups = quoted ? undefined : OPTION.exec(text)?.groups;
  const { dashes = '', name = '', value } = groups ?? {};
  if (groups === undefined || /^[-‐‑]$/.test(dashes)) return null;
  return {
    name: name.toLowerCase(),
    value: value === undefined ? null : unquoted(value),
    plain: dashes.length > 1,
  };
}

/** Parses a channel mention, `<#C123|name>` or `<#C123>`, or a bare channel id; null for anything else. */
export function parseChannelMention(text: string): string | null {
  const mention = text.match(/^<#([A-Z0-9]+)(?:\|[^>]*)?>$/)?.[1];
  return mention ?? text.match(/^(?:[CGD][A-Z0-9]{5,}|\d{15,20})$/)?.[0] ?? null;
}

/** Renders channel mentions as `#name`; without a name, none is known. */
export function channelsAsNames(text: string): string {
  return text.replace(/<#([A-Z0-9]+)\|([^>]+)>/g, '#$2').replace(/<#[A-Z0-9]+\|?>/g, 'a channel');
}
