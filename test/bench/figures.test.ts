import { expect, test } from 'vitest';
import { median, quantile, ratios, spread } from '../../bench/surroundings/figures.ts';

test('the median of an odd number of values is the middle one, whatever their order', () => {
  expect(median([9, 1, 5])).toBe(5);
});

test('the median of an even number of values lies between the middle two', () => {
  expect(median([4, 1, 2, 9])).toBe(3);
});

test('a quantile is the least value that the given share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile([7], 0.99)).toBe(7);
});

test('ratios compare what was measured in the same round', () => {
  expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
});

test('a spread shows the median with the least and the most', () => {
  expect(spread([1, 3, 2])).toBe('2.00 (1.00–3.00)');
  expect(spread([])).toBe('–');
});
