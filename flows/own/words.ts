/** The texts of own files: names that people type, titles that reports show, and sentences. A message follows the name of its key. */
import { z } from 'zod';
import { choiceFault, textFault } from '../../runner/core/text-faults.ts';

const typed = z.string({
  error: ({ input }) =>
    input === undefined
      ? 'is missing'
      : input === null
        ? 'is empty'
        : 'is not a text; put it in quotes if it looks like a number or a list',
});

const NAME_RULE =
  'is not a name: lower-case words of letters and digits joined by hyphens, such as database-review';
const MOST_NAME = 40;

/** What people type. */
export const name = typed
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, NAME_RULE)
  .max(MOST_NAME, `has more than ${MOST_NAME} characters`);

const TITLE_RULE =
  "holds a character that a title can't have: letters, digits, spaces and , . : ( ) / & ' + - are allowed";

/** What reports, cards and prompts show as it is, so it holds no mark-up. */
export const title = (most: number) =>
  typed
    .trim()
    .min(1, 'is blank')
    .max(most, `has more than ${most} characters`)
    .regex(/^[\p{L}\p{N} ,.:()/&'+-]*$/u, TITLE_RULE);

/** What is shown or said in a sentence or two: line breaks become spaces. */
export const sentence = (most: number) =>
  typed
    .superRefine((value, context) => {
      const message = textFault(value, most) ?? (CONTROLS.test(value) ? 'holds a control character' : null);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .transform((value) => value.replace(/\s+/g, ' ').trim());

/** Also characters that change the direction of a text, or that nobody sees. */
const CONTROLS = /[^\P{Cc}\t\n\r]|[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

export function choice<const Choices extends readonly [string, ...string[]]>(choices: Choices) {
  return z.enum(choices, { error: ({ input }) => choiceFault(input, choices) });
}
