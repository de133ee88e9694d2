/** `baton schedules` over the real runner. */
import { afterEach, expect, test } from 'vitest';
import { harness } from '../../runner/engine/harness.ts';
import { TOY_PROJECT } from '../../setup/toy-runner.ts';
import { type Surroundings, surroundings } from '../surroundings.ts';

const on = harness();
afterEach(() => on.query('DELETE FROM schedules'));

async function opened(): Promise<Surroundings> {
  const resolveProject = (id: string) => ({ ...TOY_PROJECT, id });
  const { service, ledger, schedules } = await on.runner({ options: { resolveProject } });
  return surroundings({
    wiring: { openService: async () => ({ service, ledger, schedules, close: async () => undefined }) },
  });
}

const add = ['schedules', 'add', 'toy'];

test('without schedules it says how to add one', async () => {
  const around = await opened();
  expect(await around.run('schedules')).toBe(0);
  expect(around.out()).toBe('No schedules yet. Add one: baton schedules add tech-debt "weekdays 8:00"\n');
});

test('adds one from words, on the repository one is in, and says what must run for it', async () => {
  const around = await opened();
  expect(await around.run(...add, 'weekdays', '8:00', '--tz', 'Europe/Berlin', '--size', 'medium')).toBe(0);
  expect(around.out()).toMatch(
    /^[0-9a-f]{8} {2}toy on baton-faces-\w+, weekdays at 08:00 \(Europe\/Berlin\)\nFirst run: 20\d\d-\d\d-\d\d \d\d:00 local time, if a service runs then: baton start\n$/,
  );
  const [stored] = await on.query<{ run: unknown; owner: string }>('SELECT run, owner FROM schedules');
  expect(stored).toMatchObject({ owner: 'cli:ana', run: { project_id: around.folder, band: 'medium' } });
});

test('lists them in a table, and as the API answers', async () => {
  const around = await opened();
  await around.run(...add, 'every day 6:00', '--tz', 'UTC', '--name', 'Nightly look');
  expect(await around.run('schedules', 'list')).toBe(0);
  const lines = around.out().split('\n');
  expect(lines.find((line) => line.startsWith('SCHEDULE'))).toMatch(
    /^SCHEDULE +WHEN +ZONE +NEXT HERE +FLOW +PROJECT +STATE +NAME$/,
  );
  expect(around.out()).toMatch(
    /[0-9a-f]{8} +every day at 06:00 +UTC +\S+ \S+ +toy +\S+ +active +Nightly look/,
  );
  const before = around.out().length;
  await around.run('schedules', '--json');
  expect(JSON.parse(around.out().slice(before))).toMatchObject({
    schedules: [{ name: 'Nightly look', when: 'every day at 06:00' }],
  });
});

test('pauses, resumes, runs and deletes one by the beginning of its id or by its name', async () => {
  const around = await opened();
  await around.run(...add, 'hourly', '--name', 'Mine');
  const [row] = await on.query<{ id: string }>('SELECT id FROM schedules');
  const id = row?.id ?? '';
  const state = async () => (await on.query<{ paused: boolean }>('SELECT paused FROM schedules'))[0]?.paused;
  expect(await around.run('schedules', 'pause', id.slice(0, 8))).toBe(0);
  expect(await state()).toBe(true);
  expect(await around.run('schedules', 'resume', 'Mine')).toBe(0);
  expect(await state()).toBe(false);
  expect(await around.run('schedules', 'run', id)).toBe(0);
  expect(around.out()).toMatch(/Run [0-9a-f]{8} started\. Show it: baton show [0-9a-f]{8}\n$/);
  expect(await around.run('schedules', 'remove', 'Mine')).toBe(0);
  expect(around.out()).toMatch(/Deleted: Mine\n$/);
  expect(await on.query('SELECT FROM schedules')).toEqual([]);
});

test('names the ids of schedules that are called alike', async () => {
  const around = await opened();
  for (const _ of [1, 2]) await around.run('schedules', 'add', 'toy', 'hourly', '--name', 'same');
  expect(await around.run('schedules', 'pause', 'same')).toBe(2);
  expect(around.err()).toMatch(/called same: [0-9a-f]{8}, [0-9a-f]{8}\. Name one of these\./);
});

test.each([
  [['schedules', 'ad', 'toy', 'hourly'], /does not know "ad"\. Did you mean add\?/],
  [['schedules', 'add', 'toy'], /needs a flow and a time/],
  [['schedules', 'add', 'weekdays 8:00', 'toy'], /The flow comes first, then the time/],
  [['schedules', 'add', 'toy', '0 9 31 2 *'], /never comes; check its day and its month\./],
  [['schedules', 'add', 'toy', 'hourly', '--tz', 'BST'], /such as Europe\/London\./],
  [['schedules', 'edit', 'Mine'], /changed in its chat .* delete it and add it anew/],
  [['schedules', 'add', 'toi', 'hourly'], /There is no flow "toi"\. Did you mean toy\?/],
  [
    ['schedules', 'add', 'toy', 'weekdays'],
    /The time "weekdays" has no time of day\. Add one, such as 8:00\./,
  ],
  [['schedules', 'add', 'toy', 'hourly', '--tz', 'Berlin'], /"Berlin" is not a time zone/],
  [['schedules', 'add', 'toy', 'hourly', '--size', 'huge'], /--size is small, medium or large/],
  [['schedules', 'pause'], /needs the id of one schedule/],
  [['schedules', 'pause', 'nope'], /There is no schedule "nope"/],
  [['schedules', 'pause', 'nope', '--focus', 'x'], /--focus goes with: baton schedules add/],
])('refuses %j with what to do', async (argv, message) => {
  const around = await opened();
  expect(await around.run(...argv)).toBe(2);
  expect(around.err()).toMatch(message);
});
