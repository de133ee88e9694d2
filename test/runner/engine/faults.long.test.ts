import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { MOST_FAULTS } from '../../../runner/core/faults.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, limits, terminate, until } from './harness.ts';

const on = harness();
const AGENT = toyFlow([toyStep('lens', [], { kind: 'agent' }), toyStep('end', ['lens'], { always: true })]);
const CODE = toyFlow([toyStep('only', [], { always: true })]);

describe('a passing fault', () => {
  it('is met again after 0.5 and 2 seconds, each time in an attempt of its own', async () => {
    let tries = 0;
    const runner = await on.working({
      flow: AGENT,
      agent: async () => {
        if (++tries < 3) throw new BatonError('step', 'rate_limit', 'Slow down.', { passing: true });
        return 'at last';
      },
    });
    const run_id = await on.start(runner);
    expect((await ended(runner, run_id)).step('lens')).toMatchObject({
      status: 'completed',
      output: 'at last',
      attempt: 3,
    });
    const tasks = await on.query(
      `SELECT state, error, round(extract(epoch FROM run_at - created_at)::numeric, 1)::float8 AS delay,
              started_at >= run_at AS waited
         FROM tasks WHERE run_id = $1 ORDER BY attempt`,
      [run_id],
    );
    expect(tasks).toEqual([
      { state: 'failed', error: 'Slow down.', delay: null, waited: null },
      { state: 'failed', error: 'Slow down.', delay: 0.5, waited: true },
      { state: 'completed', error: null, delay: 2, waited: true },
    ]);
  });

  it('is waited for as long as the model’s service asks, and the waiting is shown', async () => {
    let tries = 0;
    const runner = await on.working({
      flow: AGENT,
      agent: async () => {
        const detail = { passing: true, retryAfterMs: 90_000 };
        if (++tries === 1) throw new BatonError('step', 'rate_limit', 'Slow down.', detail);
        return 'at last';
      },
    });
    const run_id = await on.start(runner);
    const waiting = await until(async () => {
      const { steps } = await runner.service.run(run_id);
      return steps.find(({ step_id, attempt }) => step_id === 'lens' && attempt === 2);
    });
    expect(waiting).toMatchObject({
      status: 'pending',
      activity: 'waiting 90 s before the next try: Slow down.',
    });
    const [task] = await on.query(
      `SELECT round(extract(epoch FROM run_at - created_at))::int AS delay FROM tasks WHERE attempt = 2`,
    );
    expect(task).toEqual({ delay: 90 });
    await runner.service.cancel(run_id, 'test');
    expect((await runner.service.run(run_id)).steps[0]).toMatchObject({ status: 'pending', activity: null });
  });

  it('delays a code step as well', async () => {
    let tries = 0;
    const runner = await on.working({
      flow: CODE,
      code: async () => {
        if (++tries === 1) throw new BatonError('environment', 'git', 'git is busy.', { passing: true });
        const [step] = await on.query<{ seconds: number }>(
          'SELECT extract(epoch FROM started_at - dispatched_at)::float8 AS seconds FROM flow_steps',
        );
        return { output: String(step?.seconds) };
      },
    });
    const { step } = await ended(runner, await on.start(runner));
    expect(step('only')).toMatchObject({ status: 'completed', attempt: 2 });
    expect(Number(step('only').output)).toBeGreaterThanOrEqual(0.5);
  });

  it('fails the step when it is met too often', async () => {
    const runner = await on.runner({ flow: AGENT });
    const run_id = await on.start(runner);
    await on.query(`UPDATE flow_steps SET faults = $1 WHERE step_id = 'lens'`, [MOST_FAULTS]);
    const busy = async () => {
      throw new BatonError('step', 'rate_limit', 'Slow down.', { passing: true });
    };
    await on.working({ flow: AGENT, agent: busy });
    const { step } = await ended(runner, run_id);
    expect(step('lens')).toMatchObject({ status: 'failed', error: 'Slow down. (tried 4 times)', attempt: 1 });
  });
});

describe('a step that has lost its worker too often', () => {
  it('is given up', async () => {
    const runner = await on.runner({ flow: CODE });
    const run_id = await on.start(runner);
    await on.query(
      `UPDATE flow_steps SET status = 'running', worker_id = 'dead', losses = 25, started_at = now() WHERE run_id = $1`,
      [run_id],
    );
    const { run } = await ended(runner, run_id);
    expect(run.error).toBe('step only failed: its worker died 26 times; it may be what kills them');
  });
});

describe('a step that takes too long', () => {
  it('fails at its deadline when it is code, and is told to stop', async () => {
    let told = false;
    const runner = await on.working({
      flow: toyFlow([
        toyStep('slow', [], {
          onFail: 'continue',
          budget: { maxFindings: 1, maxMinutes: 0.003, maxTurns: 1 },
        }),
        toyStep('end', ['slow'], { always: true }),
      ]),
      code: async ({ step, signal }) => {
        if (step.step_id === 'slow') {
          signal.addEventListener('abort', () => {
            told = true;
          });
          await new Promise(() => undefined);
        }
        return { output: 'x' };
      },
    });
    const { step } = await ended(runner, await on.start(runner));
    expect(step('slow')).toMatchObject({
      status: 'failed',
      error: 'The step took longer than 0.003 minutes.',
      attempt: 1,
    });
    expect(told).toBe(true);
  });

  it('is tried again once, and then fails, when it is an agent that says nothing for too long', async () => {
    const latch = createLatch();
    const runner = await on.working({
      flow: AGENT,
      agent: (_, signal) => latch.wait(signal).then(() => 'never'),
      options: limits({ idleMs: 200 }),
    });
    const { run, step } = await ended(runner, await on.start(runner));
    const error = 'The agent said nothing for 0 seconds. (tried 2 times)';
    expect(run.error).toBe(`The only agent failed: ${error}`);
    expect(step('lens')).toMatchObject({ status: 'failed', error, attempt: 2 });
  });

  it('fails when it is an agent at the end of its minutes', async () => {
    const latch = createLatch();
    const flow = toyFlow([
      toyStep('lens', [], { kind: 'agent', budget: { maxFindings: 1, maxMinutes: 0.003, maxTurns: 1 } }),
      toyStep('end', ['lens'], { always: true }),
    ]);
    const runner = await on.working({ flow, agent: (_, signal) => latch.wait(signal).then(() => 'never') });
    const { step } = await ended(runner, await on.start(runner));
    expect(step('lens')).toMatchObject({ status: 'failed', error: 'The agent took longer than 0 seconds.' });
  });
});

describe('an agent that floods', () => {
  it('fails its step and nothing else', async () => {
    const runner = await on.working({
      agent: async ({ prompt }) => (prompt === 'b' ? 'x'.repeat(5_000_000) : 'yes'),
    });
    const { run, step } = await ended(runner, await on.start(runner));
    expect(run.status).toBe('completed');
    expect(step('b')).toMatchObject({
      status: 'failed',
      error: 'The agent wrote more than 4194304 bytes.',
      output: null,
    });
    expect(step('c').status).toBe('completed');
  });
});

describe('a fault that is a bug', () => {
  it('fails the step with its message and is logged with its place', async () => {
    const lines: string[] = [];
    const runner = await on.working({
      flow: CODE,
      code: async () => {
        throw new TypeError('x is not a function');
      },
      options: { log: (line) => lines.push(line) },
    });
    const { step } = await ended(runner, await on.start(runner));
    expect(step('only')).toMatchObject({ status: 'failed', error: 'x is not a function' });
    expect(lines.join('\n')).toMatch(
      /step only met a bug: TypeError: x is not a function\n.*faults\.long\.test\.ts/,
    );
  });
});

describe('a database connection that breaks under a step', () => {
  it('is met again, and fails nothing', async () => {
    let tries = 0;
    const flow = toyFlow([toyStep('first', []), toyStep('end', ['first'], { always: true })]);
    const runner = await on.working({
      flow,
      code: async ({ step, read }) => {
        if (step.step_id === 'end' && ++tries === 1) {
          // The pool's connections break; the worker's own does not, so the step stays this worker's.
          let broken: unknown = null;
          const reading = async (): Promise<void> => {
            while (broken === null) await read('first');
          };
          const readers = Array.from({ length: 5 }, () =>
            reading().catch((error: unknown) => {
              broken ??= error;
            }),
          );
          while (broken === null) await terminate(on.pool(), `application_name = 'baton'`);
          await Promise.all(readers);
          throw broken;
        }
        return { output: (await read('first')) ?? 'first' };
      },
    });
    const { run, step } = await ended(runner, await on.start(runner));
    expect(run.status).toBe('completed');
    expect(step('end').attempt).toBeGreaterThan(1);
  });
});
