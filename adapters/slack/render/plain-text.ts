/** Untrusted text made fit to be shown: nothing invisible, nothing that turns its surroundings around, no mention. */

/** All but newline and tab. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
/** Characters that turn the direction of what follows: a way to make text read differently from what it is. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
/** What would be a mention or a link in Slack's own markup. It is none in plain text, but text gets copied and quoted. */
const MARKUP = /<(?=!(?:here|channel|everyone|subteam|date)|[@#][A-Z0-9]|[a-z][a-z0-9+.-]*:[^<>\n]*\|)/gi;
const MASS_MENTION = /(?<![\w.])@(?=(?:here|channel|everyone)\b)/gi;

/** Newlines stay. A look-alike of the same length takes the place of the sign that begins one. */
export function plainText(text: string): string {
  return visibleText(text).replace(MARKUP, '‹').replace(MASS_MENTION, '＠');
}

/** As `plainText`, in one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

export function visibleText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(TURNS, '')
    .toWellFormed();
}

export function withoutMassMentions(text: string): string {
  return text.replace(MASS_MENTION, '＠');
}

/** For what only names something: what is cut off shows as an ellipsis. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${upTo(text, most - 1).trimEnd()}…`;
}

/** Pieces of at most so many characters, at line ends or spaces where possible; together they are the text. */
export function pieces(text: string, most: number): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const piece = upTo(rest, most);
    const end = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf(' ')) + 1;
    const cut = end > most / 2 ? end : piece.length;
    found.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return rest === '' ? found : [...found, rest];
}

/** Does not cut a pair of surrogates in two. */
function upTo(text: string, most: number): string {
  const cut = text.slice(0, most);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Slack's own markup knows three characters that must be escaped. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
