import { expect, test } from 'vitest';
import { verdictOf } from '../../../runner/core/verdict.ts';

test.each([
  ['# Review\n\n**Verdict:** Fine.\n', 'Fine.'],
  [
    '# Review\n\n**Verdict:** Use `Map\\<K\\>` &lt;not&gt; \\*this\\* &amp;lt;  \r\n',
    'Use `Map<K>` <not> *this* &lt;',
  ],
  ['# Review\n\n> **Verdict:** quoted\n', null],
  ['# Review\n\n**Verdict:** \n', null],
  [null, null],
])('the verdict of %j is %j', (report, verdict) => {
  expect(verdictOf(report)).toBe(verdict);
});
