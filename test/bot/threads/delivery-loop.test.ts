import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { PlatformAdapter } from '../../../runner/core/ports/platform.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import { type Random, seeded } from '../../runner/core/seeded.ts';
import { Bot, settled } from './bot.ts';
import { type Fault, MemoryPlatform, MemoryPosts } from './memory-platform.ts';
import { as, completed, ended, question, REPORT, RUN, running, snapshot, step } from './stories.ts';

const AGENTS = ['lens:security', 'lens:correctness', 'skeptic-1'];

function texts(platform: MemoryPlatform): Record<string, string> {
  return Object.fromEntries(
    platform.shown.map(({ key, content }) => [key, 'blocks' in content ? content.text : content.text]),
  );
}

/** The posts that notify people, and whom. */
function notifying(platform: MemoryPlatform) {
  return platform.shown.flatMap(({ key, content }) => {
    const notify = ('blocks' in content ? content.notify : content.message?.notify) ?? [];
    return notify.length === 0 ? [] : [[key, notify]];
  });
}

/** A run as it goes, in six states. */
const course: readonly RunSnapshot[] = [
  snapshot(AGENTS.map((id) => step(id))),
  snapshot([running('lens:security', 'reading src'), running('lens:correctness'), step('skeptic-1')]),
  snapshot([running('lens:security', 'reading test'), completed('lens:correctness'), step('skeptic-1')]),
  snapshot([completed('lens:security'), completed('lens:correctness'), running('skeptic-1')]),
  snapshot([completed('lens:security'), completed('lens:correctness'), completed('skeptic-1', '1 refuted')]),
  ended(AGENTS.map((id) => completed(id))),
];

describe('a delivery loop', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const scene = () => {
    const platform = new MemoryPlatform();
    const store = new MemoryPosts();
    store.want(RUN, 'root', 'C1');
    return { platform, store };
  };

  it('shows a run from its first card to its report, one message per agent, within its calls', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    for (const state of course) {
      store.tell(state);
      await vi.advanceTimersByTimeAsync(6_000);
    }
    await settled(store);
    await bot.stop();
    expect(platform.shown.map(({ key }) => key).toSorted()).toEqual(
      ['root', 'report', ...AGENTS.map((id) => `step:${id}`)].toSorted(),
    );
    expect(texts(platform)).toMatchObject({
      root: 'code-review · shop @ main (1a2b3c4): do not merge yet, 1 high',
      report: REPORT,
      'step:skeptic-1': '✓ skeptic-1 — 2 findings',
    });
    expect(notifying(platform)).toEqual([['report', ['U1']]]);
    const [root] = platform.shown;
    expect(platform.shown.slice(1).every((post) => post.thread === root?.reference)).toBe(true);
    expect(platform.calls.length).toBeLessThanOrEqual(2 * AGENTS.length + 8);
    expect(platform.calls.filter(({ call }) => call === 'edit').length).toBeGreaterThan(2);
  });

  it('spends no call on what a later state says better', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    for (const state of course) {
      store.tell(state);
      await vi.advanceTimersByTimeAsync(30);
    }
    await settled(store);
    await bot.stop();
    const calls = platform.calls.map(({ call }) => call).toSorted();
    expect(calls.filter((call) => call !== 'edit')).toEqual(['post', 'post', 'post', 'post', 'upload']);
    expect(calls.filter((call) => call === 'edit').length).toBeLessThanOrEqual(1);
  });

  it('stays within the calls of a run that works for an hour', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    for (let minute = 0; minute < 60; minute++) {
      store.tell(snapshot(AGENTS.map((id) => running(id, `at minute ${minute}`))));
      await vi.advanceTimersByTimeAsync(60_000);
    }
    store.tell(ended(AGENTS.map((id) => completed(id))));
    await settled(store);
    await bot.stop();
    expect(platform.calls.length).toBeLessThanOrEqual(2 * AGENTS.length + 8);
  });

  it('shows questions and their answers below the card, whenever they come', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    const over = ended(AGENTS.map((id) => completed(id)));
    store.tell(over);
    await settled(store);
    const root = store.rows.get(`${RUN} root C1`);
    if (root !== undefined) await store.posts.put([{ ...root, final: false }]);
    store.tell({ ...over, questions: [question(1, { state: 'answered', answer: 'Only the *body*.' })] });
    await settled(store);
    await bot.stop();
    const answer = platform.shown.find(({ key }) => key === 'answer:1')?.content;
    expect(answer).toMatchObject({ blocks: [{}, { kind: 'markdown', markdown: 'Only the *body*.' }] });
  });

  it('shows an answer in the thread of the card at which it was asked, or as a message to the person', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    store.want(RUN, 'export:1', 'C2');
    store.want(RUN, 'answer:2', 'D1');
    const answered = { state: 'answered', answer: 'Only the *body*.' } as const;
    const questions = [
      question(1, { ...answered, card: 'export:1' }),
      question(2, { ...answered, card: 'answer:2', answer: 'word '.repeat(4_000) }),
    ];
    store.tell({ ...ended(AGENTS.map((id) => completed(id))), questions });
    await settled(store);
    await bot.stop();
    const shown = (key: string) => platform.shown.filter((each) => each.key === key);
    const [copy] = shown('export:1');
    const [direct] = shown('answer:2');
    expect(shown('answer:1')).toMatchObject([{ channel: 'C2', thread: copy?.reference }]);
    expect(shown('answer:2')).toMatchObject([{ channel: 'D1', thread: null }]);
    expect(shown('answer:2:file')).toMatchObject([{ channel: 'D1', thread: direct?.reference }]);
  });

  it('shows an export in its own channel, with the report in its thread', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    store.want(RUN, 'export:1', 'C2');
    store.tell(ended(AGENTS.map((id) => completed(id))));
    await settled(store);
    await bot.stop();
    const there = platform.shown.filter(({ channel }) => channel === 'C2');
    expect(there.map(({ key }) => key)).toEqual(['export:1', 'export:1:file']);
    expect(there[1]?.thread).toBe(there[0]?.reference);
  });

  it('posts no faster than a message a second in a channel', async () => {
    const { platform, store } = scene();
    const bot = new Bot(platform, store);
    store.tell(ended(AGENTS.map((id) => completed(id))));
    await settled(store);
    await bot.stop();
    const times = platform.calls.filter(({ call }) => call === 'post').map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  });

  it('shows the ends of five runs within ten seconds while fifteen others work', async () => {
    const { platform, store } = scene();
    store.rows.clear();
    const random = seeded(11);
    const ids = Array.from({ length: 20 }, (_, index) => `00000000-0000-4000-8000-0000000000${index + 10}`);
    for (const [index, id] of ids.entries()) store.want(id, 'root', `C${index % 8}`);
    const bot = new Bot(platform, store);
    const works = (id: string, turn: number) =>
      as(id, snapshot(AGENTS.map((agent) => running(agent, `at ${turn}`))));
    for (let turn = 0; turn < 60; turn++) {
      for (const id of random.some(ids, 0.5)) store.tell(works(id, turn));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    const over = ended(AGENTS.map((agent) => completed(agent)));
    for (const id of ids.slice(0, 5)) store.tell(as(id, over));
    await vi.advanceTimersByTimeAsync(10_000);
    const seen = platform.shown.filter(
      ({ run_id, key, content }) =>
        ids.indexOf(run_id) < 5 &&
        (key === 'report' || (key === 'root' && content.text.includes('do not merge'))),
    );
    expect(seen).toHaveLength(10);
    for (const id of ids) store.tell(as(id, over));
    await settled(store, 300_000);
    await bot.stop();
    expect(platform.shown).toHaveLength(20 * 5);
    const calls = Map.groupBy(platform.calls, ({ run_id }) => run_id);
    const most = Math.max(...[...calls.values()].map((of) => of.length));
    expect(most).toBeLessThanOrEqual(2 * AGENTS.length + 8);
  });

  it('posts a card anew, in its own thread, when the platform no longer lets it be edited', async () => {
    const { platform, store } = scene();
    const old = new Set<string>();
    const { edit } = platform.adapter;
    const adapter: PlatformAdapter = {
      ...platform.adapter,
      edit: (place, reference, view, mark) =>
        old.has(reference)
          ? Promise.reject(new DeliveryError('too_old', '30046'))
          : edit(place, reference, view, mark),
    };
    const bot = new Bot(Object.assign(new MemoryPlatform(), { adapter }), store);
    store.tell(snapshot(AGENTS.map((id) => running(id))));
    await vi.advanceTimersByTimeAsync(6_000);
    for (const { reference } of platform.shown) old.add(reference);
    store.tell(ended(AGENTS.map((id) => completed(id))));
    await settled(store);
    await bot.stop();
    const [first, second, ...more] = platform.shown.filter(({ key }) => key === 'root');
    expect([first?.thread, second?.thread, more]).toEqual([null, first?.reference, []]);
    expect('text' in (second?.content ?? {}) && second?.content.text).toContain('do not merge yet');
    const report = platform.shown.find(({ key }) => key === 'report');
    expect(report?.thread).toBe(first?.reference);
  });

  it('meets the refusal of old messages once in a thread, and shows all in its last form', async () => {
    const { platform, store } = scene();
    const { edit } = platform.adapter;
    let refusals = 0;
    let old = new Set<string>();
    const adapter: PlatformAdapter = {
      ...platform.adapter,
      edit: (place, reference, view, mark) => {
        if (!old.has(reference)) return edit(place, reference, view, mark);
        refusals++;
        return Promise.reject(new DeliveryError('too_old', '30046'));
      },
    };
    const first = new Bot(Object.assign(new MemoryPlatform(), { adapter }), store);
    store.tell(snapshot(AGENTS.map((id) => running(id))));
    await vi.advanceTimersByTimeAsync(30_000);
    old = new Set(platform.shown.map(({ reference }) => reference));
    expect(old.size).toBe(1 + AGENTS.length);
    store.tell(snapshot(AGENTS.map((id) => completed(id))));
    await vi.advanceTimersByTimeAsync(3_000);
    // What was refused is known to another process too.
    await first.stop();
    const second = new Bot(Object.assign(new MemoryPlatform(), { adapter }), store);
    store.tell(ended(AGENTS.map((id) => completed(id))));
    await settled(store);
    await second.stop();
    expect(refusals).toBe(1);
    const anew = platform.shown.filter(({ reference }) => !old.has(reference)).map(({ key }) => key);
    expect(anew.sort()).toEqual(['report', 'root', ...AGENTS.map((id) => `step:${id}`)].sort());
  });

  it('loses and doubles nothing, whatever calls meet and however often its process is killed', async () => {
    for (let seed = 1; seed <= 300; seed++) await anOrdeal(seeded(seed), seed);
  }, 120_000);

  async function anOrdeal(random: Random, seed: number): Promise<void> {
    const { platform, store } = scene();
    store.want(RUN, 'export:1', 'C2');
    let bot = new Bot(platform, store);
    const never: Fault[] = ['never-before', 'never-after'];
    let stuck = false;
    platform.faults = () => {
      if (!random.chance(0.35)) return null;
      const fault = random.pick<Fault>([
        'rate_limited',
        'unsent',
        'doubtful-before',
        'doubtful-after',
        ...never,
      ]);
      stuck ||= never.includes(fault);
      return fault;
    };
    const restart = () => {
      bot.kill();
      stuck = false;
      bot = new Bot(platform, store);
    };
    for (const state of course) {
      store.tell(state);
      for (let changes = random.below(6); changes > 0; changes--) {
        await vi.advanceTimersByTimeAsync(random.below(4_000));
        if (stuck || random.chance(0.2)) restart();
      }
    }
    platform.faults = () => null;
    if (stuck) restart();
    await settled(store, 300_000);
    await bot.stop();
    const keys = platform.shown.map(({ key }) => key);
    expect(keys.length, `seed ${seed}: ${keys.join(' ')}`).toBe(new Set(keys).size);
    expect(keys.length, `seed ${seed}`).toBe(AGENTS.length + 4);
    expect(notifying(platform), `seed ${seed}`).toEqual([['report', ['U1']]]);
    expect(texts(platform), `seed ${seed}`).toMatchObject({
      root: expect.stringContaining('do not merge yet'),
      report: REPORT,
      'step:lens:security': '✓ security — 2 findings',
      'step:skeptic-1': '✓ skeptic-1 — 2 findings',
    });
  }
});
