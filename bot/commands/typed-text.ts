/**
 * The words of a command as people type them on phones and desktops: quotes of any kind, dashes that a keyboard made
 * of `--`, line breaks. Pure; what is no option is kept as it was typed.
 */

/** A stretch of the text that stands between spaces, or between quotes. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** where it stands, the quotes included */
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

/** A quote opens at the beginning of a word only, and closes before a space only: `it's` holds none. */
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

/** Where the quote that opens at `start` closes; null when none opens there, or it never closes. */
function closingQuote(text: string, start: number): number | null {
  const closing = QUOTES[text[start] ?? ''];
  if (closing === undefined) return null;
  for (let at = start + 1; at < text.length; at++) {
    if (closing.includes(text[at] ?? '') && isSpace(text[at + 1] ?? ' ')) return at;
  }
  return null;
}

/** Up to the next space; `--base="release 2"` is one word. */
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

/** The text without what surrounds it, and without the quotes when it is one quotation. */
export function unquoted(text: string): string {
  const [only, ...others] = wordsOf(text);
  return only?.quoted === true && others.length === 0 ? only.text : text.trim();
}

/** The text without those stretches of it; of the space on both sides of each, the one before it stays. */
export function without(
  text: string,
  cuts: readonly { readonly start: number; readonly end: number }[],
): string {
  let kept = '';
  let from = 0;
  for (const { start, end } of cuts) {
    kept += text.slice(from, start);
    from = end;
    while (kept.trim() !== '' && isSpace(text[from])) from++;
  }
  return (kept + text.slice(from)).trim();
}

const OPTION = /^(?<dashes>[-‐‑‒–—―−]+)(?<name>[A-Za-z][\w-]*)(?:=(?<value>[\s\S]*))?$/;

export interface OptionWord {
  /** in lower case, without its dashes */
  readonly name: string;
  readonly value: string | null;
  /** `--`, beyond doubt; a single long dash may belong to a sentence */
  readonly plain: boolean;
}

/** The word as an option; null for one that is none. A single hyphen makes none. */
export function optionOf({ text, quoted }: Word): OptionWord | null {
  const groups = quoted ? undefined : OPTION.exec(text)?.groups;
  const { dashes = '', name = '', value } = groups ?? {};
  if (groups === undefined || /^[-‐‑]$/.test(dashes)) return null;
  return {
    name: name.toLowerCase(),
    value: value === undefined ? null : unquoted(value),
    plain: dashes.length > 1,
  };
}

/** A channel as the platform writes a mention of it, `<#C123|name>` or `<#C123>`, or by its bare id; null for anything else. */
export function channelOf(text: string): string | null {
  const mention = text.match(/^<#([A-Z0-9]+)(?:\|[^>]*)?>$/)?.[1];
  return mention ?? text.match(/^(?:[CGD][A-Z0-9]{5,}|\d{15,20})$/)?.[0] ?? null;
}

/** Mentions of channels as people read them. */
export function readable(text: string): string {
  return text.replace(/<#([A-Z0-9]+)\|([^>]+)>/g, '#$2').replace(/<#([A-Z0-9]+)\|?>/g, '#$1');
}
