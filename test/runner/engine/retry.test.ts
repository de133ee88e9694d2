import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness, limits } from './harness.ts';

const on = harness();
const FLOW = toyFlow([
  toyStep('scope', []),
  toyStep('lens', ['scope'], { kind: 'agent' }),
  toyStep('gate', ['lens']),
  toyStep('judge', ['gate'], { kind: 'agent' }),
  toyStep('render', ['judge'], { always: true }),
]);

/** A runner whose gate fails while `broken` says so; every code step's output counts how often any was done. */
async function withGate() {
  const gate = { broken: true };
  let done = 0;
  const runner = await on.working({
    flow: FLOW,
    code: async ({ step }) => {
      if (step.step_id === 'gate' && gate.broken)
        throw new BatonError('step', 'contract', 'The gate is shut.');
      return { output: `${step.step_id} ${++done}` };
    },
  });
  return { runner, gate };
}

describe('a run whose gate failed', () => {
  it('fails, says why, skips what comes after, and still renders its report', async () => {
    const { runner } = await withGate();
    const { run, step, report } = await ended(runner, await on.start(runner));
    expect(run).toMatchObject({ status: 'failed', error: 'step gate failed: The gate is shut.' });
    expect(step('judge')).toMatchObject({
      status: 'skipped',
      error: 'step gate failed',
      skip_cause: 'failure',
      attempt: 0,
    });
    expect(step('render').status).toBe('completed');
    expect(report).toBe(step('render').output);
  });

  it('leaves no task waiting that was handed out before the gate failed', async () => {
    const flow = toyFlow([
      toyStep('gate', []),
      ...['a', 'b', 'c'].map((name) => toyStep(name, [], { kind: 'agent' })),
      toyStep('end', ['gate', 'a', 'b', 'c'], { always: true }),
    ]);
    // Agents may take one task at a time, and the first takes until the gate has failed.
    const gateFailed = Promise.withResolvers<void>();
    const runner = await on.working({
      flow,
      code: async ({ step }) => {
        if (step.step_id === 'end') return { output: 'end' };
        throw new BatonError('step', 'contract', 'The gate is shut.');
      },
      agent: () => gateFailed.promise.then(() => 'done'),
      options: limits({ perWorker: 1, perRun: 2 }),
    });
    const run_id = await on.start(runner);
    await expect
      .poll(
        async () =>
          (await on.query(`SELECT FROM flow_steps WHERE run_id = $1 AND status = 'skipped'`, [run_id]))
            .length,
      )
      .toBeGreaterThan(0);
    gateFailed.resolve();
    await ended(runner, run_id);
    expect(await on.query(`SELECT step_id FROM tasks WHERE state IN ('pending', 'running')`)).toEqual([]);
  });
});

describe('a retry', () => {
  it('completes the run and leaves what had completed as it was', async () => {
    const { runner, gate } = await withGate();
    const run_id = await on.start(runner);
    const before = await ended(runner, run_id);
    gate.broken = false;
    await runner.service.retry(run_id, 'cli:ana');
    const after = await ended(runner, run_id);
    expect(after.run).toMatchObject({ id: run_id, status: 'completed', error: null });
    for (const kept of ['scope', 'lens']) expect(after.step(kept)).toEqual(before.step(kept));
    expect(after.step('gate')).toMatchObject({ status: 'completed', attempt: 2, error: null });
    expect(after.step('judge')).toMatchObject({ status: 'completed', attempt: 1, error: null });
    expect(after.report).toBe(after.step('render').output);
    expect(after.report).not.toBe(before.report);
  });

  it('shows nothing of the failed round while it is under way', async () => {
    const { runner } = await withGate();
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    await on.query('UPDATE flow_runs SET input_tokens = 5');
    await runner.work.stop();
    await runner.service.retry(run_id, 'test');
    const { run, report, steps } = await runner.service.run(run_id);
    expect(run).toMatchObject({ status: 'running', error: null, completed_at: null });
    expect(run.usage.input_tokens).toBeNull();
    expect(report).toBeNull();
    expect(steps.map((step) => step.status)).toEqual([
      'completed',
      'completed',
      'pending',
      'pending',
      'pending',
    ]);
    expect(steps[2]).toMatchObject({ output: null, error: null, completed_at: null });
  });

  it('may be made as often as the run fails', async () => {
    const { runner } = await withGate();
    const run_id = await on.start(runner);
    for (let round = 1; round <= 3; round++) {
      expect((await ended(runner, run_id)).step('gate').attempt).toBe(round);
      if (round < 3) await runner.service.retry(run_id, 'test');
    }
  });

  it('is refused for a run that is under way or completed, and for one that is not there', async () => {
    const { runner, gate } = await withGate();
    gate.broken = false;
    const idle = await on.runner({ flow: FLOW });
    await runner.work.stop();
    const run_id = await on.start(idle);
    const refused = { kind: 'conflict', code: 'not_retryable' };
    await expect(idle.service.retry(run_id, 'test')).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('is still running'),
    });
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    await ended(idle, run_id);
    await expect(idle.service.retry(run_id, 'test')).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('none of its steps failed, so there is nothing to retry'),
    });
    const nowhere = '00000000-0000-4000-8000-000000000000';
    await expect(idle.service.retry(nowhere, 'test')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'unknown_run',
    });
    await expect(idle.service.cancel(nowhere, 'test')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'unknown_run',
    });
  });
});

describe('a run of a remote repository whose paths match nothing', () => {
  it('fails in its first step, and a retry of it is refused with why', async () => {
    const says = 'No file matches "srcc". Start a new run with other paths or another commit.';
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'scope') throw new BatonError('step', 'no_files', says);
        return { output: step.step_id };
      },
    });
    const run_id = await on.start(runner, { resolves: 'later', paths: ['srcc'] });
    const { run, step } = await ended(runner, run_id);
    expect(run).toMatchObject({ status: 'failed', error: `step scope failed: ${says}` });
    expect(step('scope').fail_code).toBe('no_files');
    await expect(runner.service.retry(run_id, 'test')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'not_retryable',
      message: `A retry of this run fails again, so start a new one. Step scope failed: ${says}`,
    });
  });
});
