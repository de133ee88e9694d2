import { expect, test } from 'vitest';
import { parseOptions, USUAL_ROUNDS } from '../../bench/options.ts';
import type { Part } from '../../bench/part.ts';

const part = (name: string): Part => ({ name, measures: name, run: async () => [] });
const PARTS = [part('one'), part('two'), part('three')];

test('no part named means all parts, the usual number of rounds', () => {
  expect(parseOptions([], PARTS)).toEqual({ type: 'measure', parts: PARTS, rounds: USUAL_ROUNDS });
});

test('the parts named are measured in their own order, however they were named', () => {
  expect(parseOptions(['three', 'one', '--rounds', '2'], PARTS)).toEqual({
    type: 'measure',
    parts: [PARTS[0], PARTS[2]],
    rounds: 2,
  });
});

test('an unknown part is refused with the names there are', () => {
  const asked = parseOptions(['four'], PARTS);
  expect(asked).toEqual({ type: 'refused', why: 'there is no part "four"; there are one, two, three' });
});

test.each(['0', '101', '2.5', 'many', ''])('%j rounds are refused', (rounds) => {
  expect(parseOptions([`--rounds=${rounds}`], PARTS).type).toBe('refused');
});

test('an unknown option is refused', () => {
  expect(parseOptions(['--fast'], PARTS).type).toBe('refused');
});
