import { expect, test } from 'vitest';
import type { TimelineAttempt } from '../../../bot/timeline/bars.ts';
import { ranges, timelineDuration, timelineRows } from '../../../bot/timeline/timeline.ts';
import { at, BEGIN, skipped, step, timelineOfSteps } from './runs.ts';

const rowsOf = (...steps: Parameters<typeof timelineOfSteps>[0]) => timelineRows(timelineOfSteps(steps));

test('rows stand in the order in which their steps started, those that did not run at the end', () => {
  const rows = rowsOf(
    skipped('never', [], null),
    step('late', [], [5, 6]),
    step('first', [], [0, 9]),
    step('second', [], [0, 1]),
  );
  expect(rows.map(({ n, label }) => `${n} ${label}`)).toEqual(['1 first', '2 second', '3 late', '4 never']);
});

test('a row names all that it needs, and waited for what ended last', () => {
  const rows = rowsOf(
    step('a', [], [0, 1]),
    step('b', [], [0, 4]),
    step('c', [], [0, 2]),
    step('all', ['a', 'b', 'c', 'gone'], [5, 6]),
  );
  expect(rows[3]).toMatchObject({ after: '1–3', waitedFor: 1 });
  expect(rows[0]).toMatchObject({ after: '', waitedFor: null });
});

test('a step did not wait for one that a retry ran again later', () => {
  const rows = rowsOf(step('kept', ['again'], [2, 3]), step('again', [], [900, 910], { attempt: 2 }));
  expect(rows[0]).toMatchObject({ label: 'kept', waitedFor: null });
});

test.each([
  ['completed', step('s', [], [0, 1]), ''],
  ['failed', step('s', [], [0, 1], { status: 'failed', error: 'no answer' }), 'failed: no answer'],
  ['skipped', skipped('s', [], 'nothing to challenge'), 'skipped: nothing to challenge'],
  ['stopped', step('s', [], [0, 1], { status: 'pending', completed_at: null }), 'stopped'],
  ['not started', { ...skipped('s', [], null), status: 'pending' as const }, 'not started'],
])('a step that is %s says why', (_name, given, why) => {
  expect(rowsOf(given)[0]?.why).toBe(why);
});

test('a step that did not end stopped when the run did', () => {
  const [row] = rowsOf(step('s', [], [0, 1], { status: 'pending', completed_at: null }));
  expect((row?.span?.end ?? 0) - (row?.span?.start ?? 0)).toBe(10_000_000);
});

test('clocks that disagree make no negative time', () => {
  const [row] = rowsOf(step('s', [], [5, 4]));
  expect(row?.span?.end).toBe(row?.span?.start);
});

test.each([
  [[], ''],
  [[3], '3'],
  [[2, 1], '1, 2'],
  [[1, 2, 3, 4, 7], '1–4, 7'],
  [[5, 5], '5'],
])('%j is written as %j', (numbers, text) => {
  expect(ranges(numbers)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [80, '80 ms'],
  [4_240, '4.2 s'],
  [59_960, '0:59'],
  [72_000, '1:12'],
  [3_723_000, '1:02:03'],
])('%i ms read as %s', (ms, text) => {
  expect(timelineDuration(ms)).toBe(text);
});

const attempt = (n: number, seconds: readonly (number | null)[], over: Partial<TimelineAttempt> = {}) => {
  const [created_at, started_at, completed_at] = seconds.map((second) =>
    second === null ? null : at(second),
  );
  const times = {
    created_at: created_at ?? '',
    started_at: started_at ?? null,
    completed_at: completed_at ?? null,
  };
  return { step_id: 's', attempt: n, state: 'completed', ...times, ...over } as TimelineAttempt;
};
const barsOf = (run: Parameters<typeof timelineRows>[0]) =>
  timelineRows(run)[0]?.bars.map(
    ({ kind, start, end }) => `${kind} ${(start - BEGIN) / 1000}–${(end - BEGIN) / 1000}`,
  );

test('each attempt of a step waits, and then works, in bars of its own', () => {
  const attempts = [attempt(1, [0, 2, 5], { state: 'failed' }), attempt(2, [5, 5, 9])];
  expect(barsOf(timelineOfSteps([step('s', [], [5, 9])], 'x', attempts))).toEqual([
    'waiting 0–2',
    'failed 2–5',
    'completed 5–9',
  ]);
});

test('what waits or works in a running run does so until now', () => {
  const running = (steps: Parameters<typeof timelineOfSteps>[0], attempts: TimelineAttempt[]) => {
    const { run, ...rest } = timelineOfSteps(steps, 'x', attempts);
    return { ...rest, run: { ...run, status: 'running' as const, completed_at: null }, now: BEGIN + 30_000 };
  };
  const working = step('s', [], [4, 4], { status: 'running', completed_at: null });
  const waiting = { ...skipped('s', [], null), status: 'pending' as const };
  expect(barsOf(running([working], [attempt(1, [1, 4, null], { state: 'running' })]))).toEqual([
    'waiting 1–4',
    'working 4–30',
  ]);
  const queued = running([waiting], [attempt(1, [10, null, null], { state: 'pending' })]);
  expect(barsOf(queued)).toEqual(['waiting 10–30']);
  expect(timelineRows(queued)[0]?.why).toBe('waiting for its turn');
  expect(timelineRows(running([waiting], []))[0]).toMatchObject({ bars: [], why: 'not started yet' });
});

test('an attempt that was cancelled before it started has waited only', () => {
  const attempts = [attempt(1, [0, null, 3], { state: 'cancelled' })];
  expect(barsOf(timelineOfSteps([skipped('s', [], null)], 'x', attempts))).toEqual(['waiting 0–3']);
});
