/** What becomes of a thread when the platform says no in the middle of a run, and when that is over. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError, type LastingFault } from '../../../runner/core/ports/delivery-error.ts';
import { Bot, settled } from './bot.ts';
import { MemoryPlatform, MemoryPosts } from './memory-platform.ts';
import { completed, ended, REPORT, RUN, running, snapshot, step } from './stories.ts';

const AGENTS = ['lens:security', 'lens:correctness'];
const KEYS = ['report', 'root', ...AGENTS.map((id) => `step:${id}`)].toSorted();
const WORKING = snapshot([running('lens:security', 'reading src'), step('lens:correctness')]);
const OVER = ended(AGENTS.map((id) => completed(id)));

interface Scene {
  readonly platform: MemoryPlatform;
  readonly store: MemoryPosts;
  readonly log: string[];
}

function scene(): Scene {
  const platform = new MemoryPlatform();
  const store = new MemoryPosts();
  store.want(RUN, 'root', 'C1');
  return { platform, store, log: [] };
}

const bot = ({ platform, store, log }: Scene) => new Bot(platform, store, log);

/** A run whose card and first reply are there. */
async function begun(scene: Scene): Promise<Bot> {
  const first = bot(scene);
  scene.store.tell(WORKING);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(scene.platform.shown.map(({ key }) => key)).toEqual(['root', 'step:lens:security']);
  return first;
}

const fault = (reason: LastingFault, message = `no: ${reason}`) => new DeliveryError(reason, message);
const keysOf = ({ platform }: Scene) => platform.shown.map(({ key }) => key).toSorted();
const textOf = ({ platform }: Scene, key: string) => {
  const found = platform.shown.findLast((post) => post.key === key);
  if (found === undefined) throw new Error(`no ${key}`);
  return found.content.text;
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a workspace that refuses everything', () => {
  it('costs as long as it lasts, and is named once', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = () => fault('workspace', 'its token no longer works');
    on.store.tell(OVER);
    await vi.advanceTimersByTimeAsync(6_000);
    const tried = on.platform.calls.length;
    on.platform.refusal = () => null;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(on.platform.calls.length).toBeGreaterThan(tried);
    await settled(on.store);
    await first.stop();
    expect(keysOf(on)).toEqual(KEYS);
    expect(on.log).toEqual([
      'threads wait until it works again: its token no longer works',
      expect.stringMatching(/^threads go on, after [67] s$/),
    ]);
  });

  it('is asked at most once a minute when it lasts for hours, and goes on after a restart as well', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = () => fault('workspace');
    on.store.tell(OVER);
    await vi.advanceTimersByTimeAsync(3 * 3_600_000);
    const before = on.platform.calls.length;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(on.platform.calls.length - before).toBeLessThanOrEqual(61);
    await first.stop();
    on.platform.refusal = () => null;
    const second = bot(on);
    await settled(on.store);
    await second.stop();
    expect(keysOf(on)).toEqual(KEYS);
    expect(on.platform.told).toEqual([]);
  });
});

describe('a message that can’t be edited', () => {
  it.each<LastingFault>(['message', 'too_old'])(
    'is posted anew, and that one is edited (%s)',
    async (reason) => {
      const on = scene();
      const first = await begun(on);
      const old = new Set(on.platform.shown.map(({ reference }) => reference));
      on.platform.refusal = (call, _place, reference) =>
        call === 'edit' && old.has(reference ?? '') ? fault(reason) : null;
      on.store.tell(OVER);
      await settled(on.store);
      await first.stop();
      const anew = on.platform.shown.filter(({ reference }) => !old.has(reference));
      expect(anew.map(({ key }) => key).toSorted()).toEqual(KEYS);
      expect(textOf(on, 'root')).toContain('o not merge yet');
    },
  );

  it('of a workspace without edits is posted anew a few times while it works, and once at the end', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = (call) => (call === 'edit' ? fault('message') : null);
    for (let turn = 0; turn < 60; turn++) {
      on.store.tell(snapshot(AGENTS.map((id) => running(id, `at ${turn}`))));
      await vi.advanceTimersByTimeAsync(60_000);
    }
    on.store.tell(OVER);
    await settled(on.store);
    await first.stop();
    expect(on.platform.shown.filter(({ key }) => key === 'root').length).toBeLessThanOrEqual(4);
    expect(textOf(on, 'root')).toContain('o not merge yet');
    expect(textOf(on, 'step:lens:security')).toContain('2 findings');
  });
});

describe('a thread that can’t be continued', () => {
  it.each([false, true])('goes on below a new card, with all of it once (restart: %s)', async (restarts) => {
    const on = scene();
    let process = await begun(on);
    const [card] = on.platform.shown;
    const dead = card?.reference ?? '';
    // As a thread that was deleted takes everything with it.
    on.platform.shown.length = 0;
    on.platform.refusal = (call, place, reference) => {
      if (call === 'find') return null;
      if (reference === dead) return fault('message');
      return place.thread === dead ? fault('thread') : null;
    };
    on.store.tell(OVER);
    if (restarts) {
      await vi.advanceTimersByTimeAsync(2_500);
      process.kill();
      process = bot(on);
    }
    await settled(on.store);
    await process.stop();
    expect(keysOf(on)).toEqual(KEYS);
    const root = on.platform.shown.find(({ key }) => key === 'root');
    expect(root?.thread).toBeNull();
    const below = on.platform.shown.filter(({ key }) => key !== 'root');
    expect(below.every(({ thread }) => thread === root?.reference)).toBe(true);
    expect(on.platform.told).toEqual([]);
  });

  it('moves once, and then the starter is told', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = (call, place) =>
      call !== 'find' && place.thread !== null ? fault('thread', 'the thread is locked') : null;
    on.store.tell(OVER);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(on.platform.shown.filter(({ key }) => key === 'root')).toHaveLength(2);
    expect(on.platform.told).toMatchObject([
      { person: 'U1', view: { text: expect.stringContaining('locked') } },
    ]);
    on.platform.refusal = () => null;
    await vi.advanceTimersByTimeAsync(3_700_000);
    await settled(on.store);
    await first.stop();
    expect(textOf(on, 'report')).toBe(REPORT);
  });
});

describe('a channel that is closed to the bot', () => {
  const kicked = 'invite the bot to that channel: /invite @Baton';

  it('is tried rarely; its run’s starter is told once, with a way out; and it is mended when it is open again', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = () => fault('place', kicked);
    on.store.tell(OVER);
    await vi.advanceTimersByTimeAsync(8 * 3_600_000);
    expect(on.platform.calls.filter(({ at }) => at > Date.now() - 7 * 3_600_000).length).toBeLessThanOrEqual(
      8,
    );
    expect(on.platform.told).toHaveLength(1);
    expect(on.platform.told[0]).toMatchObject({
      channel: 'C1',
      person: 'U1',
      view: { blocks: [{}, { buttons: [{ action: 'reopen', value: `${RUN} me` }] }] },
    });
    expect(on.platform.told[0]?.view.text).toContain('/invite @Baton');
    on.platform.refusal = () => null;
    await on.store.posts.retry('slack', 'T1', 'C1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(keysOf(on)).toEqual(KEYS);
    await settled(on.store);
    await first.stop();
    expect(textOf(on, 'root')).toContain('o not merge yet');
    expect(on.log.filter((line) => line.includes(kicked))).toHaveLength(1);
  });

  it('keeps its wait and what was told across restarts', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = () => fault('place', kicked);
    on.store.tell(OVER);
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    await first.stop();
    const before = on.platform.calls.length;
    const second = bot(on);
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    expect(on.platform.calls.length - before).toBeLessThanOrEqual(1);
    on.platform.refusal = () => null;
    await vi.advanceTimersByTimeAsync(3_600_000);
    await settled(on.store);
    await second.stop();
    expect(keysOf(on)).toEqual(KEYS);
    expect(on.platform.told).toHaveLength(1);
  });

  it('is told to nobody when no person of the platform started the run', async () => {
    const on = scene();
    const first = bot(on);
    on.platform.refusal = () => fault('place', kicked);
    on.store.tell(snapshot(WORKING.steps, { requested_by: 'api' }));
    await vi.advanceTimersByTimeAsync(60_000);
    await first.stop();
    expect(on.platform.told).toEqual([]);
    expect(on.log).toHaveLength(1);
  });
});

describe('a form that the platform refuses', () => {
  const only = (takes: (blocks: readonly { readonly kind: string }[]) => boolean) => (on: Scene) => {
    const { post, edit } = on.platform.adapter;
    const check = (view: { readonly blocks: readonly { readonly kind: string }[] }) => {
      if (!takes(view.blocks)) throw fault('form', 'invalid_blocks');
    };
    Object.assign(on.platform.adapter, {
      post: async (...given: Parameters<typeof post>) => {
        check(given[1]);
        return await post(...given);
      },
      edit: async (...given: Parameters<typeof edit>) => {
        check(given[2]);
        return await edit(...given);
      },
    });
  };

  it.each([
    ['Markdown', only((blocks) => blocks.every(({ kind }) => kind === 'markdown' || kind === 'buttons'))],
    ['plain text', only((blocks) => blocks.length === 0)],
  ])('is replaced by %s that says the same', async (_name, restrict) => {
    const on = scene();
    restrict(on);
    const first = bot(on);
    on.store.tell(OVER);
    await settled(on.store);
    await first.stop();
    expect(keysOf(on)).toEqual(KEYS);
    const card = JSON.stringify(on.platform.shown.find(({ key }) => key === 'root')?.content);
    expect(card).toContain('The retry loop never ends');
    expect(card).toContain('Two tests wait by the clock');
    expect(on.log.some((line) => line.includes('plainer form') && line.includes('invalid_blocks'))).toBe(
      true,
    );
  });

  it('is replaced by pages in the thread when it is a file', async () => {
    const on = scene();
    const long = Array.from({ length: 400 }, (_, n) => `Line ${n} of the report, in words.`).join('\n');
    on.platform.refusal = (call) => (call === 'upload' ? fault('form', 'uploading is switched off') : null);
    const first = bot(on);
    on.store.tell({ ...OVER, report: long });
    await settled(on.store);
    await first.stop();
    const pages = on.platform.shown.filter(({ key }) => key.startsWith('report'));
    expect(pages.length).toBeGreaterThan(2);
    const said = JSON.stringify(pages.map(({ content }) => 'blocks' in content && content.blocks));
    for (const n of [0, 200, 399]) expect(said.split(`Line ${n} of the report`)).toHaveLength(2);
    const root = on.platform.shown.find(({ key }) => key === 'root');
    expect(pages.every(({ thread }) => thread === root?.reference)).toBe(true);
  });

  it('that is refused however plain is told to the starter, and tried again later', async () => {
    const on = scene();
    const first = await begun(on);
    on.platform.refusal = (call, place) => (call !== 'find' && place.thread !== null ? fault('form') : null);
    on.store.tell(OVER);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(on.platform.told).toHaveLength(1);
    expect(textOf(on, 'root')).toContain('o not merge yet');
    on.platform.refusal = () => null;
    await vi.advanceTimersByTimeAsync(3_600_000);
    await settled(on.store);
    await first.stop();
    expect(keysOf(on)).toEqual(KEYS);
  });
});

describe('a wait that the platform demands', () => {
  it('is obeyed for an hour at most, and named when it is longer than a minute', async () => {
    const on = scene();
    const first = bot(on);
    on.platform.refusal = () => new DeliveryError('rate_limited', 'Slack rate-limits Baton', 5 * 3_600_000);
    on.store.tell(WORKING);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(on.platform.calls).toHaveLength(1);
    on.platform.refusal = () => null;
    await vi.advanceTimersByTimeAsync(3_600_000);
    await first.stop();
    expect(on.platform.shown.length).toBeGreaterThan(0);
    expect(on.log).toEqual(['slack T1: calls to post wait 5:00:00: Slack rate-limits Baton']);
  });
});

it('a wait that a closed channel demands is named when it is longer than a minute', async () => {
  const on = scene();
  const first = bot(on);
  on.platform.refusal = () => new DeliveryError('place', 'slow mode is on in that channel', 6 * 3_600_000);
  on.store.tell(WORKING);
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  expect(on.platform.calls).toHaveLength(1);
  on.platform.refusal = () => null;
  await vi.advanceTimersByTimeAsync(31 * 60_000);
  await first.stop();
  expect(on.platform.shown.length).toBeGreaterThan(0);
  expect(on.log).toEqual([
    expect.stringMatching(/slow mode is on in that channel; it asks to wait 6:00:00$/),
  ]);
});

it('the time at which a post was sent is the platform’s', async () => {
  const on = scene();
  on.platform.ahead = 120_000;
  await begun(on);
  const root = on.store.rows.get(`${RUN} root C1`);
  expect(Date.parse(root?.intent_at ?? '') - Date.now()).toBeGreaterThan(100_000);
});
