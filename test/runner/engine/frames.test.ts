import { describe, expect, it, vi } from 'vitest';
import { Frame } from '../../../runner/core/frames.ts';
import type { AgentBackend, AgentEvent } from '../../../runner/core/ports/agent.ts';
import type { FrameFilter } from '../../../runner/core/ports/service.ts';
import { createPool } from '../../../runner/database/connection.ts';
import { createFrameStream } from '../../../runner/engine/frame-stream.ts';
import { openBus } from '../../../runner/events/bus.ts';
import type { Runner } from '../../../runner/runner.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, type Latch, terminate, until } from './harness.ts';

const on = harness();

type Watched = { readonly service: Pick<Runner['service'], 'frames'> };

/** Everything that a watcher is told, from now on. */
function watching({ service }: Watched, filter: FrameFilter) {
  const seen: Frame[] = [];
  const stop = new AbortController();
  const done = (async () => {
    for await (const frame of service.frames(filter, stop.signal)) seen.push(Frame.parse(frame));
  })();
  on.onEnd(() => {
    stop.abort();
    return done;
  });
  return {
    seen,
    /** until the run has been told to have ended */
    end: (run_id: string) =>
      until(async () =>
        seen.some(
          (frame) => frame.type === 'flow_run_step_updated' && frame.run_id === run_id && frame.run_status,
        ),
      ),
  };
}

function updatesOf(seen: readonly Frame[], step_id: string): string[] {
  return seen.flatMap((frame) =>
    frame.type === 'flow_run_step_updated' && frame.step_id === step_id && frame.run_status === undefined
      ? [frame.status]
      : [],
  );
}

/** Says its lines one by one, waiting at the latch before the last of them. */
function talkative(lines: readonly string[], latch: Latch): AgentBackend {
  return {
    name: 'toy',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run(task, signal): AsyncIterable<AgentEvent> {
      for (const [index, delta] of lines.entries()) {
        if (index === lines.length - 1) await latch.wait(signal);
        yield { type: 'text', delta: `${task.prompt} ${delta};` };
      }
      yield { type: 'done', stop: 'end_turn', output: `answer of ${task.prompt}` };
    },
  };
}

const TWO = toyFlow([
  toyStep('a', [], { kind: 'agent' }),
  toyStep('b', [], { kind: 'agent' }),
  toyStep('end', ['a', 'b'], { always: true }),
]);

describe('a watcher', () => {
  it('is told of the run, each change of each step, and the end with the report last', async () => {
    const latch = createLatch();
    const runner = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
    const run_id = await on.start(runner);
    const { seen, end } = watching(runner, { run_id });
    await latch.reached(4);
    // Workers claim the steps in any order, and a frame is sent a moment after the claim.
    const lenses = ['a', 'b', 'c', 'd'];
    await until(async () => lenses.every((lens) => updatesOf(seen, lens).includes('running')));
    latch.open();
    await end(run_id);
    expect(seen[0]).toMatchObject({ type: 'flow_run_started', run_id, flow_name: 'toy', band: 'small' });
    expect(
      seen[0]?.type === 'flow_run_started' &&
        seen[0].steps.map(({ step_id, agent, kind }) => [step_id, agent, kind]),
    ).toEqual([
      ['scope', null, 'code'],
      ...['a', 'b', 'c', 'd'].map((name) => [name, 'toy', 'agent']),
      ['render', null, 'code'],
    ]);
    for (const lens of lenses) expect(updatesOf(seen, lens)).toEqual(['running', 'completed']);
    expect(seen.at(-1)).toMatchObject({ step_id: 'render', run_status: 'completed', report: 'render' });
  });

  it('of an ended run is told it whole', async () => {
    const runner = await on.working({});
    const run_id = await on.start(runner);
    const { steps } = await ended(runner, run_id);
    const { seen, end } = watching(runner, { run_id });
    await end(run_id);
    expect(steps.map((step) => updatesOf(seen, step.step_id))).toEqual(steps.map(() => ['completed']));
    const texts = seen.flatMap((frame) => (frame.type === 'message_complete' ? [frame.text] : []));
    expect(texts).toEqual(['a', 'b', 'c', 'd'].map((name) => `answer of ${name}`));
  });

  it('hears what agents say while they work, all of it and in order, from any process', async () => {
    const latch = createLatch();
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    await on.working({ flow: TWO, options: { backends: [talkative(lines, latch)] } });
    const face = await on.runner({ flow: TWO });
    const run_id = await on.start(face);
    const { seen, end } = watching(face, { run_id });
    await until(async () => seen.filter((frame) => frame.type === 'delta').length >= 2);
    expect(updatesOf(seen, 'a')).not.toContain('completed');
    latch.open();
    await end(run_id);
    const { steps } = await face.service.run(run_id);
    for (const { step_id, chat_id } of steps.slice(0, 2)) {
      const said = seen.flatMap((frame) =>
        frame.type === 'delta' && frame.chat_id === chat_id ? [frame.delta] : [],
      );
      expect(said.join('')).toBe(lines.map((line) => `${step_id} ${line};`).join(''));
      const last = seen.findIndex((frame) => frame.type === 'message_complete' && frame.chat_id === chat_id);
      expect(seen.findLastIndex((frame) => frame.type === 'delta' && frame.chat_id === chat_id)).toBeLessThan(
        last,
      );
    }
  });

  it('hears a line that another step’s later line overtook in the database', async () => {
    const runner = await on.runner({ flow: TWO });
    const run_id = await on.start(runner);
    const { steps } = await runner.service.run(run_id);
    const [a, b] = steps.map((step) => step.chat_id);
    const { seen } = watching(runner, { run_id });
    const insert = `INSERT INTO chat_frames (chat_id, frame)
      VALUES ($1::uuid, json_build_object('type', 'delta', 'chat_id', $1::uuid, 'delta', $2::text))`;
    const slow = await on.pool().connect();
    try {
      await slow.query('BEGIN');
      await slow.query(insert, [a, 'first']);
      await on.query(insert, [b, 'second']);
      await until(async () => seen.some((frame) => frame.type === 'delta' && frame.delta === 'second'));
    } finally {
      await slow.query('COMMIT');
      slow.release();
    }
    await until(async () => seen.some((frame) => frame.type === 'delta' && frame.delta === 'first'));
    expect(seen.filter((frame) => frame.type === 'delta')).toHaveLength(2);
  });

  it('misses nothing and hears nothing twice when all its connections are cut', async () => {
    const latch = createLatch();
    const worker = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
    const run_id = await on.start(worker);
    const { seen, end } = watching(worker, { run_id });
    await latch.reached(4);
    await until(async () => updatesOf(seen, 'd').includes('running'));
    expect(await terminate(on.pool(), `application_name = 'baton events'`)).toBeGreaterThan(0);
    await terminate(on.pool(), `application_name = 'baton' AND state = 'idle'`);
    latch.open();
    await end(run_id);
    expect(seen.filter((frame) => frame.type === 'flow_run_started')).toHaveLength(1);
    for (const step_id of ['a', 'b', 'c', 'd', 'render']) {
      const told = updatesOf(seen, step_id);
      expect(told.at(-1)).toBe('completed');
      expect(new Set(told).size).toBe(told.length);
    }
  });

  it('of a project hears of its runs as they begin, and of no others', async () => {
    const runner = await on.working({});
    const { seen, end } = watching(runner, { project_id: 'mine' });
    const mine = { project: { id: 'mine', path: null, url: 'file:///mine', ref: null, host: null } };
    const ids = [
      await on.start(runner),
      await on.start(runner, mine),
      await on.start(runner),
      await on.start(runner, mine),
    ];
    for (const run_id of [ids[1], ids[3]]) await end(run_id ?? '');
    const told = new Set(seen.flatMap((frame) => ('run_id' in frame ? [frame.run_id] : [])));
    expect([...told].toSorted()).toEqual([ids[1], ids[3]].toSorted());
  });

  it('is told when a cancelled run is taken up again', async () => {
    const latch = createLatch();
    const runner = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
    const run_id = await on.start(runner);
    const { seen, end } = watching(runner, { run_id });
    await latch.reached(4);
    await until(async () => updatesOf(seen, 'a').includes('running'));
    await runner.service.cancel(run_id, 'test');
    await end(run_id);
    await runner.service.retry(run_id, 'test');
    latch.open();
    await until(async () => seen.some((frame) => 'run_status' in frame && frame.run_status === 'completed'));
    expect(updatesOf(seen, 'a').slice(0, 2)).toEqual(['running', 'pending']);
    expect(updatesOf(seen, 'a').at(-1)).toBe('completed');
  });

  it('stops watching when it goes, though nothing happens any more', async () => {
    const runner = await on.runner({});
    const stop = new AbortController();
    const frames = runner.service.frames({}, stop.signal)[Symbol.asyncIterator]();
    const next = frames.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe('many watchers', () => {
  it('cost one look at a run and change, and each is told all of it', async () => {
    const latch = createLatch();
    const worker = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
    const run_id = await on.start(worker);
    await latch.reached(4);
    const pool = createPool(on.url(), 5, () => undefined);
    const bus = await openBus(on.url(), () => undefined);
    on.onEnd(async () => {
      await bus.close();
      await pool.end();
    });
    const questions = vi.spyOn(pool, 'connect');
    const face: Watched = { service: { frames: createFrameStream(pool, bus).watch } };
    const watchers = Array.from({ length: 60 }, (_, index) =>
      watching(face, index % 2 === 0 ? { run_id } : {}),
    );
    await until(async () => watchers.every(({ seen }) => seen.length > 0));
    questions.mockClear();
    latch.open();
    await Promise.all(watchers.map(({ end }) => end(run_id)));
    // Four agents and the report change a handful of times, and each look asks twice; 60 who look for themselves ask
    // 120 times for the first change alone.
    expect(questions.mock.calls.length).toBeLessThan(120);
    for (const { seen } of watchers) {
      expect(seen[0]).toMatchObject({ type: 'flow_run_started', run_id });
      expect(updatesOf(seen, 'a')).toEqual(['running', 'completed']);
      expect(seen.at(-1)).toMatchObject({ run_status: 'completed', report: 'render' });
    }
  });

  it('who come late are told the state first, and nobody hears anything twice', async () => {
    const latch = createLatch();
    const lines = ['one', 'two', 'three', 'four'];
    const runner = await on.working({ flow: TWO, options: { backends: [talkative(lines, latch)] } });
    const run_id = await on.start(runner);
    const early = watching(runner, { run_id });
    await until(async () => early.seen.filter((frame) => frame.type === 'delta').length >= 2);
    const late = watching(runner, {});
    await until(async () => late.seen.filter((frame) => frame.type === 'delta').length >= 2);
    latch.open();
    await Promise.all([early.end(run_id), late.end(run_id)]);
    const told = ({ seen }: { seen: readonly Frame[] }) =>
      ['a', 'b'].map((step_id) => [
        updatesOf(seen, step_id),
        seen
          .flatMap((frame) =>
            frame.type === 'delta' && frame.delta.startsWith(step_id) ? [frame.delta] : [],
          )
          .join(''),
      ]);
    expect(told(late)).toEqual(told(early));
    for (const [, text] of told(early))
      for (const line of lines) expect(text?.toString().split(line)).toHaveLength(2);
    expect(late.seen[0]).toMatchObject({ type: 'flow_run_started' });
  });

  it('are not held up by one that takes nothing, which is told the rest once it does', async () => {
    const runner = await on.working({});
    const stop = new AbortController();
    on.onEnd(async () => stop.abort());
    const idle = runner.service.frames({}, stop.signal)[Symbol.asyncIterator]();
    const first = idle.next();
    const { end } = watching(runner, {});
    const run_id = await on.start(runner);
    await end(run_id);
    const taken: Frame[] = [];
    for (let next = await first; next.done !== true; next = await idle.next()) {
      taken.push(next.value);
      if ('run_status' in next.value && next.value.run_status === 'completed') break;
    }
    expect(updatesOf(taken, 'render').at(-1)).toBe('completed');
  });
});
