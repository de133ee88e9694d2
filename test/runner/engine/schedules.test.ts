import { expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import type { ScheduleRequest } from '../../../runner/core/schedule.ts';
import type { Runner } from '../../../runner/runner.ts';
import { TOY_PROJECT, type Toy } from '../../setup/toy-runner.ts';
import { createLatch, harness, terminate, until } from './harness.ts';

const test = harness();

/** Every table that a schedule leaves something in. */
const clear = () => test.query('TRUNCATE schedules, schedule_fires, schedule_notices, audit_log');

async function runner(toy?: Toy): Promise<Runner> {
  await clear();
  return await test.runner(toy);
}

const run = {
  project_id: 'toy',
  flow_name: 'toy',
  band: 'small',
  fast: false,
  question: null,
  backend: null,
  model: null,
} as const;

const daily: ScheduleRequest = { name: null, when: 'every day 6:00', tz: 'UTC', post_to: null, run };

/** Puts the schedule where it would be if it had been added at that time. */
const addedAt = (id: string, at: string) =>
  test.query('UPDATE schedules SET counts_from = $2 WHERE id = $1', [id, at]);

const at = (time: string) => new Date(time);
const MORNING = at('2026-03-02T06:00:00Z');

async function due(self: Runner, request = daily): Promise<string> {
  const { id } = await self.schedules.add(request, 'cli:ana');
  await addedAt(id, '2026-03-01T12:00:00Z');
  return id;
}

const runs = () => test.query<{ id: string; requested_by: string }>('SELECT id, requested_by FROM flow_runs');

it('starts nothing before the time, one run at it, and none again', async () => {
  const self = await runner();
  const id = await due(self);
  expect((await self.firing.look(at('2026-03-02T05:59:59.999Z'))).started).toEqual([]);
  const { started } = await self.firing.look(MORNING);
  expect(started).toHaveLength(1);
  expect((await self.firing.look(at('2026-03-02T06:00:30Z'))).started).toEqual([]);
  const { last_fire } = await self.schedules.get(id);
  expect(last_fire).toEqual({
    at: '2026-03-02T06:00:00.000Z',
    outcome: 'started',
    run_id: started[0],
    reason: null,
  });
});

it('records the schedule in its run', async () => {
  const self = await runner();
  const id = await due(self);
  const { started } = await self.firing.look(MORNING);
  const { run: document } = await self.service.run(started[0] ?? '');
  expect(document.schedule).toEqual({
    id,
    name: 'toy · toy · every day at 06:00',
    next_fire: '2026-03-03T06:00:00.000Z',
  });
  expect(await runs()).toEqual([{ id: started[0], requested_by: `schedule:${id}` }]);
});

it('starts one run for a fire however many processes look at the same time', async () => {
  const self = await runner();
  await due(self);
  const others = await Promise.all([1, 2, 3].map(() => test.runner()));
  const looks = await Promise.all([self, ...others].map(({ firing }) => firing.look(MORNING)));
  expect(looks.flatMap(({ started }) => started)).toHaveLength(1);
  expect(await runs()).toHaveLength(1);
});

it('starts one run for a fire whose process dies in the middle of it', async () => {
  const self = await runner();
  const id = await due(self);
  const holder = await test.pool().connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM schedules WHERE id = $1 FOR UPDATE', [id]);
  const dying = await test.runner();
  const looking = dying.firing.look(MORNING).then(
    () => 'looked',
    () => 'died',
  );
  // Its transaction has stored the run and waits for the schedule.
  const waiting = `wait_event_type = 'Lock' AND query LIKE '%schedule_fires%'`;
  await until(async () => (await terminate(test.pool(), waiting)) > 0);
  await holder.query('COMMIT');
  holder.release();
  expect(await looking).toBe('died');
  expect(await runs()).toEqual([]);
  expect((await self.firing.look(at('2026-03-02T06:01:00Z'))).started).toHaveLength(1);
  expect(await runs()).toHaveLength(1);
});

it('catches up the latest of the fires that nobody was there for, and no other', async () => {
  const self = await runner();
  const id = await due(self);
  expect((await self.firing.look(at('2026-03-05T09:00:00Z'))).started).toHaveLength(1);
  expect((await self.schedules.get(id)).last_fire?.at).toBe('2026-03-05T06:00:00.000Z');
  expect(await test.query('SELECT FROM schedule_fires')).toHaveLength(1);
});

it('skips a fire while its last run still works, and tells it once for that run', async () => {
  const self = await runner();
  const id = await due(self, { ...daily, post_to: 'slack:C1' });
  const { started } = await self.firing.look(MORNING);
  for (const day of [3, 4]) {
    expect((await self.firing.look(at(`2026-03-0${day}T06:00:00Z`))).started).toEqual([]);
  }
  expect((await self.schedules.get(id)).last_fire).toMatchObject({
    at: '2026-03-04T06:00:00.000Z',
    outcome: 'overlap',
    run_id: started[0],
  });
  const notices = await self.schedules.takeNotices('slack');
  expect(notices).toEqual([
    expect.objectContaining({ kind: 'overlap', run_id: started[0], fire_time: '2026-03-03T06:00:00.000Z' }),
  ]);
  await self.service.cancel(started[0] ?? '', 'test');
  expect((await self.firing.look(at('2026-03-05T06:00:00Z'))).started).toHaveLength(1);
});

it('hands a notice to one process at a time, until it is told', async () => {
  const self = await runner();
  await due(self, { ...daily, post_to: 'slack:C1' });
  await self.firing.look(MORNING);
  await self.firing.look(at('2026-03-03T06:00:00Z'));
  const [notice] = await self.schedules.takeNotices('slack');
  expect(await self.schedules.takeNotices('slack')).toEqual([]);
  expect(await self.schedules.takeNotices('discord')).toEqual([]);
  // The process that took it has died.
  await test.query(`UPDATE schedule_notices SET taken_until = clock_timestamp() - interval '1 second'`);
  expect((await self.schedules.takeNotices('slack')).map(({ id }) => id)).toEqual([notice?.id]);
  await self.schedules.noticeTold(notice?.id ?? '');
  expect(await test.query('SELECT FROM schedule_notices')).toEqual([]);
});

const gone = new BatonError('refused', 'unknown_project', 'There is no project or folder "toy".');

it('pauses a schedule whose project is gone, after it was left to other processes for two minutes', async () => {
  let isGone = false;
  const resolveProject = () => {
    if (isGone) throw gone;
    return TOY_PROJECT;
  };
  const self = await runner({ options: { resolveProject } });
  const id = await due(self);
  isGone = true;
  await self.firing.look(MORNING);
  expect((await self.schedules.get(id)).paused).toBe(false);
  await self.firing.look(at('2026-03-02T06:02:00Z'));
  expect(await self.schedules.get(id)).toMatchObject({
    paused: true,
    pause_reason: gone.message,
    next_fire: null,
    last_fire: { outcome: 'refused', reason: gone.message, run_id: null },
  });
  expect(await runs()).toEqual([]);
  // At a command line nobody can be told, so nothing is kept for it.
  expect(await test.query(`SELECT kind FROM schedule_notices`)).toEqual([]);
});

it('leaves a fire that it can not start to a process that can', async () => {
  let isGone = false;
  const resolveProject = () => {
    if (isGone) throw gone;
    return TOY_PROJECT;
  };
  const self = await runner({ options: { resolveProject } });
  await due(self);
  isGone = true;
  const other = await test.runner();
  expect((await self.firing.look(MORNING)).started).toEqual([]);
  expect((await other.firing.look(MORNING)).started).toHaveLength(1);
  await self.firing.look(at('2026-03-02T06:03:00Z'));
  expect((await self.schedules.list({}))[0]?.paused).toBe(false);
});

it('stays active when no back end is ready, and tells why nothing was started', async () => {
  const notReady = { order: ['absent'], projects: {}, personas: {}, models: {} };
  const self = await runner({ options: { preferences: notReady } });
  const id = await due(self, { ...daily, post_to: 'slack:C1' });
  await self.firing.look(MORNING);
  await self.firing.look(at('2026-03-02T06:02:00Z'));
  const found = await self.schedules.get(id);
  expect(found).toMatchObject({ paused: false, last_fire: { outcome: 'refused' } });
  expect(await self.schedules.takeNotices('slack')).toEqual([expect.objectContaining({ kind: 'refused' })]);
});

it('pauses a schedule whose channel refused the card of its last run', async () => {
  const self = await runner();
  const id = await due(self, { ...daily, post_to: 'slack:C1' });
  const { started } = await self.firing.look(MORNING);
  await self.service.cancel(started[0] ?? '', 'test');
  await test.query(
    `UPDATE posts SET trouble = '{"fault": "place"}', error = 'Baton is not in that channel.' WHERE key = 'root'`,
  );
  await self.firing.look(at('2026-03-03T06:00:00Z'));
  await self.firing.look(at('2026-03-03T06:02:00Z'));
  expect(await self.schedules.get(id)).toMatchObject({
    paused: true,
    pause_reason: 'Its last run could not be posted in slack:C1: Baton is not in that channel.',
  });
});

it('does not fire while it is paused, and catches nothing up when it is resumed', async () => {
  const self = await runner();
  const id = await due(self);
  await self.schedules.pause(id, 'cli:ana');
  expect((await self.firing.look(MORNING)).started).toEqual([]);
  const { next_fire, paused } = await self.schedules.resume(id, 'cli:ana');
  expect(paused).toBe(false);
  expect(next_fire).not.toBeNull();
  expect((await self.firing.look()).started).toEqual([]);
});

it('fires with what it was before for the time before a change, and counts a new time from now', async () => {
  const self = await runner();
  const id = await due(self);
  await self.schedules.change(id, { when: 'every day 7:00' }, 'cli:ana');
  expect((await self.firing.look()).started).toEqual([]);
  const found = await self.schedules.get(id);
  expect(found).toMatchObject({ cron: '0 7 * * *', name: 'toy · toy · every day at 07:00' });
});

it('starts nothing when the schedule is removed between the look and the start', async () => {
  const latch = createLatch();
  const self = await runner();
  const id = await due(self, { ...daily, run: { ...run, question: 'why?' } });
  // The focus is masked right before the run is stored.
  const mask = async (text: string) => {
    await latch.wait();
    return text;
  };
  const other = await test.runner({ options: { mask } });
  const looking = other.firing.look(MORNING);
  await latch.reached();
  await self.schedules.remove(id, 'cli:ana');
  latch.open();
  expect((await looking).started).toEqual([]);
  expect(await runs()).toEqual([]);
});

const nightly = { id: 'nightly', cron: '0 6 * * *', tz: 'UTC', post_to: null, run };

it('keeps the schedules of the file as they are when the service starts again', async () => {
  const self = await runner();
  await self.firing.sync([nightly]);
  await addedAt('nightly', '2026-03-01T12:00:00Z');
  await self.schedules.pause('nightly', 'cli:ana');
  const again = await test.runner();
  await again.firing.sync([nightly]);
  expect(await again.schedules.get('nightly')).toMatchObject({ source: 'file', paused: true, owner: null });
  await again.schedules.resume('nightly', 'cli:ana');
  await addedAt('nightly', '2026-03-01T12:00:00Z');
  await (await test.runner()).firing.sync([nightly]);
  // What was missed while no service ran is caught up.
  expect((await again.firing.look(MORNING)).started).toHaveLength(1);
});

it('counts a changed schedule of the file from now, resumes what Baton paused, and removes what is gone', async () => {
  const self = await runner();
  const { id: stored } = await self.schedules.add(daily, 'cli:ana');
  await self.firing.sync([nightly, { ...nightly, id: 'weekly' }]);
  await addedAt('nightly', '2026-03-01T12:00:00Z');
  await test.query(`UPDATE schedules SET paused = true, pause_reason = 'gone' WHERE id = 'nightly'`);
  await self.firing.sync([{ ...nightly, cron: '0 5 * * *' }]);
  expect((await self.firing.look()).started).toEqual([]);
  expect(await self.schedules.get('nightly')).toMatchObject({ cron: '0 5 * * *', paused: false });
  const ids = (await self.schedules.list({})).map(({ id }) => id);
  expect(ids.sort()).toEqual([stored, 'nightly'].sort());
  const log = await test.query<{ entry: string }>(
    `SELECT action || ' ' || (detail ->> 'schedule') AS entry FROM audit_log WHERE actor = 'baton.yaml' ORDER BY id`,
  );
  expect(log.map(({ entry }) => entry)).toEqual([
    'add schedule nightly',
    'add schedule weekly',
    'change schedule nightly',
    'remove schedule weekly',
  ]);
});

it.each(['change', 'remove'] as const)('refuses to %s one of the file', async (method) => {
  const self = await runner();
  await self.firing.sync([nightly]);
  const asked =
    method === 'change'
      ? self.schedules.change('nightly', { when: 'hourly' }, 'cli:ana')
      : self.schedules.remove('nightly', 'cli:ana');
  await expect(asked).rejects.toMatchObject({ kind: 'conflict', code: 'schedule_of_file' });
});

it('runs at once beside its fire times, once for a key', async () => {
  const self = await runner();
  const id = await due(self);
  await self.schedules.pause(id, 'cli:ana');
  const first = await self.schedules.run(id, 'slack:T1:U1', 'press');
  expect(await self.schedules.run(id, 'slack:T1:U1', 'press')).toEqual(first);
  expect(await runs()).toEqual([{ id: first.run_id, requested_by: 'slack:T1:U1' }]);
  const { schedule } = (await self.service.run(first.run_id)).run;
  expect(schedule).toMatchObject({ id, next_fire: null });
  expect((await self.schedules.get(id)).last_fire).toBeNull();
});

it('writes to the audit log who did what', async () => {
  const self = await runner();
  const { id } = await self.schedules.add(daily, 'slack:T1:U1');
  await self.schedules.change(id, { tz: 'Europe/Berlin' }, 'slack:T1:U2');
  await self.schedules.pause(id, 'slack:T1:U2');
  await self.schedules.pause(id, 'slack:T1:U3');
  await self.schedules.resume(id, 'slack:T1:U2');
  await self.schedules.remove(id, 'slack:T1:U2');
  const log = await test.query<{ actor: string; action: string }>(
    'SELECT actor, action FROM audit_log ORDER BY id',
  );
  expect(log.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'slack:T1:U1 add schedule',
    'slack:T1:U2 change schedule',
    'slack:T1:U2 pause schedule',
    'slack:T1:U2 resume schedule',
    'slack:T1:U2 remove schedule',
  ]);
});

const REFUSED = [
  ['a time that can not be read', { when: 'fortnightly' }, 'bad_schedule', 'when'],
  ['a time that never comes', { when: '0 0 31 2 *' }, 'bad_schedule', 'when'],
  ['a zone that does not exist', { tz: 'Europe/Berlino' }, 'bad_schedule', 'tz'],
  ['a name of two lines', { name: 'a\nb' }, 'bad_schedule', 'name'],
  ['a flow that does not exist', { run: { ...run, flow_name: 'toys' } }, 'unknown_flow', 'flow_name'],
  ['a back end that does not exist', { run: { ...run, backend: 'toys' } }, 'unknown_backend', 'backend'],
  ['a blank focus', { run: { ...run, question: ' ' } }, 'blank_focus', 'input.question'],
  ['a platform that is not configured', { post_to: 'discord:1' }, 'no_platform', 'post_to'],
  ['a channel in another form', { post_to: 'general' }, 'bad_request', 'post_to'],
] as const;

it.each(REFUSED)('refuses %s', async (_, change, code, path) => {
  const self = await runner();
  const adding = self.schedules.add({ ...daily, ...change }, 'cli:ana');
  await expect(adding).rejects.toMatchObject({ kind: 'refused', code, path });
  expect(await test.query('SELECT FROM schedules')).toEqual([]);
});

it('adds one schedule for an id, however often it is asked', async () => {
  const self = await runner();
  const adding = [1, 2, 3].map(() => self.schedules.add(daily, 'cli:ana', 'once'));
  const ids = (await Promise.all(adding)).map(({ id }) => id);
  expect(ids).toEqual(['once', 'once', 'once']);
  expect(await self.schedules.list({})).toHaveLength(1);
});

it('lists the next to fire first and paused ones last, of one project or all', async () => {
  const self = await runner();
  const names = async (filter: { project_id?: string }) =>
    (await self.schedules.list(filter)).map(({ name }) => name);
  const { id } = await self.schedules.add({ ...daily, name: 'paused', when: 'hourly' }, 'cli:ana');
  await self.schedules.pause(id, 'cli:ana');
  await self.schedules.add({ ...daily, name: 'rare', when: '0 0 29 2 *' }, 'cli:ana');
  await self.schedules.add(
    { ...daily, name: 'soon', when: '* * * * *', run: { ...run, project_id: 'other' } },
    'cli:ana',
  );
  expect(await names({})).toEqual(['soon', 'rare', 'paused']);
  expect(await names({ project_id: 'other' })).toEqual(['soon']);
});

it.each(['get', 'pause', 'resume', 'remove', 'run'] as const)(
  'says of an unknown one that it is unknown: %s',
  async (method) => {
    const self = await runner();
    await expect(self.schedules[method]('nope', 'cli:ana')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'unknown_schedule',
    });
  },
);
