import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { findingLines } from '../../../bot/cli/findings-table.ts';
import { paintFor } from '../../../bot/cli/paint.ts';
import { outcomeFinding } from '../../setup/run-outcome.ts';

const plain = paintFor(false);
const FINDINGS = [
  outcomeFinding(),
  outcomeFinding({ id: 'F2', severity: 'P3', title: 'Skipped test', path: 'test/a.test.ts', line: null }),
];

describe('the findings in a terminal', () => {
  test('are a table without color in a pipe, whatever their length', () => {
    expect(findingLines(FINDINGS, null, plain)).toEqual([
      'F1  high  src/retry.ts retries for ever  src/retry.ts:12',
      'F2  low   Skipped test                   test/a.test.ts',
    ]);
  });

  test('show the severity in color', () => {
    const [high = '', low = ''] = findingLines(FINDINGS, null, paintFor(true));
    expect(high).toContain('\u001b[31mhigh\u001b[39m');
    expect(low).toContain('\u001b[2mlow \u001b[22m');
  });

  test.each([40, 60, 79, 200])('fit into %d columns', (columns) => {
    const long = outcomeFinding({
      title: 'Ein sehr langer Titel 日本語 '.repeat(6),
      path: 'packages/deeply/nested/folder/with/many/parts/and-a-long-name.ts',
    });
    for (const line of findingLines([...FINDINGS, long], columns, plain))
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  test('keep the end of a long path', () => {
    const long = outcomeFinding({ path: 'packages/deeply/nested/folder/with/many/parts/name.ts' });
    expect(findingLines([long], 60, plain)[0]).toMatch(/…\S*name\.ts:12$/);
  });

  test('act on no terminal', () => {
    const hostile = outcomeFinding({ title: 'red \u001b[31malert\u0007', path: 'a\u202eb.ts' });
    expect(findingLines([hostile], 80, plain)[0]).toBe('F1  high  red alert  ab.ts:12');
  });
});
