/** What becomes of a post that the platform refuses, by class of fault. */
import { expect, it } from 'vitest';
import { NO_TROUBLE, recoveryOf } from '../../../bot/threads/recovery.ts';
import type { LastingFault } from '../../../runner/core/ports/delivery-error.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const row = (key: string, more: Partial<PostRow> = {}): PostRow => ({
  ...{ run_id: 'r1', key, platform: 'slack', workspace: 'T1', channel: 'C1', thread: 'm1' },
  ...{ reference: 'm2', content_hash: 'h', state: 'posted', intent_at: null, old_at: null },
  ...{ calls: 1, final: false, revision: 0, error: null, trouble: null },
  ...more,
});
const CARD = row('root', { thread: null, reference: 'm1' });
const STEP = row('step:a');

type Fault = Exclude<LastingFault, 'workspace'>;
const meets = (fault: Fault, post: PostRow, tries = 0) =>
  recoveryOf({ fault, message: 'refused', waitMs: 0 }, post, [CARD, STEP], tries, NOW);

it.each<[Fault, PostRow, readonly Partial<PostRow>[], boolean]>([
  ['message', STEP, [{ key: 'step:a', state: 'wanted', thread: 'm1', reference: null }], false],
  ['too_old', CARD, [{ key: 'root', state: 'wanted', thread: 'm1', reference: null }], false],
  [
    'thread',
    STEP,
    [
      { key: 'root', state: 'wanted', thread: null },
      { key: 'step:a', state: 'wanted' },
    ],
    false,
  ],
  ['form', STEP, [{ key: 'step:a', state: 'posted', reference: 'm2' }], false],
  ['place', STEP, [{ key: 'step:a', state: 'posted', reference: 'm2', error: 'refused' }], true],
])('a fault of the %s', (fault, post, rows, tell) => {
  expect(meets(fault, post)).toMatchObject({ rows, tell });
});

it.each([
  [0, 30_000],
  [1, 120_000],
  [2, 600_000],
  [3, 3_600_000],
  [40, 3_600_000],
])('after %d refusals in a row the place is tried again after %d ms', (tries, ms) => {
  const retry_at = new Date(NOW + ms).toISOString();
  expect(meets('place', STEP, tries).rows).toMatchObject([{ trouble: { tries: tries + 1, retry_at } }]);
});

it.each([
  ['seconds', 12_000, 30_000],
  ['minutes', 300_000, 300_000],
  ['six hours, as slow mode may', 21_600_000, 3_600_000],
])('a place that asks to wait for %s is tried again after an hour at most', (_what, waitMs, ms) => {
  const met = recoveryOf({ fault: 'place', message: 'slow mode', waitMs }, STEP, [CARD, STEP], 0, NOW);
  expect(met.rows).toMatchObject([{ trouble: { retry_at: new Date(NOW + ms).toISOString() } }]);
});

it('pages that are refused as well wait, and are told of', () => {
  const paged = row('report', { trouble: { ...NO_TROUBLE, paged: true } });
  expect(meets('form', paged)).toMatchObject({ tell: true, rows: [{ trouble: { fault: 'form' } }] });
});
