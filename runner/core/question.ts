/** What people may ask, and what becomes of a question that could not be answered. Pure. */
import { backOff, MOST_FAULTS } from './advance.ts';

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

export type AfterFault =
  | { readonly type: 'again'; readonly delay_ms: number }
  | { readonly type: 'fail'; readonly error: string };

/** As with steps: tried again while the fault is a passing one, a few times. `faults`: how many it has met before. */
export function afterQuestionFault(
  faults: number,
  fault: { readonly message: string; readonly passing: boolean },
): AfterFault {
  if (fault.passing && faults < MOST_FAULTS) return { type: 'again', delay_ms: backOff(faults + 1) };
  const tries = faults > 0 ? ` (tried ${faults + 1} times)` : '';
  return { type: 'fail', error: `${fault.message}${tries}` };
}
