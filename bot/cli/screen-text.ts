/** Terminal text: what is safe to print, and how it fits into columns. */
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

const CONTROL = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Makes one line safe for a terminal: agents and file names may contain escape sequences or direction-changing
 * characters.
 */
export function printableLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t\n\r]+/g, ' ')
    .replace(CONTROL, '')
    .trim();
}

/** Makes several lines safe for a terminal; keeps line breaks and tabs. */
export function printableText(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, (control) =>
    control === '\n' || control === '\t' ? control : '',
  );
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts the text with `…` if it exceeds the columns. For text without escape sequences. */
export function cutToWidth(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns > 0 ? `${kept.trimEnd()}…` : '';
}

/** Pads the text with spaces. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** Returns the number of screen rows for the lines, with long ones wrapped. */
export function screenRows(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
}
