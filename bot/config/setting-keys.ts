/** The forms of `baton.yaml`'s values. What is said of a value that does not fit follows the name of its key. */
import { z } from 'zod';
import { nearest } from '../../runner/core/errors.ts';

/** An object with exactly these keys; `later` are keys that a later version brings. Its message has a line per unknown key. */
export function keys<Shape extends z.ZodRawShape>(shape: Shape, later: readonly string[] = []) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return 'is a map of keys and values';
      return issue.keys.map((key) => unknownKey(key, Object.keys(shape), later)).join('\n');
    },
  });
}

function unknownKey(key: string, known: readonly string[], later: readonly string[]): string {
  if (later.includes(key)) return `"${key}" is not available in this version`;
  return `"${key}" is not a key that Baton knows; ${nearestHint(key, known)}`;
}

/** The nearest of the names that would do, else all of them. */
export function nearestHint(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known)[0];
  return near === undefined ? `known here: ${known.join(', ') || 'none'}` : `did you mean "${near}"?`;
}

export const name = z.string('is a text').trim().min(1, 'is blank');

export const count = (least: number, most: number, unit: string) => {
  const rule = `is a whole number of ${unit} from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
};

/** Of US dollars. */
export const amount = z.number('is a number of US dollars').nonnegative('is a number of US dollars, from 0');
