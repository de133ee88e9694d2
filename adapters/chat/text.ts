/**
 * Text in both directions. What is shown: without invisible characters, cut or split to a platform's limits. What people
 * typed: read back from a platform's markup. Pure.
 */
import type { MessageView } from '../../runner/core/ports/views.ts';

/** Matches control characters except newline and tab. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
/** Matches characters that change the direction of text, and invisible ones that join nothing. */
const HIDDEN = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function visibleText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(HIDDEN, '')
    .toWellFormed();
}

/** Returns the start of a text, at most so many characters; each platform decides what must not be split. */
export type CutText = (text: string, most: number) => string;

/** Keeps surrogate pairs together. */
export const cutTo: CutText = (text, most) => {
  const cut = text.slice(0, most);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
};

/** For labels: text that is cut off ends in an ellipsis. */
export function cutLabel(text: string, most: number, cut: CutText = cutTo): string {
  return text.length <= most ? text : `${cut(text, most - 1).trimEnd()}…`;
}

/**
 * Splits a text into pieces of at most so many characters, at line ends or spaces where possible; joined, they are the
 * text.
 */
export function splitText(text: string, most: number, cut: CutText = cutTo): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const piece = cut(rest, most);
    const end = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf(' ')) + 1;
    const length = end > most / 2 ? end : piece.length;
    found.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return rest === '' ? found : [...found, rest];
}

/** Returns the normalized address; null if it is not a web address. */
export function httpUrlOrNull(link: string): string | null {
  const url = URL.parse(link);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

const DOMAIN = /(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+/gu;

/** Returns what a reader sees of a link's label: without marks and look-alike letters. */
export function labelAsRead(label: string): string {
  return label.normalize('NFKC').replace(/[\p{Cf}*_~`\\]/gu, '');
}

/** Returns the domains that a link's label shows, in lower case. */
export function linkedDomains(label: string): readonly string[] {
  return labelAsRead(label).toLowerCase().match(DOMAIN) ?? [];
}

/** Whether a link's label is the end of the path that it leads to, as in `src/app.ts:12`, and so no other address. */
export function namesLinkedFile(label: string, address: string): boolean {
  const file = label
    .trim()
    .replace(/:\d+$/, '')
    .replace(/^…?\/?/, '/');
  const path = URL.parse(address)?.pathname ?? '';
  return file.length > 1 && !file.includes('//') && path.endsWith(encodeURI(file));
}

/** A view of plain text lines, for an adapter's own messages. */
export function lineView(...lines: readonly string[]): MessageView {
  return { text: lines.join(' '), blocks: [{ kind: 'lines', lines: lines.map((line) => [line]) }] };
}

/** How a platform marks up mentions, links and emoji in the text of a message. */
export interface MarkupReader {
  /** matches one piece of markup, with a named group for each of its parts; global */
  readonly pattern: RegExp;
  /** Returns what the user typed for it, or what reads best. */
  typed(parts: Readonly<Record<string, string | undefined>>, whole: string): string;
  /** Undoes the escaping of the text between. */
  unescaped?(text: string): string;
}

/** Recovers what a user typed from the text of a message. */
export function typedText(
  text: string,
  { pattern, typed, unescaped = (plain) => plain }: MarkupReader,
): string {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    result += unescaped(text.slice(at, match.index)) + typed(match.groups ?? {}, match[0]);
    at = match.index + match[0].length;
  }
  return result + unescaped(text.slice(at));
}

/** Removes the mention that called the bot, with the comma or colon behind it; `mention` is a regular expression. */
export function withoutMention(text: string, mention: string): string {
  return text.replace(new RegExp(`(?:${mention})[ ,:]*`), '').trim();
}

/** Characters that are read of a message: as many as a focus may have. */
const MOST_READ = 4_000;
const CUT = '… (cut)';

/** Cuts a message that is too long to be read whole, visibly. */
export function readable(text: string): string {
  const whole = text.trim();
  const characters = [...whole];
  if (characters.length <= MOST_READ) return whole;
  return `${characters
    .slice(0, MOST_READ - CUT.length)
    .join('')
    .trimEnd()}${CUT}`;
}

/** Joins the parts of a message, without blank ones and without those that only repeat another. */
export function distinctLines(parts: readonly string[]): string {
  return [...new Set(parts.map((part) => part.trim()))].filter((part) => part !== '').join('\n');
}
