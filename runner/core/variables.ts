/**
 * How environment variables are declared. Each part of Baton declares its own, and `bot/config` does the rest: it reads
 * and checks them, suggests a name for a misspelt one, and masks the secrets. The table in `docs/configuration.md` is
 * made from the same declarations.
 */
import { z } from 'zod';

export interface Variable<Type extends z.ZodType = z.ZodType> {
  /** Checks the text and turns it into a value; the error message follows the variable's name. */
  readonly type: Type;
  /** one line for the documentation */
  readonly meaning: string;
  /** the documentation's words for what applies when the variable is not set */
  readonly unset: string;
  /** Returns the parts of the text that must never be shown; null if there are none. */
  readonly secretIn: (text: string) => string | readonly string[] | null;
}

/** Declarations by the name of the variable. */
export type Variables = Readonly<Record<string, Variable>>;

/** The values of declared variables, by the same names. */
export type ValuesOf<Declared extends Variables> = {
  readonly [Name in keyof Declared]: z.output<Declared[Name]['type']>;
};

export function variable<Type extends z.ZodType>(
  type: Type,
  meaning: string,
  unset = 'none',
): Variable<Type> {
  return { type, meaning, unset, secretIn: () => null };
}

/** A variable that is secret as a whole. */
export function secret<Type extends z.ZodType>(type: Type, meaning: string, unset = 'none'): Variable<Type> {
  return { type, meaning, unset, secretIn: (value) => value };
}

/** Null when the variable is not set, or set to nothing. */
export const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? null : value))
  .nullable()
  .default(null);

/** The rule does not quote the value, which may be a secret under the wrong name. */
export function textThat(fits: (value: string) => boolean, rule: string) {
  return text.refine((value) => value === null || fits(value), rule);
}

/** The name of a file or folder. A relative one counts from the file that it stands in. */
export const path = text.clone();

/** A text that an HTTP header can carry. Libraries refuse to send any other, with messages that show it. */
export const token = textThat(
  (value) => /^[\x21-\x7e]+$/.test(value),
  'holds printable ASCII characters only, without spaces',
);

/** Several of them, separated by commas, so that they can be rotated. */
export const tokens = token.transform((list) => separate(list ?? ''));

/** A secret of which several may hold. */
export function secrets<Type extends z.ZodType>(type: Type, meaning: string, unset = 'none'): Variable<Type> {
  return { type, meaning, unset, secretIn: separate };
}

const separate = (list: string): string[] =>
  list.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));

/** An http(s) address without a user name, a password, a query or a slash at its end. */
export function httpUrl(rule: string) {
  return textThat(isHttpUrl, rule).transform((url) => url?.replace(/\/+$/, '') ?? null);
}

function isHttpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}
