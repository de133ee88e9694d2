/**
 * What a text from a person may hold. A fault is the rest of a sentence about the value; the face that shows it names
 * the value, as `--base` or `The focus`. Pure.
 */
import { z } from 'zod';

/** Characters of a focus or a question, after trimming. */
export const MOST_QUESTION = 4000;
const MOST_TEXT = 1000;

// C0 controls but tab and newline, and DEL: they mean nothing in a question and can hurt a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/** Colors and cursor movements, as programs write them to a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with a control character
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

function cleanQuestion(typed: string): string {
  return typed.replaceAll('\r\n', '\n').replace(CONTROLS, '').trim();
}

/** Keeps the spaces at its beginning: the first line of a log may be indented. */
function cleanLog(typed: string): string {
  const plain = typed.replaceAll('\r\n', '\n').replace(ESCAPES, '').replace(CONTROLS, '');
  return plain.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}

interface Fault {
  readonly message: string;
  /** the error's code, where it has one of its own */
  readonly code?: string;
}

/** Returns what is wrong with a text that names something; null if nothing is. */
export function textFault(text: string, most = Number.POSITIVE_INFINITY): string | null {
  if (text.includes('\0')) return 'holds a NUL character';
  if (!text.isWellFormed()) return 'holds half a character';
  return text.trim() === '' ? 'is blank' : lengthFault(text, most);
}

/** Returns what is wrong with the length of a text. Characters are counted as people do. */
export function lengthFault(text: string, most: number): string | null {
  const [length, limit] = [[...text.trim()].length, most].map((count) => count.toLocaleString('en'));
  return [...text.trim()].length > most ? `has ${length} characters; the most is ${limit}` : null;
}

/** Returns what is wrong with a value that is none of the choices. */
export function choiceFault(value: unknown, choices: readonly string[]): string {
  const last = choices.at(-1) ?? '';
  const listed = choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${last}` : last;
  return value === undefined ? 'is missing' : `is ${listed}, not ${JSON.stringify(value)}`;
}

function questionFault(text: string, name: string, hint: string, most: number): Fault | null {
  if (!text.isWellFormed()) return { message: 'holds half a character' };
  const long = lengthFault(cleanQuestion(text), most);
  if (long !== null) return { code: `long_${name}`, message: long };
  return cleanQuestion(text) === '' ? { code: `blank_${name}`, message: `is blank. ${hint}` } : null;
}

const string = () =>
  z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a string') });

/** A text that names something, trimmed. */
export const text = (most = MOST_TEXT) =>
  string()
    .superRefine((value, context) => {
      const message = textFault(value, most);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .trim()
    .meta({ minLength: 1, maxLength: most });

const cleaned = (clean: (typed: string) => string, most: number) =>
  string()
    .superRefine((value, context) => {
      const message = textFault(value) ?? lengthFault(clean(value), most);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .overwrite(clean);

/** A text that may have many lines, such as a ticket: without the control characters that terminals understand, trimmed. */
export const passage = (most: number) => cleaned((typed) => cleanLog(typed).trim(), most);

/** The same with the indentation of its first line. */
export const logText = (most: number) => cleaned(cleanLog, most);

/** Free text, without control characters, trimmed; its faults have codes with the name. */
const question = (name: string, hint: string, most = Number.POSITIVE_INFINITY) =>
  string()
    .superRefine((value, context) => {
      const fault = questionFault(value, name, hint, most);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault.message, params: fault });
    })
    .overwrite(cleanQuestion);

/** How long a focus may be depends on the flow, which may take a log out of it. */
export const FOCUS = question('focus', 'Say what to look at, or leave it out for the flow’s own question');
export const FOLLOW_UP = question('question', 'Say what you want to know', MOST_QUESTION);
