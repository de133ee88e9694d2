/** Fire times at fixed instants: no clock is read. */
import { describe, expect, test } from 'vitest';
import { cronFault, latestFire, nextFire, type Timing } from '../../runner/fire-times.ts';

/** The next fire times, each computed from the one before, as they are when schedules fire. */
function fires(timing: Timing, from: string, count: number): string[] {
  const found: string[] = [];
  let after = new Date(from);
  while (found.length < count) {
    const next = nextFire(timing, after);
    if (next === null) return found;
    found.push(next.toISOString().slice(0, 16));
    after = next;
  }
  return found;
}

const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';

const TABLE = [
  {
    what: 'in New York in spring a skipped time fires once, at the first moment after the gap',
    timing: { cron: '30 2 * * *', tz: NEW_YORK },
    from: '2026-03-07T00:00:00Z',
    expected: ['2026-03-07T07:30', '2026-03-08T07:00', '2026-03-09T06:30'],
  },
  {
    what: 'in New York in autumn a repeated time fires once, the first time',
    timing: { cron: '30 1 * * *', tz: NEW_YORK },
    from: '2026-10-31T00:00:00Z',
    expected: ['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30'],
  },
  {
    what: 'in New York in autumn every hour that passes fires, the repeated one too',
    timing: { cron: '0 * * * *', tz: NEW_YORK },
    from: '2026-11-01T04:30:00Z',
    expected: ['2026-11-01T05:00', '2026-11-01T06:00', '2026-11-01T07:00'],
  },
  {
    what: 'in New York in spring every hour that passes fires, and none twice',
    timing: { cron: '0 * * * *', tz: NEW_YORK },
    from: '2026-03-08T05:30:00Z',
    expected: ['2026-03-08T06:00', '2026-03-08T07:00', '2026-03-08T08:00'],
  },
  {
    what: 'in New York a time of the morning follows the clock on the wall through the year',
    timing: { cron: '0 9 * * 0', tz: NEW_YORK },
    from: '2026-02-28T00:00:00Z',
    expected: ['2026-03-01T14:00', '2026-03-08T13:00', '2026-03-15T13:00'],
  },
  {
    what: 'in Berlin in spring a skipped time fires once, at the first moment after the gap',
    timing: { cron: '30 2 * * *', tz: 'Europe/Berlin' },
    from: '2026-03-28T00:00:00Z',
    expected: ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
  },
  {
    what: 'in Berlin in autumn a repeated time fires once, the first time',
    timing: { cron: '30 2 * * *', tz: 'Europe/Berlin' },
    from: '2026-10-24T00:00:00Z',
    expected: ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
  },
  {
    what: 'on Lord Howe, whose clock moves by 30 minutes, a skipped time fires once after the gap',
    timing: { cron: '15 2 * * *', tz: LORD_HOWE },
    from: '2026-10-02T00:00:00Z',
    expected: ['2026-10-02T15:45', '2026-10-03T15:30', '2026-10-04T15:15'],
  },
  {
    what: 'on Lord Howe, whose clock moves by 30 minutes, a repeated time fires once, the first time',
    timing: { cron: '45 1 * * *', tz: LORD_HOWE },
    from: '2026-04-03T00:00:00Z',
    expected: ['2026-04-03T14:45', '2026-04-04T14:45', '2026-04-05T15:15'],
  },
  {
    what: 'in Kathmandu, 5 hours and 45 minutes ahead, a full hour is no full hour of UTC',
    timing: { cron: '0 9 * * *', tz: 'Asia/Kathmandu' },
    from: '2026-04-03T00:00:00Z',
    expected: ['2026-04-03T03:15', '2026-04-04T03:15', '2026-04-05T03:15'],
  },
  {
    what: 'the last day of a month is the 28th, 30th or 31st',
    timing: { cron: '0 6 L * *', tz: 'UTC' },
    from: '2026-01-15T00:00:00Z',
    expected: ['2026-01-31T06:00', '2026-02-28T06:00', '2026-03-31T06:00', '2026-04-30T06:00'],
  },
  {
    what: 'the 29th of February comes in leap years',
    timing: { cron: '0 0 29 2 *', tz: 'UTC' },
    from: '2026-01-01T00:00:00Z',
    expected: ['2028-02-29T00:00', '2032-02-29T00:00'],
  },
];

test.each(TABLE)('$what', ({ timing, from, expected }) => {
  expect(fires(timing, from, expected.length)).toEqual(expected);
});

describe('what was missed', () => {
  test.each(TABLE)('is found looking back as it is looking forward: $what', ({ timing, from, expected }) => {
    for (const [at, fire] of expected.entries()) {
      const since = at === 0 ? from : `${expected[at - 1]}:00Z`;
      const now = new Date(`${fire}:00Z`);
      const found = latestFire(timing, { since: new Date(since), now });
      expect(found?.toISOString().slice(0, 16)).toBe(fire);
    }
  });

  const timing = { cron: '0 6 * * *', tz: 'UTC' };
  const between = (since: string, now: string) =>
    latestFire(timing, { since: new Date(since), now: new Date(now) })?.toISOString() ?? null;

  test('is nothing up to the last millisecond before the time', () => {
    expect(between('2026-03-01T06:00:00Z', '2026-03-02T05:59:59.999Z')).toBeNull();
  });

  test('is the time itself from its first millisecond on', () => {
    expect(between('2026-03-01T06:00:00Z', '2026-03-02T06:00:00Z')).toBe('2026-03-02T06:00:00.000Z');
  });

  test('is the latest of several', () => {
    expect(between('2026-03-01T06:00:00Z', '2026-03-09T05:00:00Z')).toBe('2026-03-08T06:00:00.000Z');
  });

  test('is nothing in the repeated hour once the first one has fired', () => {
    const repeated = { cron: '30 1 * * *', tz: NEW_YORK };
    const since = new Date('2026-11-01T05:30:00Z');
    for (const now of ['2026-11-01T05:45:00Z', '2026-11-01T06:30:00Z', '2026-11-01T06:45:00Z']) {
      expect(latestFire(repeated, { since, now: new Date(now) })).toBeNull();
    }
  });
});

test.each([
  ['0 6 * * 1-5', null],
  ['0 0 30 2 *', 'never comes; check its day and its month'],
  ['61 * * * *', "can't be read as a cron expression: Invalid value for minute: 61"],
  ['0 22-2 * * *', "can't be read as a cron expression: From value is larger than to value: '22-2'"],
])('an expression is judged before it is stored: %s', (cron, fault) => {
  expect(cronFault(cron, new Date('2026-01-01T00:00:00Z'))).toBe(fault);
});
