import { describe, expect, it } from 'vitest';
import { newLines } from '../../../flows/evidence/moved-lines.ts';

const BODY = [
  '  const first = open();',
  '  const second = read(first);',
  '  close(first);',
  '  return second;',
];
const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const added = (path: string, lines: readonly string[]) => ({
  path,
  hunks: [{ base_start: 0, base_lines: 0, head_start: 1, head_lines: lines.length }],
  before: '',
  after: text(...lines),
});
const removed = (path: string, lines: readonly string[]) => ({
  path,
  hunks: [{ base_start: 1, base_lines: lines.length, head_start: 0, head_lines: 0 }],
  before: text(...lines),
  after: '',
});
const replaced = (before: string, after: string) => ({
  path: 'a.ts',
  hunks: [
    {
      ...{ base_start: 1, base_lines: before.split('\n').length - 1 },
      ...{ head_start: 1, head_lines: after.split('\n').length - 1 },
    },
  ],
  before,
  after,
});

describe('the new lines of a change', () => {
  it('are all lines that it adds', () => {
    expect(newLines([added('a.ts', BODY)])).toEqual([{ path: 'a.ts', start: 1, end: 4 }]);
  });

  it('are not those that moved from another file, indented or not', () => {
    const moved = added('b.ts', ['export function work() {', ...BODY.map((line) => `  ${line}`), '}']);
    expect(newLines([removed('a.ts', BODY), moved]).filter(({ path }) => path === 'b.ts')).toEqual([
      { path: 'b.ts', start: 1, end: 1 },
      { path: 'b.ts', start: 6, end: 6 },
    ]);
  });

  it('are those of a second copy: a removed line can have moved to one place only', () => {
    const twice = added('b.ts', [...BODY, 'export const between = 1;', ...BODY]);
    expect(newLines([removed('a.ts', BODY), twice]).filter(({ path }) => path === 'b.ts')).toEqual([
      { path: 'b.ts', start: BODY.length + 1, end: 2 * BODY.length + 1 },
    ]);
  });

  it('are those that look like single removed ones', () => {
    const short = added('b.ts', ['  return second;', '  const third = 3;']);
    expect(newLines([removed('a.ts', BODY), short])).toContainEqual({ path: 'b.ts', start: 1, end: 2 });
  });

  it.each([
    ['other line ends', text('a();', 'b();'), 'a();\r\nb();\r\n'],
    ['another layout', text('call(first, second);'), text('call(', '  first,', '  second,', ');')],
  ])('are none with %s', (_, before, after) => {
    expect(newLines([replaced(before, after)])).toEqual([]);
  });

  it('count a removal by the line before it', () => {
    expect(newLines([removed('a.ts', BODY)])).toEqual([{ path: 'a.ts', start: 1, end: 1 }]);
  });
});
