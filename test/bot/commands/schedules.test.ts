/** `/flow schedule`: the list with its buttons, and the form, with a policy and without one. */
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../../bot/config/chat.ts';
import type { Answer, FormValues } from '../../../runner/core/ports/platform.ts';
import { NEXT, scheduleDocument } from '../memory-schedules.ts';
import {
  ANA,
  BOB,
  CLOSED,
  fieldOf,
  formOf,
  NO_POLICY,
  NO_RULES,
  person,
  type Room,
  room,
  textOf,
} from './room.ts';

const GUEST = person('U0GUEST', { member: false });
const RUN_ID = '1a2b3c4d-0000-4000-8000-000000000000';

const withSchedules = (...all: Parameters<typeof scheduleDocument>[0][]): Room => {
  const place = room();
  place.schedules.all.push(...all.map(scheduleDocument));
  return place;
};

const VALUES: FormValues = {
  flow: 'tech-debt',
  project: 'shop',
  size: 'medium',
  when: 'weekdays 8:00',
  tz: 'Europe/Berlin',
  focus: 'error handling',
  fast: 'no',
  channel: 'C0SHOP01',
};

const submit = (
  { act }: Pick<Room, 'act'>,
  over: FormValues = {},
  { state = '', id = 'form-1', who = ANA } = {},
): Promise<Answer> =>
  act({ kind: 'submit', form: 'schedule', state, values: { ...VALUES, ...over } }, { id, person: who });

describe('the list', () => {
  test('of a channel without schedules says what one is, and offers to add one', async () => {
    const { say } = room();
    const text = textOf(await say('schedule'));
    expect(text).toContain('No schedules here yet');
    expect(text).toContain('[Add…]');
  });

  test('says when, what, whose, the next time, what came of the last one, and has the buttons', async () => {
    const { say } = withSchedules({
      last_fire: { at: '2026-02-27T07:00:00.000Z', outcome: 'started', run_id: RUN_ID, reason: null },
    });
    expect(textOf(await say('schedule'))).toBe(
      [
        '1 schedule here',
        '⏰ nightly · weekdays at 08:00 (Europe/Berlin)',
        'tech debt on shop · small · by U0ANA',
        'next 2026-03-02 07:00 UTC · last 2026-02-27 07:00 UTC: run 1a2b3c4d',
        '[Run now] [Pause] [Edit…] [Delete] [Last run]',
        '[Add…]',
      ].join('\n'),
    );
  });

  test('gives times that platforms show where the reader is', async () => {
    const answer = await withSchedules({}).say('schedule');
    expect(JSON.stringify(answer)).toContain(`"time":"${NEXT}"`);
  });

  test('of one of baton.yaml has no buttons that change it, and says where it is changed', async () => {
    const text = textOf(await withSchedules({ source: 'file', owner: null }).say('schedule'));
    expect(text).toContain('of baton.yaml, changed there only');
    expect(text).toContain('[Run now] [Pause]\n');
  });

  test('says why Baton paused one, and why a run was skipped or refused', async () => {
    const at = '2026-02-27T07:00:00.000Z';
    const text = textOf(
      await withSchedules(
        { id: 'a', paused: true, next_fire: null, pause_reason: 'There is no flow "gone".' },
        { id: 'b', last_fire: { at, outcome: 'overlap', run_id: RUN_ID, reason: null } },
        { id: 'c', last_fire: { at, outcome: 'refused', run_id: null, reason: 'No back end is ready.' } },
      ).say('schedule'),
    );
    expect(text).toContain('Paused: There is no flow "gone".');
    expect(text).toContain('[Run now] [Resume] [Edit…] [Delete]');
    expect(text).toContain(': skipped, since run 1a2b3c4d still worked');
    expect(text).toContain(': refused, No back end is ready.');
  });

  test('shows those that post here, in either form, and those of the project that post nowhere', async () => {
    const { say } = withSchedules(
      { id: 'here', name: 'here' },
      { id: 'plain', name: 'plain', post_to: 'slack:C0SHOP01' },
      { id: 'nowhere', name: 'nowhere', post_to: null },
      { id: 'other', name: 'other', post_to: 'slack:C0OTHER1' },
      { id: 'team', name: 'team', post_to: 'slack:T2/C0SHOP01' },
      { id: 'discord', name: 'discord', post_to: 'discord:C0SHOP01' },
    );
    const text = textOf(await say('schedule'));
    expect(text.match(/⏰ \w+/g)).toEqual(['⏰ here', '⏰ plain', '⏰ nowhere']);
  });

  test('is turned in pages', async () => {
    const place = withSchedules(...Array.from({ length: 12 }, (_, n) => ({ id: `s${n}`, name: `s${n}` })));
    expect(textOf(await place.say('schedule list'))).toMatch(
      /12 schedules here, page 1 of 3[\s\S]*\[Add…\] \[Next\]$/,
    );
    const last = await place.press('schedules', '3');
    expect(last.kind).toBe('replace');
    expect(textOf(last)).toMatch(/page 3 of 3\n⏰ s10[\s\S]*\[Add…\] \[Previous\]$/);
  });
});

describe('the form', () => {
  test('is filled in with what is usual here, and with the person’s zone', async () => {
    const { press } = room();
    const form = formOf(
      await press('schedule-add', '', { person: person('U1', { timeZone: 'Asia/Tokyo' }) }),
    );
    expect(form.title).toBe('Add a schedule');
    expect(fieldOf(form, 'flow', 'select').chosen).toBe('code-review');
    expect(fieldOf(form, 'project', 'select').chosen).toBe('shop');
    expect(fieldOf(form, 'tz', 'text').value).toBe('Asia/Tokyo');
    expect(fieldOf(form, 'channel', 'channel').chosen).toBe('C0SHOP01');
  });

  test('has the zone that was used last where the platform tells none, and else UTC', async () => {
    const zone = async ({ press }: Room) =>
      fieldOf(formOf(await press('schedule-add', '')), 'tz', 'text').value;
    expect(await zone(room())).toBe('UTC');
    expect(await zone(withSchedules({ id: 'b', owner: 'slack:T1:U0BOB' }, { tz: 'America/New_York' }))).toBe(
      'America/New_York',
    );
  });

  test.each([
    ['schedule weekdays 8:00 tech-debt', { flow: 'tech-debt', when: 'weekdays 8:00' }],
    [
      'schedule tech-debt every monday at 9am --size large',
      { flow: 'tech-debt', when: 'every monday at 9am' },
    ],
    ['schedule add 0 6 * * 1-5', { flow: 'code-review', when: '0 6 * * 1-5' }],
    ['schedule Tech-Debt site', { flow: 'tech-debt', when: '' }],
  ])('is opened by %j, filled in', async (typed, { flow, when }) => {
    const form = formOf(await room().say(typed));
    expect(fieldOf(form, 'flow', 'select').chosen).toBe(flow);
    expect(fieldOf(form, 'when', 'text').value).toBe(when);
  });

  test('keeps what was typed while it changes', async () => {
    const { act } = room();
    const change = { kind: 'change', form: 'schedule', state: '', values: VALUES, field: 'size' } as const;
    const form = formOf(await act(change));
    expect(fieldOf(form, 'when', 'text').value).toBe('weekdays 8:00');
    expect(fieldOf(form, 'size', 'select').chosen).toBe('medium');
  });

  test('adds a schedule of the person that posts in the channel, and shows the list', async () => {
    const place = room();
    const text = textOf(await submit(place));
    expect(text).toMatch(/^Added: tech-debt · weekdays 8:00, next 2026-03-02 07:00 UTC\.\n1 schedule here/);
    expect(place.schedules.all).toEqual([
      expect.objectContaining({
        owner: 'slack:T1:U0ANA',
        cron: '0 8 * * 1-5',
        tz: 'Europe/Berlin',
        post_to: 'slack:T1/C0SHOP01',
        run: expect.objectContaining({ flow_name: 'tech-debt', band: 'medium', question: 'error handling' }),
      }),
    ]);
    expect(place.entered).toEqual(['C0SHOP01']);
  });

  test('that is delivered twice adds one', async () => {
    const place = room();
    await Promise.all([submit(place), submit(place)]);
    expect(place.schedules.all).toHaveLength(1);
  });

  test.each<[string, FormValues, RegExp]>([
    ['no project', { project: null }, /^project: Choose the project\.$/],
    ['no channel', { channel: null }, /^channel: Choose the channel\.$/],
    ['a time without days', { when: '8:00' }, /^when: The time "8:00" does not say on which days/],
    ['a zone that is none', { tz: 'Berlin' }, /^tz: "Berlin" is not a time zone\.$/],
    ['a project that is gone', { project: 'gone' }, /^project: There is no project/],
    ['a channel without the bot', { channel: CLOSED }, /^channel: The bot is not in that channel/],
  ])('says at its field: %s', async (_name, over, expected) => {
    const place = room();
    const answer = await submit(place, over);
    expect(answer.kind).toBe('field_errors');
    expect(textOf(answer)).toMatch(expected);
    expect(place.schedules.all).toEqual([]);
  });

  test('of a schedule is filled in with it, and changes it', async () => {
    const place = withSchedules({});
    const form = formOf(await place.press('schedule-edit', 'nightly'));
    expect([form.title, form.submit, form.state]).toEqual(['Edit the schedule', 'Save', 'nightly']);
    expect(fieldOf(form, 'when', 'text').value).toBe('weekdays at 08:00');
    const text = textOf(await submit(place, { when: 'every day 9:30' }, { state: 'nightly' }));
    expect(text).toMatch(/^Changed: nightly, next/);
    expect(place.schedules.all).toMatchObject([
      { id: 'nightly', cron: '30 9 * * *', owner: 'slack:T1:U0ANA' },
    ]);
  });
});

describe('the buttons', () => {
  test('start a run once, though they are pressed twice', async () => {
    const { press, schedules } = withSchedules({});
    const twice = [
      press('schedule-run', 'nightly', { id: 'a1' }),
      press('schedule-run', 'nightly', { id: 'a1' }),
    ];
    const [first] = await Promise.all(twice);
    expect(schedules.started).toHaveLength(1);
    expect(textOf(first as Answer)).toMatch(/^Started nightly: run 1a2b3c4d\.\n1 schedule here/);
  });

  test('pause, resume and delete', async () => {
    const { press, schedules } = withSchedules({});
    expect(textOf(await press('schedule-pause', 'nightly'))).toMatch(/^Paused: nightly\.\n[\s\S]*\[Resume\]/);
    expect(schedules.all).toMatchObject([{ paused: true }]);
    expect(textOf(await press('schedule-resume', 'nightly'))).toMatch(/^Resumed: nightly, next 2026/);
    expect(textOf(await press('schedule-delete', 'nightly'))).toMatch(
      /^Deleted: nightly\.\nNo schedules here yet/,
    );
    expect(textOf(await press('schedule-delete', 'nightly'))).toContain(
      'no longer here. See: /flow schedule',
    );
  });

  test('of one of baton.yaml pause it; a form that was forged does not change it', async () => {
    const place = withSchedules({ source: 'file', owner: null });
    await place.press('schedule-pause', 'nightly');
    expect(place.schedules.all).toMatchObject([{ paused: true }]);
    expect(textOf(await submit(place, {}, { state: 'nightly' }))).toContain(
      'one of baton.yaml. Change or remove it there',
    );
  });

  test('reach no schedule of another channel', async () => {
    const { press, schedules } = withSchedules({ post_to: 'slack:T1/C0OTHER1' });
    const text = textOf(await press('schedule-delete', 'nightly', { person: BOB }));
    expect(text).toContain('no longer here');
    expect(schedules.all).toHaveLength(1);
  });
});

describe('who may', () => {
  const ruled = (schedule: readonly string[]): Policy => ({
    ...NO_POLICY,
    general: { ...NO_RULES, start: ['U0BOB'], schedule },
  });

  test('without rules: members add, and only the owner changes one', async () => {
    const place = withSchedules({});
    expect(textOf(await submit(place, {}, { who: GUEST }))).toMatch(/^Schedules are added by full members/);
    expect(textOf(await place.press('schedule-add', '', { person: GUEST }))).toMatch(/^Schedules are added/);
    expect(textOf(await place.press('schedule-edit', 'nightly', { person: BOB }))).toContain(
      'Only U0ANA may change this schedule. Ask them.',
    );
    expect((await submit(place, {}, { who: BOB, id: 'form-2' })).kind).toBe('message');
    expect(place.audits).toMatchObject([
      { action: 'refused schedule', actor: 'slack:T1:U0GUEST' },
      { action: 'refused schedule', actor: 'slack:T1:U0GUEST' },
      { action: 'refused schedule', actor: 'slack:T1:U0BOB' },
    ]);
  });

  test('with rules: those who are named, and the owner of one', async () => {
    const place = room({ settings: { policy: ruled(['U0BOB']) } });
    place.schedules.all.push(scheduleDocument());
    expect(textOf(await place.press('schedule-add', ''))).toContain(
      'You may not schedule runs of shop. Those who may: U0BOB. Ask one of them.',
    );
    expect((await place.press('schedule-edit', 'nightly')).kind).toBe('form');
    expect(textOf(await place.press('schedule-pause', 'nightly', { person: BOB }))).toMatch(/^Paused/);
    expect(textOf(await place.press('schedule-run', 'nightly'))).toContain('You may not start runs on shop.');
    expect(place.schedules.started).toEqual([]);
  });

  test('one of baton.yaml is paused by members where there are no rules', async () => {
    const place = withSchedules({ source: 'file', owner: null });
    expect(textOf(await place.press('schedule-pause', 'nightly', { person: GUEST }))).toContain(
      'full members',
    );
    expect(textOf(await place.press('schedule-pause', 'nightly', { person: BOB }))).toMatch(/^Paused/);
  });
});
