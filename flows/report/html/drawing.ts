/** What drawings share: numbers, and how wide a text is before any browser has seen it. */
import stringWidth from 'string-width';
import { visible } from './markup.ts';

/** With at most one decimal, so that the same drawing has the same bytes everywhere. */
export function rounded(n: number): number {
  return Math.round(n * 10) / 10;
}

/** Of an average character in the system fonts, per unit of font size; a little generous. */
const ADVANCE = 0.58;

/** In the drawing's units. */
export function widthOf(text: string, fontSize: number): number {
  return stringWidth(text) * fontSize * ADVANCE;
}

/** The text as far as it fits, with `…` for the rest; empty where that would leave fewer than four characters. */
export function fitted(text: string, fontSize: number, width: number): string {
  // No character that takes up room is narrower than one column.
  const columns = Math.floor(width / (fontSize * ADVANCE));
  const start = visible(text.slice(0, MOST_UNITS));
  if (text.length <= MOST_UNITS && stringWidth(start) <= columns) return start;
  let cut = '';
  let used = 0;
  let characters = 0;
  for (const character of start) {
    used += stringWidth(character);
    if (used >= columns) break;
    cut += character;
    characters += 1;
  }
  return characters < 4 ? '' : `${cut}…`;
}

/** Of a text that is looked at; no label is longer. */
const MOST_UNITS = 300;
