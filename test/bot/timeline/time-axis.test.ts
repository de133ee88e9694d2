import { expect, test } from 'vitest';
import { timeAxis } from '../../../bot/timeline/time-axis.ts';

const span = (start: number, end: number) => ({ start, end });

test('time without pauses is drawn evenly', () => {
  const axis = timeAxis([span(1000, 2000), span(1500, 5000)]);
  expect([1000, 2000, 3000, 5000].map((at) => axis.place(at))).toEqual([0, 0.25, 0.5, 1]);
  expect(axis).toMatchObject({ ms: 4000, pauses: [] });
});

test('the hours before a retry are drawn short, and named', () => {
  const axis = timeAxis([span(0, 60_000), span(7_200_000, 7_260_000)]);
  expect(axis.pauses).toMatchObject([{ ms: 7_140_000 }]);
  expect(axis.place(60_000)).toBeGreaterThan(0.4);
  expect(axis.place(7_200_000) - axis.place(60_000)).toBeLessThan(0.1);
  expect(axis.ticks.every(({ ms }) => ms <= 60_000 || ms >= 7_200_000)).toBe(true);
});

test('a short pause keeps its length', () => {
  expect(timeAxis([span(0, 1000), span(1100, 2000)]).place(1100)).toBeCloseTo(0.55);
});

test.each([
  ['no steps', []],
  ['a step of no time', [span(500, 500)]],
  ['steps of no time at one moment', [span(500, 500), span(500, 500)]],
])('%s are all at the left', (_name, spans) => {
  const axis = timeAxis(spans);
  expect(axis.place(500)).toBe(0);
  expect(axis.ticks.length).toBeLessThanOrEqual(1);
});

test('moments outside are placed at the nearer end', () => {
  const axis = timeAxis([span(1000, 2000)]);
  expect([axis.place(0), axis.place(9000)]).toEqual([0, 1]);
});

test.each([7, 900, 12_000, 250_000, 5_000_000, 900_000_000])('%i ms have at most nine ticks', (ms) => {
  const { ticks } = timeAxis([span(0, ms)]);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThanOrEqual(9);
});
