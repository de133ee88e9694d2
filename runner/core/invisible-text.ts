/** Characters that nobody sees: they must neither make an empty text count as one, nor hide what a word is. Pure. */

/** Zero widths, direction marks, byte-order marks, variation selectors and tags; fillers that look like nothing; controls. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]|(?![\n\t])\p{Cc}/gu;
/** After a letter or an emoji that is not ASCII, these choose its shape, as in Persian words and families of emoji. */
const SHAPING = /^(?:\u200c|\u200d|[\ufe00-\ufe0f])$/;

/** Whether nothing can be seen of it. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, '').trim() === '';
}

/** Returns the text without what cannot be seen; what shapes the character before it stays. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, (found, at: number, whole: string) => {
    const before = whole.codePointAt(at - 1) ?? 0;
    return SHAPING.test(found) && before > 0x7f && !isBlank(whole.charAt(at - 1)) ? found : '';
  });
}
