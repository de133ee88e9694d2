/** What chats are told of schedules: to whom, in which words, and once. */
import { describe, expect, test, vi } from 'vitest';
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import { noticeView } from '../../../bot/threads/schedule-notice.ts';
import { addressesOf, type NoticeOptions, startNoticeTeller } from '../../../bot/threads/schedule-notices.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { ScheduleNotice } from '../../../runner/core/schedule.ts';
import { viewText } from '../commands/room.ts';
import { scheduleDocument } from '../memory-schedules.ts';
import { noticeChat } from './notice-chat.ts';

const RUN_ID = '1a2b3c4d-0000-4000-8000-000000000000';

function notice(over: Partial<ScheduleNotice> = {}): ScheduleNotice {
  return {
    ...{ id: '7', kind: 'overlap', schedule: scheduleDocument(), run_id: RUN_ID, reason: null },
    fire_time: '2026-03-01T07:00:00.000Z',
    ...{ created_at: '2026-03-01T07:00:01.000Z', attempts: 1, error: null },
    ...over,
  };
}

const paused = notice({
  kind: 'paused',
  run_id: null,
  schedule: scheduleDocument({ paused: true, next_fire: null }),
  reason: 'There is no flow "gone"',
});

describe('the words', () => {
  test.each<[string, ScheduleNotice, string]>([
    [
      'of a run that was skipped',
      notice(),
      'Schedule nightly skipped its run at 2026-03-01 07:00 UTC, since run 1a2b3c4d still works. Next: 2026-03-02 07:00 UTC.\n[Show the run]',
    ],
    [
      'of a run that could not start',
      notice({ kind: 'refused', run_id: null, reason: 'No back end is ready' }),
      'Schedule nightly could not start its run at 2026-03-01 07:00 UTC. No back end is ready. Next: 2026-03-02 07:00 UTC.\n[Edit…]',
    ],
    [
      'of a schedule that was paused say how to mend it',
      paused,
      'Schedule nightly is paused. There is no flow "gone".\nEdit it, or resume it once the reason is gone: here, or with /flow schedule in its channel.\n[Resume] [Edit…]',
    ],
    [
      'of one of baton.yaml name the file',
      { ...paused, schedule: { ...paused.schedule, source: 'file' } },
      'Schedule nightly is paused. There is no flow "gone".\nChange it in baton.yaml and start Baton again, or resume it once the reason is gone.\n[Resume]',
    ],
  ])('%s', (_name, given, expected) => {
    expect(viewText(noticeView(given, SLACK_SYNTAX))).toBe(expected);
  });
});

describe('the addresses', () => {
  const channel = { workspace: 'T1', channel: 'C0SHOP01' };
  const owner = { workspace: 'T1', person: 'U0ANA' };

  test('of a skipped run are its channel, then the owner; of a pause the other way round', () => {
    expect(addressesOf('slack', notice(), ['T1'])).toEqual([channel, owner]);
    expect(addressesOf('slack', paused, ['T1'])).toEqual([owner, channel]);
  });

  test('of a channel that names no workspace are in the owner’s, else in the only one', () => {
    const plain = (by: string | null) =>
      notice({ schedule: scheduleDocument({ post_to: 'slack:C1', owner: by }) });
    expect(addressesOf('slack', plain('slack:T9:U1'), ['T1'])[0]).toEqual({ workspace: 'T9', channel: 'C1' });
    expect(addressesOf('slack', plain(null), ['T1'])).toEqual([{ workspace: 'T1', channel: 'C1' }]);
  });

  test('of an owner elsewhere are none', () => {
    const of = notice({ schedule: scheduleDocument({ post_to: null, owner: 'cli:ana' }) });
    expect(addressesOf('slack', of, ['T1'])).toEqual([]);
  });
});

describe('a notice', () => {
  function chat(...notices: ScheduleNotice[]) {
    const place = noticeChat();
    const told: string[] = [];
    const delayed: { readonly id: string; readonly wait: number; readonly error: string | null }[] = [];
    const lines: string[] = [];
    const taken = [...notices];
    const schedules: NoticeOptions['schedules'] = {
      takeNotices: async () => taken.splice(0),
      noticeTold: async (id) => void told.push(id),
      noticeDelayed: async (id, wait, error) => void delayed.push({ id, wait, error }),
    };
    const { adapter } = place;
    const options = { adapter, schedules, log: (line: string) => void lines.push(line), every: 5 };
    return { ...place, told, delayed, lines, options };
  }

  async function until(options: NoticeOptions, done: () => void): Promise<void> {
    const teller = startNoticeTeller(options);
    await vi.waitFor(done);
    await teller.stop();
  }

  test('is posted once, and then marked as told', async () => {
    const { options, posted, told } = chat(notice(), { ...paused, id: '8' });
    await until(options, () => expect(told).toEqual(['7', '8']));
    expect(posted).toEqual(['C0SHOP01 notice:7', 'D-U0ANA notice:8']);
  });

  test('is not looked for before it is posted for the first time', async () => {
    const { options, told, looks } = chat(notice());
    await until(options, () => expect(told).toEqual(['7']));
    expect(looks()).toBe(0);
  });

  test.each(['C0SHOP01', 'D-U0ANA'])(
    'that another process posted in %s before it died is not posted again',
    async (channel) => {
      const { options, posted, told } = chat(notice({ attempts: 2 }));
      posted.push(`${channel} notice:7`);
      await until(options, () => expect(told).toEqual(['7']));
      expect(posted).toHaveLength(1);
    },
  );

  test('of a channel that is closed to the bot goes to the owner', async () => {
    const { options, posted, told, closed } = chat(notice());
    closed.add('C0SHOP01');
    await until(options, () => expect(told).toEqual(['7']));
    expect(posted).toEqual(['D-U0ANA notice:7']);
  });

  const WHY = 'the bot is not in that channel; the bot is not in that channel';

  test('that reaches nobody is logged once for each reason, and tried again later and later', async () => {
    const { options, told, closed, lines, delayed } = chat(
      notice(),
      notice({ attempts: 2, error: WHY }),
      notice({ attempts: 9, error: WHY }),
    );
    for (const channel of ['C0SHOP01', 'D-U0ANA']) closed.add(channel);
    await until(options, () => expect(delayed).toHaveLength(3));
    expect(delayed.map(({ wait }) => wait)).toEqual([15_000, 30_000, 3_600_000]);
    expect(told).toEqual([]);
    expect(lines).toEqual([
      `slack: nobody could be told of schedule nightly (overlap), tried again in 0:15: ${WHY}`,
    ]);
  });

  test.each([
    ['a moment', 2_000, 15_000],
    ['two minutes', 120_000, 120_000],
    ['a day', 86_400_000, 3_600_000],
  ])('waits as long as the platform asks, an hour at most: %s', async (_, asked, wait) => {
    const { options, told, failures, delayed, calls } = chat(notice());
    failures.push({ error: new DeliveryError('rate_limited', 'slow down', asked), takesEffect: false });
    await until(options, () => expect(delayed).toEqual([{ id: '7', wait, error: 'slow down' }]));
    expect(told).toEqual([]);
    // The owner is not told instead.
    expect(calls()).toBe(1);
  });

  test('is waited for without a line in the log, unless the platform asks for more than a minute', async () => {
    const { options, failures, delayed, lines } = chat(notice(), notice({ id: '8' }));
    for (const asked of [2_000, 120_000]) {
      failures.push({ error: new DeliveryError('rate_limited', 'slow down', asked), takesEffect: false });
    }
    await until(options, () => expect(delayed).toHaveLength(2));
    expect(lines).toEqual([
      'slack: nobody could be told of schedule nightly (overlap), tried again in 2:00: slow down',
    ]);
  });

  test('that can not be looked for now is not posted', async () => {
    const { options, delayed, calls, adapter } = chat(notice({ attempts: 2 }));
    const find = async () => {
      throw new DeliveryError('unsent', 'no connection');
    };
    await until({ ...options, adapter: { ...adapter, find } }, () => expect(delayed).toHaveLength(1));
    expect(calls()).toBe(0);
  });

  test('that was taken when the service stops is left to others at once', async () => {
    const { options, delayed, adapter } = chat(notice(), notice({ id: '8' }));
    let stopped: Promise<void> | undefined;
    const post = async () => {
      stopped = teller.stop();
      return 'reference';
    };
    const teller = startNoticeTeller({ ...options, adapter: { ...adapter, post } });
    await vi.waitFor(() => expect(stopped).toBeDefined());
    await stopped;
    expect(delayed).toEqual([{ id: '8', wait: 0, error: null }]);
  });
});
