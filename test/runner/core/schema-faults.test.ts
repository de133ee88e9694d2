import { expect, test } from 'vitest';
import { z } from 'zod';
import { schemaFault } from '../../../runner/core/schema-faults.ts';

test.each([
  [z.object({}), undefined, 'is missing'],
  [z.string(), undefined, 'is missing'],
  [z.enum(['a', 'b']), undefined, 'is missing'],
  [z.object({}), [], 'must be an object'],
  [z.string(), 1, 'must be a string'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.array(z.string()), 'a', 'must be a list'],
  [z.enum(['a', 'b', 'c']), 'd', 'is a, b or c, not "d"'],
  [z.literal('a'), 'b', 'is a, not "b"'],
  [z.uuid(), 'a', 'must be a UUID'],
  [z.iso.datetime({ offset: true }), 'today', 'must be a time in ISO 8601 with its zone'],
  [z.int().min(1), 0, 'must be at least 1'],
  [z.int().max(100), 101, 'must be at most 100'],
  [z.string().min(3), 'ab', 'must have at least 3 characters'],
  [z.array(z.int()).max(1), [1, 2], 'must have at most 1 entry'],
])('a fault is said in plain words: %#', (schema: z.ZodType, value: unknown, words) => {
  expect(schema.safeParse(value, { error: schemaFault }).error?.issues[0]?.message).toBe(words);
});

test('a schema that has words of its own keeps them', () => {
  const schema = z.string({ error: () => 'is a name' });
  expect(schema.safeParse(1, { error: schemaFault }).error?.issues[0]?.message).toBe('is a name');
});
