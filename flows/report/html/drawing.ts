/** What drawings share: numbers, and how wide a text is before any browser has seen it. */
import stringWidth from 'string-width';

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

/** The text, cut so that it fits; empty where less than `least` characters would be left. */
export function fitted(text: string, fontSize: number, width: number, least = 4): string {
  if (widthOf(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > least && widthOf(`${characters.join('')}…`, fontSize) > width) characters.pop();
  const cut = `${characters.join('')}…`;
  return characters.length <= least || widthOf(cut, fontSize) > width ? '' : cut;
}
