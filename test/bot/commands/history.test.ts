import { expect, test } from 'vitest';
import { runOutcome } from '../../setup/run-outcome.ts';
import { runDocument } from '../memory-service.ts';
import { person, type Room, room, textOf } from './room.ts';

/** So many runs, a minute apart, of these projects in turn; the verdict of each names its number. */
function runs(there: Room, count: number, projects: readonly string[] = ['shop']): void {
  for (let n = 1; n <= count; n++) {
    const run = runDocument({
      status: 'completed',
      outcome: runOutcome({ verdict: `number ${n}.` }),
      project_id: projects[n % projects.length] ?? 'shop',
      created_at: new Date(Date.UTC(2026, 2, 1, 12, n)).toISOString(),
    });
    there.service.put({ run, steps: [], report: '# Code review\n' });
  }
}

const numbersIn = (text: string): number[] => [...text.matchAll(/number (\d+)\./g)].map(([, n]) => Number(n));
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

test('the newest ten come first, and older and newer ones a page away', async () => {
  const there = room();
  runs(there, 23);
  const first = await there.say('history');
  expect(first.kind).toBe('message');
  expect(numbersIn(textOf(first))).toEqual(down(23, 14));
  expect(textOf(first)).toMatch(/\n\[Older\]$/);
  const second = await there.press('page', '2');
  expect(second.kind).toBe('replace');
  expect(numbersIn(textOf(second))).toEqual(down(13, 4));
  expect(textOf(second)).toMatch(/\n\[Newer\] \[Older\]$/);
  const third = textOf(await there.press('page', '3'));
  expect(numbersIn(third)).toEqual([3, 2, 1]);
  expect(third).toMatch(/\n\[Newer\]$/);
});

test('a run is told with its state, verdict, starter and time, and can be shown and reopened', async () => {
  const there = room();
  runs(there, 1);
  expect(textOf(await there.say('history'))).toMatch(
    /^The newest runs\n✓ code review · shop @ a1b2c3d — number 1\.\ncompleted · cli:eve · 2026-03-01 12:01 UTC · \w{8}\n\[Show\] \[Reopen\]$/,
  );
});

test('a channel with a project lists that one alone', async () => {
  const there = room();
  runs(there, 30, ['shop', 'site', '/home/eve/private']);
  const text = textOf(await there.say('history'));
  expect(numbersIn(text)).toEqual(down(10, 1).map((n) => n * 3));
});

test('elsewhere pages are full, though runs that nobody may see lie between', async () => {
  const there = room();
  runs(there, 30, ['shop', 'site', '/home/eve/private']);
  const at = { channel: 'C0OTHER01' };
  const first = numbersIn(textOf(await there.say('history', at)));
  const second = numbersIn(textOf(await there.press('page', '2', at)));
  expect([...first, ...second]).toEqual(down(30, 1).filter((n) => n % 3 !== 2));
});

test('a guest sees the runs of the channel, and none elsewhere', async () => {
  const there = room();
  runs(there, 2);
  const guest = person('U0GUEST', { member: false });
  expect(numbersIn(textOf(await there.say('history', { person: guest })))).toEqual([2, 1]);
  expect(textOf(await there.say('history', { person: guest, channel: 'D0GUEST01' }))).toContain(
    'No runs yet',
  );
});

test.each(['0', '999', 'x', '-1', ''])('page %j of a short history is answered', async (value) => {
  const there = room();
  runs(there, 1);
  expect(textOf(await there.press('page', value))).toMatch(/newest runs|no older runs/);
});
