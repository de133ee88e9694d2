import { expect, test } from 'vitest';
import { saidBy } from '../../../runner/core/flow-input.ts';

test.each([
  [{ focused: false, question: 'The flow’s own?', given: {} }, ''],
  [{ focused: true, question: 'the cache', given: {} }, 'the cache'],
  [{ focused: true, question: 'the API', given: { ticket: 'CSV' } }, 'CSV\n\nthe API'],
  [{ focused: false, question: 'x', given: { symptom: 'it hangs', log: 'at f' } }, 'it hangs'],
  [{ focused: false, question: 'x', given: { log: 'at f' } }, 'at f'],
  [{ focused: false, question: 'x', given: { from: 'moment', to: 'date-fns' } }, 'moment'],
  [{ focused: false, question: 'x', given: { policy: 'MIT', audience: 'ops', since: 'v1' } }, ''],
])('what a run is about, of %j, is %j', (run, said) => {
  expect(saidBy(run)).toBe(said);
});
