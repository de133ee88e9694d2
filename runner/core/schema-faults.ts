/** What a schema finds wrong and has no words of its own for, as the rest of a sentence about the value. Pure. */
import type { z } from 'zod';
import { choiceFault } from './text-faults.ts';

const KINDS: Readonly<Record<string, string>> = {
  ...{ string: 'a string', boolean: 'true or false', number: 'a number', int: 'a whole number' },
  ...{ object: 'an object', record: 'an object', array: 'a list' },
};
const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'a UUID',
  datetime: 'a time in ISO 8601 with its zone',
};

/** The `error` of a parse by zod; undefined leaves the words to zod. */
export function schemaFault(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return choiceFault(issue.input, issue.values.map(String));
  if (issue.code === 'invalid_format') return `must be ${FORMATS[issue.format] ?? `a ${issue.format}`}`;
  if (issue.code === 'too_small') return boundFault(issue.origin, 'at least', issue.minimum);
  if (issue.code === 'too_big') return boundFault(issue.origin, 'at most', issue.maximum);
  return undefined;
}

function boundFault(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `must be ${bound} ${limit}`;
}
