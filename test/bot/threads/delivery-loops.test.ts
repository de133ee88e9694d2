/** One loop for each workspace: what is said of those in which nothing works. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startDeliveryLoops } from '../../../bot/threads/delivery-loops.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import { loopback } from '../../adapters/http/loopback-server.ts';
import { MemoryPlatform, MemoryPosts } from './memory-platform.ts';
import { RUN, running, snapshot } from './stories.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('a workspace that refuses its token is named by the log once, and by /readyz until it works again', async () => {
  const platform = new MemoryPlatform();
  const store = new MemoryPosts();
  const log: string[] = [];
  store.want(RUN, 'root', 'C1');
  store.tell(snapshot([running('lens:security')]));
  platform.refusal = () => new DeliveryError('workspace', 'its token no longer works');
  const loops = startDeliveryLoops({
    adapter: platform.adapter,
    posts: store.posts,
    card: { title: (name) => name, publicUrl: null, notify: () => 'starter' },
    hashOf: (content) => createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    leases: {
      acquire: async () => ({ lost: new AbortController().signal, release: async () => undefined }),
    },
    now: () => Date.now(),
    log: (line) => log.push(line),
  });
  const { get } = await loopback({ away: () => loops.away() });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(loops.away()).toEqual(['T1: its token no longer works']);
  const away = await get('/readyz');
  expect([away.status, await away.json()]).toEqual([503, { status: 'T1: its token no longer works' }]);
  platform.refusal = () => null;
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await get('/readyz')).status).toBe(200);
  expect(log).toEqual([
    'slack T1: threads wait until it works again: its token no longer works',
    expect.stringMatching(/^slack T1: threads go on, after \d+ s$/),
  ]);
  await loops.stop();
});
