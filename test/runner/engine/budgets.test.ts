/** Budgets: what is expected, refused, warned of and stopped, with several workers and after a crash. */
import { describe, expect, it } from 'vitest';
import { type Budgets, NO_BUDGETS } from '../../../runner/core/budget.ts';
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import type { Prices } from '../../../runner/core/usage.ts';
import { type Toy, toyFlow, toyRequest, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, limits, stepIn, until } from './harness.ts';

const on = harness();

/** Four lenses one after the other, code between them and the end, and a report of who answered. */
const CHAIN = toyFlow([
  toyStep('a', [], { kind: 'agent' }),
  toyStep('b', ['a'], { kind: 'agent' }),
  toyStep('merge', ['b']),
  toyStep('c', ['merge'], { kind: 'agent' }),
  toyStep('d', ['c'], { kind: 'agent' }),
  toyStep('render', ['d'], { always: true }),
]);
const WIDE = toyFlow([
  ...Array.from({ length: 12 }, (_, index) => toyStep(`lens-${index}`, [], { kind: 'agent' })),
  toyStep(
    'render',
    Array.from({ length: 12 }, (_, index) => `lens-${index}`),
    { always: true },
  ),
]);

/** Each task uses 90 tokens in and 10 out. */
function frugal(work: () => Promise<void> = async () => undefined): AgentBackend {
  return {
    name: 'toy',
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run(task) {
      yield { type: 'started', model: 'm1' };
      await work();
      yield { type: 'usage', inputTokens: 90, outputTokens: 10 };
      yield { type: 'done', stop: 'end_turn', output: task.prompt };
    },
  };
}

const tokens = (max_tokens: number) => ({ max_tokens, max_cost: null });

interface Setting {
  readonly flow?: Toy['flow'];
  readonly prices?: Prices;
  readonly backend?: AgentBackend;
  readonly more?: Toy['options'];
}

function toy(
  budgets: Partial<Budgets>,
  { flow = CHAIN, prices = {}, backend = frugal(), more }: Setting = {},
): Toy {
  return {
    flow,
    code: async ({ steps }) => ({
      output: steps
        .filter(({ status }) => status === 'completed')
        .map(({ spec }) => spec.step_id)
        .join(' '),
    }),
    options: { backends: [backend], spending: { budgets: { ...NO_BUDGETS, ...budgets }, prices }, ...more },
  };
}

describe('a run with a budget', () => {
  it('ends where it is used up: no other agent begins, and the report of what is done is there', async () => {
    const runner = await on.working(toy({ run: tokens(200) }));
    const run_id = await on.start(runner);
    const { run, step, report } = await ended(runner, run_id);
    expect(run).toMatchObject({
      status: 'failed',
      error: 'stopped: budget of the run used up (200 of 200 tokens)',
      usage: { input_tokens: 180, output_tokens: 20 },
    });
    expect(report).toBe('a b merge');
    expect(['a', 'b', 'merge', 'c', 'd', 'render'].map((id) => step(id).status)).toEqual([
      'completed',
      'completed',
      'completed',
      'skipped',
      'skipped',
      'completed',
    ]);
    expect(step('c').error).toBe('budget of the run used up (200 of 200 tokens)');
    expect(await on.query(`SELECT FROM tasks WHERE state IN ('pending', 'running')`)).toEqual([]);
  });

  it('warns once, when 80 % is used', async () => {
    const log: string[] = [];
    const runner = await on.working(toy({ run: tokens(240) }, { more: { log: (line) => log.push(line) } }));
    const { run } = await ended(runner, await on.start(runner));
    expect(run.budget_warning).toBe('83 % of the budget of the run used (200 of 240 tokens)');
    expect(log.filter((line) => line.includes('%'))).toHaveLength(1);
    expect(run.status).toBe('failed');
  });

  it('says nothing as long as there is plenty', async () => {
    const runner = await on.working(toy({ run: tokens(10_000_000), day: tokens(10_000_000) }));
    const { run } = await ended(runner, await on.start(runner));
    expect(run).toMatchObject({ status: 'completed', budget_warning: null, estimate: { warning: null } });
  });

  it('is stopped by its cost, where a price makes tokens one', async () => {
    const prices = { m1: { input: 1000, output: 1000 } };
    const budgets = { run: { max_tokens: null, max_cost: 0.1 } };
    const runner = await on.working(toy(budgets, { prices }));
    const { run } = await ended(runner, await on.start(runner));
    expect(run.error).toBe('stopped: budget of the run used up ($0.10 of $0.10)');
  });

  it('goes on where it stopped when it is retried with more', async () => {
    const poor = await on.working(toy({ run: tokens(200) }));
    const run_id = await on.start(poor);
    await ended(poor, run_id);
    await poor.work.stop();
    const rich = await on.working(toy({ run: tokens(10_000) }));
    await rich.service.retry(run_id, 'test');
    const { run, report, step } = await ended(rich, run_id);
    expect(run).toMatchObject({ status: 'completed', usage: { input_tokens: 360 } });
    expect(report).toBe('a b merge c d');
    expect([step('a').attempt, step('b').attempt]).toEqual([1, 1]);
  });

  it('stops again at once when it is retried without more', async () => {
    const runner = await on.working(toy({ run: tokens(200) }));
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    await runner.service.retry(run_id, 'test');
    const { run } = await ended(runner, run_id);
    expect(run).toMatchObject({ status: 'failed', usage: { input_tokens: 180 } });
  });

  it('is held to it by several workers at a time: only what had begun comes on top', async () => {
    const slots = limits({ perWorker: 2, perRun: 4 });
    const setting = { flow: WIDE, more: slots };
    const [first] = await Promise.all([0, 1, 2].map(() => on.working(toy({ run: tokens(500) }, setting))));
    if (first === undefined) throw new Error('no worker');
    const { run, steps } = await ended(first, await on.start(first));
    const done = steps.filter(({ kind, status }) => kind === 'agent' && status === 'completed').length;
    expect(run.status).toBe('failed');
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThan(5 + 4);
    expect(steps.filter(({ status }) => status === 'skipped')).toHaveLength(12 - done);
  });

  it('lets the agents that are at work end, and keeps what they found', async () => {
    const latch = createLatch();
    let calls = 0;
    const backend = frugal(async () => {
      calls += 1;
      if (calls === 2) await latch.wait();
      await until(async () => calls >= 2);
    });
    const setting = { flow: WIDE, backend, more: limits({ perRun: 2 }) };
    const runner = await on.working(toy({ run: tokens(100) }, setting));
    const run_id = await on.start(runner);
    await until(async () => {
      const { steps } = await runner.service.run(run_id);
      return steps.filter(({ status }) => status === 'skipped').length >= 10;
    });
    expect((await runner.service.run(run_id)).run.status).toBe('running');
    latch.open();
    const { run, steps } = await ended(runner, run_id);
    expect(run.usage.input_tokens).toBe(180);
    expect(steps.filter(({ status }) => status === 'completed')).toHaveLength(3);
  });

  it('is stopped by whoever takes it up when its worker died before it could look', async () => {
    const runner = await on.runner(toy({ run: tokens(200) }));
    const run_id = await on.start(runner);
    // A worker that is gone had done `a` and paid for all of the budget.
    await on.query(
      `UPDATE flow_steps SET status = 'completed', output = 'a', dispatched_at = NULL WHERE step_id = 'a'`,
    );
    await on.query(
      `UPDATE tasks SET state = 'completed', started_at = clock_timestamp(), completed_at = clock_timestamp(),
              input_tokens = 150, output_tokens = 50`,
    );
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const { run, report } = await ended(runner, run_id);
    expect(run.error).toBe('stopped: budget of the run used up (200 of 200 tokens)');
    expect(report).toBe('a merge');
  });
});

describe('code between agents', () => {
  it('waits for the agents that are at work when a budget is used up', async () => {
    const latch = createLatch();
    let calls = 0;
    const backend = frugal(async () => {
      calls += 1;
      if (calls === 2) await latch.wait();
      await until(async () => calls >= 2);
    });
    const flow = toyFlow([
      toyStep('a', [], { kind: 'agent' }),
      toyStep('b', [], { kind: 'agent' }),
      toyStep('merge', ['a', 'b']),
      toyStep('skeptic', ['merge'], { kind: 'agent' }),
      toyStep('verdict', ['skeptic']),
      toyStep('render', ['verdict'], { always: true }),
    ]);
    const runner = await on.working(toy({ run: tokens(100) }, { flow, backend }));
    const run_id = await on.start(runner);
    await until(async () => (await on.query(`SELECT FROM tasks WHERE state = 'completed'`)).length === 1);
    await latch.reached();
    latch.open();
    const { run, step, report } = await ended(runner, run_id);
    expect(step('verdict').output).toBe('a b merge');
    expect(report).toBe('a b merge verdict');
    expect(step('skeptic').status).toBe('skipped');
    expect(run.error).toBe('stopped: budget of the run used up (200 of 100 tokens)');
  });
});

describe('the budgets of a person and of a channel', () => {
  const inChannel = (channel: string) => ({
    post_to: { platform: 'slack', workspace: 'T1', channel, thread: null },
  });

  it('count the runs that a person has started, and nobody else’s', async () => {
    const runner = await on.working(toy({ user: tokens(400) }));
    await ended(runner, await on.start(runner, { requested_by: 'slack:T1:U1' }));
    await expect(runner.service.start(toyRequest({ requested_by: 'slack:T1:U1' }))).rejects.toMatchObject({
      code: 'budget_used_up',
      message: expect.stringContaining('The budget of the person for today is used up (400 of 400 tokens).'),
    });
    const other = await on.start(runner, { requested_by: 'slack:T1:U2' });
    expect((await ended(runner, other)).run.status).toBe('completed');
  });

  it('count the runs of a channel, whoever started them', async () => {
    const runner = await on.working(toy({ channel: tokens(400) }, { more: { platforms: ['slack'] } }));
    await ended(runner, await on.start(runner, { requested_by: 'slack:T1:U1', ...inChannel('C1') }));
    await expect(runner.service.start(toyRequest(inChannel('C1')))).rejects.toMatchObject({
      code: 'budget_used_up',
      message: expect.stringContaining('The budget of the channel for today is used up'),
    });
    for (const elsewhere of [inChannel('C2'), {}]) {
      expect((await ended(runner, await on.start(runner, elsewhere))).run.status).toBe('completed');
    }
  });

  it('stop a run of the channel that is under way', async () => {
    const runner = await on.working(toy({ channel: tokens(200) }, { more: { platforms: ['slack'] } }));
    const { run } = await ended(runner, await on.start(runner, inChannel('C1')));
    expect(run.error).toBe('stopped: budget of the channel for today used up (200 of 200 tokens)');
  });
});

describe('the budgets of a project and of a day', () => {
  const mine = { project: { id: 'mine', path: null, url: 'file:///mine', ref: null, host: null } };

  it('count all runs of today, and refuse the next one before it exists', async () => {
    const runner = await on.working(toy({ project: tokens(400) }));
    await ended(runner, await on.start(runner));
    await expect(runner.service.start(toyRequest())).rejects.toMatchObject({
      kind: 'refused',
      code: 'budget_used_up',
      message:
        'The budget of the project for today is used up (400 of 400 tokens). It resets at 00:00 UTC. See `budgets` in baton.yaml.',
    });
    expect(await on.query('SELECT FROM flow_runs')).toHaveLength(1);
    const other = await on.start(runner, mine);
    expect((await ended(runner, other)).run.status).toBe('completed');
  });

  it('do not count what was used yesterday', async () => {
    const runner = await on.working(toy({ day: tokens(400) }));
    await ended(runner, await on.start(runner));
    await on.query(`UPDATE tasks SET started_at = started_at - interval '1 day'`);
    expect((await ended(runner, await on.start(runner))).run.status).toBe('completed');
  });

  it('stop a run that is under way when another uses them up', async () => {
    const latch = createLatch();
    const waits = frugal(() => latch.wait());
    const slow = await on.working(toy({ day: tokens(400) }, { backend: waits, more: { host: 'slow' } }));
    const run_id = await on.start(slow);
    await stepIn(slow, run_id, 'a');
    await on.query(
      `INSERT INTO tasks (id, run_id, step_id, attempt, backend, state, started_at, completed_at, input_tokens, output_tokens)
       VALUES (gen_random_uuid(), $1, 'other', 1, 'toy', 'completed', clock_timestamp(), clock_timestamp(), 399, 1)`,
      [run_id],
    );
    latch.open();
    const { run, step } = await ended(slow, run_id);
    expect(run.error).toMatch(/^stopped: budget for today used up \(500 of 400 tokens\)/);
    expect(step('a').status).toBe('completed');
  });

  it('leave a follow-up question unanswered when they are used up, and say so', async () => {
    const runner = await on.working(toy({ day: tokens(400) }));
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const asked = { id: null, run_id, step_id: 'a', question: 'why?', asked_by: 'test' };
    const { id } = await runner.service.ask(asked);
    expect(await runner.service.answered(id, AbortSignal.timeout(20_000))).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('budget for today is used up'),
    });
  });
});

describe('what a run is expected to use', () => {
  it('is a rough figure at first, and then what runs like it used', async () => {
    const prices = { m1: { input: 1000, output: 1000 } };
    const runner = await on.working(toy({}, { prices }));
    const first = await ended(runner, await on.start(runner));
    expect(first.run.estimate).toMatchObject({
      input_tokens: 160_000,
      output_tokens: 10_000,
      cost: null,
      runs: 0,
    });
    const second = await runner.service.run(await on.start(runner));
    expect(second.run.estimate).toEqual({
      input_tokens: 360,
      output_tokens: 40,
      cost: 0.4,
      runs: 1,
      duration_ms: expect.any(Number),
      warning: null,
    });
    const other = await runner.service.run(await on.start(runner, { band: 'large' }));
    expect(other.run.estimate?.runs).toBe(0);
  });

  it('comes with the budget that it is likely to meet', async () => {
    const runner = await on.runner(toy({ run: tokens(1000) }));
    const { run } = await runner.service.run(await on.start(runner));
    expect(run.estimate?.warning).toMatch(
      /^likely to meet the budget of the run \(about 170,000 of 1,000 tokens\)/,
    );
  });

  it('is nothing for a run that asks no model', async () => {
    const backend: AgentBackend = { ...frugal(), name: 'offline' };
    const preferences = { order: ['offline'], projects: {}, personas: {}, models: {} };
    const runner = await on.runner(toy({}, { backend, more: { preferences } }));
    expect((await runner.service.run(await on.start(runner))).run.estimate).toBeNull();
  });
});
