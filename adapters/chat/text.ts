/** Untrusted text made fit to be shown on any platform: nothing invisible, nothing that turns its surroundings around. Pure. */

/** All but newline and tab. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
/** Characters that turn the direction of what follows, and those that can't be seen and join nothing. */
const HIDDEN = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function visibleText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(HIDDEN, '')
    .toWellFormed();
}

/** The start of a text, at most so many characters; what it does not cut in two is the platform's. */
export type Cut = (text: string, most: number) => string;

/** Does not cut a pair of surrogates in two. */
export const upTo: Cut = (text, most) => {
  const cut = text.slice(0, most);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
};

/** For what only names something: what is cut off shows as an ellipsis. */
export function shortened(text: string, most: number, cut: Cut = upTo): string {
  return text.length <= most ? text : `${cut(text, most - 1).trimEnd()}…`;
}

/** Pieces of at most so many characters, at line ends or spaces where possible; together they are the text. */
export function pieces(text: string, most: number, cut: Cut = upTo): string[] {
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
