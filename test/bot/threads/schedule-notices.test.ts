/** What chats are told of schedules: to whom, in which words, and once. */
import { describe, expect, test, vi } from 'vitest';
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import { noticeView } from '../../../bot/threads/schedule-notice.ts';
import { addressesOf, type NoticeOptions, startNoticeTeller } from '../../../bot/threads/schedule-notices.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Place } from '../../../runner/core/ports/platform.ts';
import type { ScheduleNotice } from '../../../runner/core/schedule.ts';
import { viewText } from '../commands/room.ts';
import { scheduleDocument } from '../memory-schedules.ts';

const RUN_ID = '1a2b3c4d-0000-4000-8000-000000000000';

function notice(over: Partial<ScheduleNotice> = {}): ScheduleNotice {
  return {
    ...{ id: '7', kind: 'overlap', schedule: scheduleDocument(), run_id: RUN_ID, reason: null },
    fire_time: '2026-03-01T07:00:00.000Z',
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
    const posted: string[] = [];
    const told: string[] = [];
    const lines: string[] = [];
    const closed = new Set<string>();
    const found = new Set<string>();
    const adapter: NoticeOptions['adapter'] = {
      platform: 'slack',
      syntax: SLACK_SYNTAX,
      connected: () => true,
      onWorkspaces: (listener) => {
        listener(['T1']);
        return () => undefined;
      },
      direct: async (_workspace, person) => `D-${person}`,
      async post({ channel }: Place, _view, { key }) {
        if (closed.has(channel)) throw new DeliveryError('place', 'the bot is not in that channel');
        posted.push(`${channel} ${key}`);
        return 'reference';
      },
      find: async (_place, doubtful) =>
        new Map(doubtful.flatMap(({ key }) => (found.has(key) ? [[key, 'reference'] as const] : []))),
    };
    const taken = [...notices];
    const schedules: NoticeOptions['schedules'] = {
      takeNotices: async () => taken.splice(0),
      noticeTold: async (id) => void told.push(id),
    };
    const options = { adapter, schedules, log: (line: string) => void lines.push(line), every: 5 };
    return { posted, told, lines, closed, found, taken, options };
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

  test('that another process posted before it died is not posted again', async () => {
    const { options, posted, told, found } = chat(notice());
    found.add('notice:7');
    await until(options, () => expect(told).toEqual(['7']));
    expect(posted).toEqual([]);
  });

  test('of a channel that is closed to the bot goes to the owner', async () => {
    const { options, posted, told, closed } = chat(notice());
    closed.add('C0SHOP01');
    await until(options, () => expect(told).toEqual(['7']));
    expect(posted).toEqual(['D-U0ANA notice:7']);
  });

  test('that reaches nobody is logged', async () => {
    const { options, told, closed, lines } = chat(notice());
    for (const channel of ['C0SHOP01', 'D-U0ANA']) closed.add(channel);
    await until(options, () => expect(told).toEqual(['7']));
    expect(lines.join()).toContain('nobody could be told of schedule nightly (overlap)');
  });

  test('that the platform refuses for now is left to be taken again', async () => {
    const { options, told, taken } = chat(notice());
    const post = vi.fn().mockRejectedValueOnce(new DeliveryError('rate_limited', 'slow down'));
    const adapter = { ...options.adapter, post };
    await until({ ...options, adapter }, () => expect(post).toHaveBeenCalledTimes(1));
    expect(told).toEqual([]);
    expect(taken).toEqual([]);
  });
});
