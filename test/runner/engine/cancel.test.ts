import { describe, expect, it } from 'vitest';
import { createLatch, ended, harness, stepOf, until } from './harness.ts';

const on = harness();
const CANCELLED = { status: 'pending', worker_id: null, dispatched_at: null, started_at: null };

describe('a run that is cancelled', () => {
  it('has its steps back at pending and their tasks cancelled, and says who did it', async () => {
    const latch = createLatch();
    const runner = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'no') });
    const run_id = await on.start(runner);
    await latch.reached(4);
    await runner.service.cancel(run_id, 'cli:ana');
    const { run, step } = await ended(runner, run_id);
    expect(run).toMatchObject({ status: 'cancelled', error: 'cancelled by cli:ana' });
    expect(run.completed_at).not.toBeNull();
    expect(step('scope').status).toBe('completed');
    const steps = await on.query(
      'SELECT status, worker_id, dispatched_at, started_at FROM flow_steps WHERE run_id = $1 AND position > 1',
      [run_id],
    );
    expect(steps).toEqual(Array.from({ length: 5 }, () => CANCELLED));
    expect(await on.query('SELECT state FROM tasks WHERE run_id = $1', [run_id])).toEqual(
      Array.from({ length: 4 }, () => ({ state: 'cancelled' })),
    );
    const [entry] = await on.query(
      'SELECT actor, action FROM audit_log WHERE run_id = $1 ORDER BY id DESC LIMIT 1',
      [run_id],
    );
    expect(entry).toEqual({ actor: 'cli:ana', action: 'cancel' });
  });

  it('stops its workers in other processes', async () => {
    const latch = createLatch();
    const reasons: unknown[] = [];
    const agent = async (_: unknown, signal: AbortSignal) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      await latch.wait(signal);
      return 'no';
    };
    await on.working({ agent });
    const face = await on.runner({});
    const run_id = await on.start(face);
    await latch.reached(4);
    await face.service.cancel(run_id, 'test');
    await until(async () => reasons.length === 4);
  });

  it('hears nothing more from a back end that takes no notice', async () => {
    const latch = createLatch();
    const runner = await on.working({ agent: () => latch.wait().then(() => 'too late') });
    const run_id = await on.start(runner);
    await latch.reached(4);
    await runner.service.cancel(run_id, 'test');
    const before = await runner.service.run(run_id);
    latch.open();
    await runner.work.stop();
    expect(await runner.service.run(run_id)).toEqual(before);
    expect(before.run.status).toBe('cancelled');
  });

  it('begins nothing that still waited in the queue', async () => {
    const begun: string[] = [];
    const runner = await on.runner({});
    const run_id = await on.start(runner);
    await runner.service.cancel(run_id, 'test');
    await on.working({
      code: async ({ step, run }) => {
        begun.push(`${run.id} ${step.step_id}`);
        return { output: 'x' };
      },
    });
    await ended(runner, await on.start(runner));
    await expect.poll(() => on.query('SELECT FROM graphile_worker.jobs')).toEqual([]);
    expect(begun.filter((line) => line.startsWith(run_id))).toEqual([]);
    expect(stepOf((await runner.service.run(run_id)).steps, 'scope').status).toBe('pending');
  });

  it('goes on from where it was when it is retried', async () => {
    const latch = createLatch();
    let rounds = 0;
    const runner = await on.working({
      code: async ({ step }) => ({ output: `${step.step_id} ${++rounds}` }),
      agent: (_, signal) => latch.wait(signal).then(() => 'yes'),
    });
    const run_id = await on.start(runner);
    await latch.reached(4);
    await runner.service.cancel(run_id, 'test');
    const before = await ended(runner, run_id);
    await runner.service.retry(run_id, 'test');
    await latch.reached(8);
    latch.open();
    const after = await ended(runner, run_id);
    expect(after.run).toMatchObject({ status: 'completed', error: null });
    expect(after.step('scope')).toEqual(before.step('scope'));
    expect(after.step('a').attempt).toBe(2);
  });

  it('cannot be cancelled again, nor one that has completed', async () => {
    const runner = await on.working({});
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const refusal = { kind: 'conflict', code: 'run_ended', message: expect.stringContaining('(completed)') };
    await expect(runner.service.cancel(run_id, 'test')).rejects.toMatchObject(refusal);
  });

  it('is cancelled once by two who do it at the same moment', async () => {
    const runner = await on.runner({});
    const run_id = await on.start(runner);
    const both = await Promise.allSettled(['ana', 'bob'].map((by) => runner.service.cancel(run_id, by)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});
