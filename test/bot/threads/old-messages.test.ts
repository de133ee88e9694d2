import { expect, test } from 'vitest';
import { changesOf } from '../../../bot/threads/changes.ts';
import type { DesiredPost } from '../../../bot/threads/desired.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';

/** The minute at which it was sent, and, for one that is posted again, that at which the first one was sent. */
interface Sent {
  readonly key: string;
  readonly at: number;
  readonly old?: number;
}

const time = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString();
const row = ({ key, at, old }: Sent) =>
  ({
    ...{ run_id: 'run', key, platform: 'discord', workspace: 'W', channel: 'C', thread: 'T' },
    ...{
      reference: `m-${key}`,
      content_hash: 'before',
      state: 'posted',
      calls: 1,
      final: false,
      revision: 1,
    },
    ...{ intent_at: time(at), old_at: old === undefined ? null : time(old), error: null, trouble: null },
  }) as PostRow;
const desired = (key: string) =>
  ({
    ...{ key, card: 'root', channel: 'C', thread: 'T', title: '', rank: 1 },
    ...{ live: false, final: false, early: false },
    content: { kind: 'message', view: { text: 'now', blocks: [] } },
  }) as unknown as DesiredPost;

function changesFor(posts: readonly Sent[], key: string): string[] {
  const thread = {
    ...{ run_id: 'run', platform: 'discord', workspace: 'W' },
    posts: posts.map(row),
    desired: posts.map(({ key: each }) => desired(each)),
    agents: [],
  };
  return changesOf(thread, () => 'after').flatMap((change) => (change.row.key === key ? [change.type] : []));
}

const CARD = { key: 'root', at: 5, old: 0 };
const REPLY = { key: 'step:a', at: 8, old: 1 };

test.each<[what: string, key: string, posts: readonly Sent[], change: string]>([
  [
    'sent at about the time of one that could not be edited is posted again',
    'step:a',
    [CARD, { key: 'step:a', at: 1 }],
    'repost',
  ],
  [
    'sent long after it is edited',
    'step:a',
    [
      { ...CARD, at: 50 },
      { key: 'step:a', at: 30 },
    ],
    'edit',
  ],
  ['sent after it was learned is edited', 'step:b', [CARD, { key: 'step:b', at: 6 }], 'edit'],
  [
    'sent between two that were posted again is edited',
    'step:b',
    [CARD, REPLY, { key: 'step:b', at: 6 }],
    'edit',
  ],
  ['posted again because of it is edited', 'root', [CARD, REPLY, { key: 'step:b', at: 6 }], 'edit'],
])('a message %s', (_what, key, posts, change) => {
  expect(changesFor(posts, key)).toEqual([change]);
});
