/** Cleans what people type as a focus or a question. */

/** Most characters of a focus or a question, after trimming. */
export const MOST_QUESTION = 4000;

// C0 controls other than tab and newline, and DEL: meaningless in a question, and harmful to a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are removed
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Returns the text as it is stored: without control characters, trimmed. */
export function cleanQuestion(typed: string): string {
  return typed.replaceAll('\r\n', '\n').replace(CONTROLS, '').toWellFormed().trim();
}

/** Counts characters, not UTF-16 code units. */
export function lengthOf(question: string): number {
  return [...question].length;
}
