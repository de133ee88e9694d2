import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTicker } from '../../../bot/schedules/ticker.ts';
import { BatonError } from '../../../runner/core/errors.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-01T06:00:20Z') }));
afterEach(() => void vi.useRealTimers());

/** A database whose clock is so many milliseconds behind; records the local time of each look. */
function looks(behindMs: number, answer: () => void = () => undefined) {
  const seen: string[] = [];
  const look = async () => {
    seen.push(new Date().toISOString().slice(11, 19));
    answer();
    return { now: new Date(Date.now() - behindMs), started: [] };
  };
  return { seen, firing: { look } };
}

const lines: string[] = [];
const log = (line: string) => void lines.push(line);

test('looks at once, and then at every minute', async () => {
  const { seen, firing } = looks(0);
  const ticker = startTicker(firing, log);
  await vi.advanceTimersByTimeAsync(130_000);
  await ticker.stop();
  expect(seen).toEqual(['06:00:20', '06:01:00', '06:02:00']);
});

test('looks again when the minute of a database that is behind begins', async () => {
  const { seen, firing } = looks(2_000);
  const ticker = startTicker(firing, log);
  await vi.advanceTimersByTimeAsync(100_000);
  await ticker.stop();
  expect(seen).toEqual(['06:00:20', '06:01:00', '06:01:02', '06:02:00']);
});

test('goes on after a look that failed, and says so unless the database is away', async () => {
  lines.length = 0;
  const errors: Error[] = [
    new BatonError('environment', 'database_unreachable', 'It is away.', { passing: true }),
    new Error('a bug'),
  ];
  const { seen, firing } = looks(0, () => {
    const next = errors.shift();
    if (next !== undefined) throw next;
  });
  const ticker = startTicker(firing, log);
  await vi.advanceTimersByTimeAsync(130_000);
  await ticker.stop();
  expect(seen).toHaveLength(3);
  expect(lines).toEqual(['the look at the schedules failed: a bug']);
});

test('looks no more once it is stopped', async () => {
  const { seen, firing } = looks(0);
  const ticker = startTicker(firing, log);
  await vi.advanceTimersByTimeAsync(1_000);
  await ticker.stop();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(seen).toEqual(['06:00:20']);
});
