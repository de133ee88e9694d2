/** What people may ask, and what becomes of a question that could not be answered. Pure. */

/** Characters of a focus or a question, after trimming. */
export const MOST_QUESTION = 4000;

// C0 controls but tab and newline, and DEL: they mean nothing in a question and can hurt a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** What a person typed, as it is stored: without control characters, trimmed. */
export function cleanQuestion(typed: string): string {
  return typed.replaceAll('\r\n', '\n').replace(CONTROLS, '').toWellFormed().trim();
}

/** How many characters it has, as people count them. */
export function lengthOf(question: string): number {
  return [...question].length;
}
