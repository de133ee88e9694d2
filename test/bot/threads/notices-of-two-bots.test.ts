/** What chats are told of schedules by two bots that share a database: one serves Slack, the other Slack and Discord. */
import { expect, it } from 'vitest';
import { type NoticeOptions, startNoticeTeller } from '../../../bot/threads/schedule-notices.ts';
import { BatonError } from '../../../runner/core/errors.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Runner } from '../../../runner/runner.ts';
import { createLatch, harness, until } from '../../runner/engine/harness.ts';
import { TOY_PROJECT } from '../../setup/toy-runner.ts';
import { noticeChat } from './notice-chat.ts';

const on = harness();
const DUE = new Date('2026-03-02T06:00:00Z');
const LATER = new Date('2026-03-02T06:02:00Z');
const NEXT = new Date('2026-03-03T06:00:00Z');

const run = {
  project_id: 'toy',
  flow_name: 'toy',
  band: 'small',
  fast: false,
  question: null,
  backend: null,
  model: null,
} as const;

const daily = { name: null, when: 'every day 6:00', tz: 'UTC', run } as const;

async function runner(toy: Parameters<typeof on.runner>[0] = {}): Promise<Runner> {
  await on.query('TRUNCATE schedules, schedule_fires, schedule_notices');
  return await on.runner({ ...toy, options: { platforms: ['slack', 'discord'], ...toy.options } });
}

async function schedule(self: Runner, post_to: string | null, owner: string): Promise<string> {
  const { id } = await self.schedules.add({ ...daily, post_to }, owner);
  await on.query(`UPDATE schedules SET counts_from = '2026-03-01T12:00:00Z' WHERE id = $1`, [id]);
  return id;
}

/** A bot with a connection of its own to the database, and the chats that it serves. */
async function bot(...adapters: NoticeOptions['adapter'][]) {
  const { schedules, firing } = await on.runner();
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const tellers = adapters.map((adapter) => startNoticeTeller({ adapter, schedules, log, every: 10 }));
  on.onEnd(() => Promise.all(tellers.map((teller) => teller.stop())));
  return { lines, firing };
}

const kept = () => on.query<{ error: string | null }>('SELECT error FROM schedule_notices ORDER BY id');
const allTold = () => until(async () => (await kept()).length === 0);
/** As if the wait over every notice had passed. */
const noWait = () => on.query('UPDATE schedule_notices SET taken_until = NULL');

/** Leaves a notice that a run was skipped. */
async function overlap(post_to = 'slack:T1/C0SHOP01'): Promise<Runner> {
  const self = await runner();
  await schedule(self, post_to, 'slack:T1:U0ANA');
  await self.firing.look(DUE);
  await self.firing.look(NEXT);
  expect(await kept()).toHaveLength(1);
  return self;
}

it('each is told once, by a bot that serves its platform', async () => {
  let isGone = false;
  const resolveProject = () => {
    if (isGone) throw new BatonError('refused', 'unknown_project', 'There is no project "toy".');
    return TOY_PROJECT;
  };
  const self = await runner({ options: { resolveProject } });
  await schedule(self, 'slack:T1/C0SHOP01', 'slack:T1:U0ANA');
  await schedule(self, 'discord:T1/100000001', 'discord:T1:200000002');
  await self.firing.look(DUE);
  // Both work still: their next fire is skipped. These can't start any: they are paused.
  await schedule(self, 'slack:T1/C0SHOP01', 'slack:T1:U0ANA');
  await schedule(self, null, 'discord:T1:200000002');
  isGone = true;
  for (const now of [NEXT, new Date(NEXT.getTime() + 120_000)]) await self.firing.look(now);
  expect(await kept()).toHaveLength(4);
  const [slack, discord] = [noticeChat('slack'), noticeChat('discord')];
  await bot(slack.adapter);
  await bot(slack.adapter, discord.adapter);
  await allTold();
  const places = (posted: readonly string[]) => posted.map((entry) => entry.split(' ')[0]).sort();
  expect(places(slack.posted)).toEqual(['C0SHOP01', 'D-U0ANA']);
  expect(places(discord.posted)).toEqual(['100000001', 'D-200000002']);
});

it('one that a back end refused is told once in its channel’s platform', async () => {
  const preferences = { order: ['absent'], projects: {}, personas: {}, models: {} };
  const self = await runner({ options: { preferences } });
  await schedule(self, 'slack:T1/C0SHOP01', 'slack:T1:U0ANA');
  for (const now of [DUE, LATER]) await self.firing.look(now);
  const slack = noticeChat();
  await Promise.all([bot(slack.adapter), bot(slack.adapter)]);
  await allTold();
  expect(slack.posted).toHaveLength(1);
});

it('one that a bot is posting is left alone by the other, however often that looks', async () => {
  await overlap();
  const slack = noticeChat();
  const latch = createLatch();
  let looks = 0;
  const adapter: NoticeOptions['adapter'] = {
    ...slack.adapter,
    connected() {
      looks += 1;
      return true;
    },
    async post(...message) {
      await latch.wait();
      return await slack.adapter.post(...message);
    },
  };
  await Promise.all([bot(adapter), bot(adapter)]);
  await latch.reached();
  // The one that posts does not look meanwhile.
  const before = looks;
  await until(async () => looks > before + 3);
  latch.open();
  await allTold();
  expect(slack.posted).toHaveLength(1);
});

it('one whose platform no bot serves is kept until a bot does', async () => {
  await overlap('discord:T1/100000001');
  const [slack, discord] = [noticeChat('slack'), noticeChat('discord')];
  await bot(slack.adapter);
  expect(await kept()).toHaveLength(1);
  await bot(discord.adapter);
  await allTold();
  expect([slack.posted.length, discord.posted.length]).toEqual([0, 1]);
});

it.each([false, true])(
  'one that the platform refuses for now is told once after the wait, whether it was posted (%s) or not',
  async (takesEffect) => {
    await overlap();
    const slack = noticeChat();
    const error = takesEffect
      ? new DeliveryError('doubtful', 'the connection was closed')
      : new DeliveryError('rate_limited', 'slow down', 30_000);
    slack.failures.push({ error, takesEffect });
    await Promise.all([bot(slack.adapter), bot(slack.adapter)]);
    await until(async () => (await kept())[0]?.error === error.message);
    const [{ wait } = { wait: 0 }] = await on.query<{ wait: number }>(
      'SELECT extract(epoch FROM taken_until - clock_timestamp())::int AS wait FROM schedule_notices',
    );
    expect(wait).toBeGreaterThan(takesEffect ? 10 : 25);
    expect(wait).toBeLessThanOrEqual(30);
    await noWait();
    await allTold();
    expect(slack.posted).toHaveLength(1);
  },
);

it('one that a channel refuses is told once the channel takes it again', async () => {
  await overlap();
  const slack = noticeChat();
  for (const place of ['C0SHOP01', 'D-U0ANA']) slack.closed.add(place);
  const { lines } = await bot(slack.adapter);
  await until(async () => (await kept())[0]?.error != null);
  expect(lines).toEqual([expect.stringContaining('tried again in 0:15')]);
  slack.closed.clear();
  await noWait();
  await allTold();
  expect(slack.posted).toEqual([expect.stringContaining('C0SHOP01 ')]);
});

it.each([
  ['overlap', '23 hours', '25 hours', 'for a day, nobody could be told that schedule'],
  ['paused', '6 days', '8 days', 'for a week, nobody could be told that schedule'],
])(
  'one about %s that nobody could be told is dropped in the end, with one line in a log',
  async (kind, young, old, line) => {
    await overlap('discord:T1/100000001');
    await on.query(`UPDATE schedule_notices SET kind = $1, created_at = clock_timestamp() - $2::interval`, [
      kind,
      young,
    ]);
    const lines: string[] = [];
    const log = (said: string) => void lines.push(said);
    const [one, other] = [await on.runner({ options: { log } }), await on.runner({ options: { log } })];
    await one.firing.look(NEXT);
    expect(await kept()).toHaveLength(1);
    await on.query('UPDATE schedule_notices SET created_at = clock_timestamp() - $1::interval', [old]);
    await Promise.all([one, other].map(({ firing }) => firing.look(NEXT)));
    expect(await kept()).toEqual([]);
    expect(lines).toEqual([expect.stringMatching(`^${line} .*: no service is connected to discord$`)]);
  },
);

it('that a schedule is paused is told to nobody once somebody has resumed it', async () => {
  const self = await overlap();
  const [{ schedule: id } = { schedule: '' }] = await on.query<{ schedule: string }>(
    `UPDATE schedule_notices SET kind = 'paused' RETURNING schedule`,
  );
  await on.query(`UPDATE schedules SET paused = true, pause_reason = 'gone' WHERE id = $1`, [id]);
  await self.schedules.resume(id, 'slack:T1:U0ANA');
  expect(await kept()).toEqual([]);
});
