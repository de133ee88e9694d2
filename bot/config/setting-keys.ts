/**
 * What `baton.yaml` is declared with: maps of known keys, and the types of values. An error message of a type follows the
 * name of the key.
 */
import { z } from 'zod';
import { nearest } from '../../runner/core/errors.ts';

/** An object with these keys alone. Each unknown key is an issue of its own. */
export function keys<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  const unknown = z.custom<never>(() => false, {
    error: ({ path = [] }) => unknownKey(path.map(String), known),
    params: { isWhole: true },
  });
  const object = z.object(shape, 'is a map of keys and values').catchall(unknown);
  // No other key is ever part of the output.
  return object as z.ZodObject<z.core.$ZodShape> as z.ZodObject<Shape, z.core.$strict>;
}

function unknownKey(path: readonly string[], known: readonly string[]): string {
  const key = path.at(-1) ?? '';
  const place = path.length > 1 ? `in ${path.slice(0, -1).join('.')}: ` : '';
  return `${place}"${key}" is not a key that Baton knows; ${nearestHint(key, known)}`;
}

/** Returns a question for the nearest name, or else the list of all. */
export function nearestHint(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known)[0];
  return near === undefined ? `known here: ${known.join(', ') || 'none'}` : `did you mean "${near}"?`;
}

/** A key that may be left out; its value is null then. */
export function optional<Type extends z.ZodType>(type: Type) {
  return type.optional().transform((value) => value ?? null);
}

export const name = z.string('is a text').trim().min(1, 'is blank');

export function count(least: number, most: number, unit: string) {
  const rule = `is a whole number of ${unit} from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
}

export const dollars = z.number('is a number of US dollars').nonnegative('is a number of US dollars, from 0');
