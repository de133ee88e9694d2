import { expect, test } from 'vitest';
import { holds, measureGates } from './gates.ts';

test('every gate holds on seeded statements', async () => {
  const gates = await measureGates();
  expect(gates.filter((gate) => !holds(gate))).toEqual([]);
  expect(gates).toHaveLength(15);
});
