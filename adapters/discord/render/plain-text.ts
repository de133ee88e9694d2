/** Untrusted text made fit to be shown: nothing invisible, nothing that turns its surroundings around, no mention, no markup. */

import * as chat from '../../chat/text.ts';

/** What begins a mention, a time, an emoji or a command in Discord's own markup. */
const MARKUP = /<(?=@|#|:|\/|a:|t:|id:)/gi;
const MASS_MENTION = /@(?=here|everyone)/gi;
/** An address that Discord would show as an invitation. */
const INVITE = /(discord(?:app)?)\.(?=gg|com\s*\/+\s*invite|(?:me|io|li)\s*\/)/gi;

/** Look-alikes take the place of the signs that would begin a mention or an invitation. Newlines stay. */
export function quietText(text: string): string {
  return chat.visibleText(text).replace(MARKUP, '‹').replace(MASS_MENTION, '＠').replace(INVITE, '$1․');
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

export const shortened = (text: string, most: number): string => chat.shortened(text, most, upTo);

/** A label is never empty, since Discord refuses that. */
export function label(text: string, most: number): string {
  return shortened(oneLine(text), most) || '–';
}

export const pieces = (text: string, most: number): string[] => chat.pieces(text, most, upTo);

/** Does not cut an escape from what it escapes either. */
const upTo: chat.Cut = (text, most) => {
  const cut = chat.upTo(text, most);
  return /(?<!\\)(?:\\\\)*\\$/.test(cut) ? cut.slice(0, -1) : cut;
};
