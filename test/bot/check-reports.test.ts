import { expect, test } from 'vitest';
import { areWell, reportsOf } from '../../bot/check-reports.ts';
import { type Check, passed } from '../../runner/core/ports/checks.ts';

const check = (name: string, run: Check['check'], required = true): Check => ({
  ...{ name, required, check: run },
});

test('a check that does not end is reported after its time, and the others are not lost', async () => {
  const never = check('hangs', () => new Promise(() => undefined));
  const reports = await reportsOf([never, check('fine', async () => passed('here'))], 0.05);
  expect(reports).toEqual([
    { name: 'hangs', required: true, ok: false, detail: 'no answer within 0.05 s', remedy: null },
    { name: 'fine', required: true, ok: true, detail: 'here', remedy: null },
  ]);
});

test('only what is required has to be there', async () => {
  const fails = async () => {
    throw new Error('not here');
  };
  expect(areWell(await reportsOf([check('optional', fails, false)], 1))).toBe(true);
  expect(areWell(await reportsOf([check('required', fails)], 1))).toBe(false);
});
