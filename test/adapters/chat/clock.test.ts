/** A platform's clock, as its responses tell it. */
import { describe, expect, it } from 'vitest';
import { clockOutcome, PlatformClock } from '../../../adapters/chat/clock.ts';

const NOW = Date.parse('2026-03-01T10:00:00.500Z');

function clock() {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  return { lines, toy: new PlatformClock({ platform: 'toy', title: 'Toy', now: () => NOW, log }) };
}

describe('a platform’s clock', () => {
  it.each([
    ['Sun, 01 Mar 2026 10:00:00 GMT', 0],
    ['Sun, 01 Mar 2026 10:00:01 GMT', 0],
    ['Sun, 01 Mar 2026 10:00:05 GMT', 5_000],
    ['Sun, 01 Mar 2026 09:58:00 GMT', -120_000],
    ['Sun, 01 Mar 2026 12:00:00 GMT', 7_200_000],
    ['no date', 0],
    [null, 0],
  ])('that says %s is %d ms ahead of this machine’s', (date, ahead) => {
    const { toy } = clock();
    toy.saw(date);
    expect(toy.now - NOW).toBe(ahead);
  });

  it('is this machine’s until it is known', () => {
    const { toy } = clock();
    toy.saw(null);
    expect(toy).toMatchObject({ isKnown: false, now: NOW });
  });

  it.each([
    ['Sun, 01 Mar 2026 10:00:31 GMT', 'toy: this machine’s clock is 31 s behind Toy’s; set it by NTP'],
    ['Sun, 01 Mar 2026 09:59:29 GMT', 'toy: this machine’s clock is 31 s ahead of Toy’s; set it by NTP'],
  ])('that says %s is named once in the log', (date, line) => {
    const { toy, lines } = clock();
    for (let n = 0; n < 3; n++) toy.saw(date);
    expect(lines).toEqual([line]);
  });

  it.each(['Sun, 01 Mar 2026 10:00:30 GMT', 'Sun, 01 Mar 2026 09:59:30 GMT'])(
    'that says %s is not worth a line',
    (date) => {
      const { toy, lines } = clock();
      toy.saw(date);
      expect(lines).toEqual([]);
      expect(clockOutcome(date, NOW, 'Toy').ok).toBe(true);
    },
  );
});
