/** Parts of queries and bodies that several routes share. */
import { z } from 'zod';

/** Rejects text that can't be stored or name anything. */
export const plainText = z
  .string()
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'holds a NUL or half a character');

/** An empty `?project_id=` means all projects. */
export const optionalText = plainText.transform((value) => (value === '' ? undefined : value)).optional();

/** A switch, off unless it is `true`. */
export const flag = z
  .enum(['true', 'false', ''])
  .default('false')
  .transform((value) => value === 'true');

/** How many entries a page has. */
export const listLimit = z
  .string()
  .regex(/^(|[1-9]\d?|100)$/, 'is a number from 1 to 100')
  .transform((value) => (value === '' ? 20 : Number(value)))
  .default(20);

type Given<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

/** Leaves out what was not given. */
export function given<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<Values>;
}
