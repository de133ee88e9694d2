/** Untrusted text made fit to be shown: nothing invisible, nothing that turns its surroundings around, no mention, no markup. */

/** All but newline and tab. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
/** Characters that turn the direction of what follows, and those that can't be seen and join nothing. */
const HIDDEN = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** What begins a mention, a time, an emoji or a command in Discord's own markup. */
const MARKUP = /<(?=@|#|:|\/|a:|t:|id:)/gi;
const MASS_MENTION = /@(?=here|everyone)/gi;
/** An address that Discord would show as an invitation. */
const INVITE = /(discord(?:app)?)\.(?=gg|com\s*\/+\s*invite|(?:me|io|li)\s*\/)/gi;

export function visibleText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(HIDDEN, '')
    .toWellFormed();
}

/** Look-alikes take the place of the signs that would begin a mention or an invitation. Newlines stay. */
export function quietText(text: string): string {
  return visibleText(text).replace(MARKUP, '‹').replace(MASS_MENTION, '＠').replace(INVITE, '$1․');
}

/** As `quietText`, in one line: for names and labels, in which Discord reads no markup. */
export function oneLine(text: string): string {
  return quietText(text).replace(/\s+/g, ' ').trim();
}

/** Text that Discord reads as nothing but text, wherever in a Markdown text it stands. */
export function escaped(text: string): string {
  return quietText(text)
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/^(\s*)([#>+-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/gm, '$1\\$2');
}

/** What `escaped` was given, but for what it took out. */
export function unescaped(text: string): string {
  return text.replace(/\\([^0-9A-Za-z\s])/g, '$1');
}

/** For what only names something: what is cut off shows as an ellipsis. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${upTo(text, most - 1).trimEnd()}…`;
}

/** A label is never empty, since Discord refuses that. */
export function label(text: string, most: number): string {
  return shortened(oneLine(text), most) || '–';
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

/** Does not cut a pair of surrogates in two, nor an escape from what it escapes. */
function upTo(text: string, most: number): string {
  const cut = text.slice(0, most);
  const whole = cut.isWellFormed() ? cut : cut.slice(0, -1);
  return /(?<!\\)(?:\\\\)*\\$/.test(whole) ? whole.slice(0, -1) : whole;
}
