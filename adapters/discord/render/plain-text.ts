/** Makes untrusted text safe to show: no invisible or direction-changing characters, no mentions, no markup. */

import * as chat from '../../chat/text.ts';

/** Matches the start of a mention, a time, an emoji or a command in Discord's markup. */
const MARKUP = /<(?=@|#|:|\/|a:|t:|id:)/gi;
const MASS_MENTION = /@(?=here|everyone)/gi;
/** Matches an address that Discord would show as an invitation. */
const INVITE = /(discord(?:app)?)\.(?=gg|com\s*\/+\s*invite|(?:me|io|li)\s*\/)/gi;

/** Replaces the characters that begin a mention or an invitation by look-alikes. Keeps newlines. */
export function quietText(text: string): string {
  return chat.visibleText(text).replace(MARKUP, '‹').replace(MASS_MENTION, '＠').replace(INVITE, '$1․');
}

/** Like `quietText`, in one line: for names and labels, in which Discord renders no markup. */
export function oneLine(text: string): string {
  return quietText(text).replace(/\s+/g, ' ').trim();
}

/** Escapes text so that Discord renders it as plain text anywhere in Markdown. */
export function escaped(text: string): string {
  return quietText(text)
    .replace(/[\\*_~`|[\]<]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/^(\s*)([#>+-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/gm, '$1\\$2');
}

/** Reverses `escaped`, except for what it removed. */
export function unescaped(text: string): string {
  return text.replace(/\\([^0-9A-Za-z\s])/g, '$1');
}

export const cutLabel = (text: string, most: number): string => chat.cutLabel(text, most, cutTo);

/** A label is never empty, since Discord rejects that. */
export function label(text: string, most: number): string {
  return cutLabel(oneLine(text), most) || '–';
}

export const splitText = (text: string, most: number): string[] => chat.splitText(text, most, cutTo);

/** Keeps an escape and the character that it escapes together. */
const cutTo: chat.CutText = (text, most) => {
  const cut = chat.cutTo(text, most);
  return /(?<!\\)(?:\\\\)*\\$/.test(cut) ? cut.slice(0, -1) : cut;
};
