/** How a run ends whose agents fail, and what a retry of it does: with one lens, with all, and with a key that is refused. */
import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness, limits } from './harness.ts';

const on = harness();
const LENSES = Array.from({ length: 6 }, (_, index) => `lens-${index}`);
const LENS = { kind: 'agent', primary: 'lens' } as const;
const FLOW = toyFlow([
  toyStep('scope', []),
  ...LENSES.map((id) => toyStep(id, ['scope'], LENS)),
  toyStep('merge', LENSES),
  toyStep('skeptic', ['merge'], { kind: 'agent' }),
  toyStep('check', ['skeptic']),
  toyStep('render', ['check'], { always: true }),
]);
const KEY = 'OpenAI refused the key in OPENAI_API_KEY (401): no';
const refusal = (code = 'auth') => new BatonError('step', code, KEY);

/** A runner whose agents are asked `trouble` first; `asked` lists who was asked. */
async function runnerWith(trouble: (step_id: string) => void, perWorker = 2) {
  const asked: string[] = [];
  let done = 0;
  const runner = await on.working({
    flow: FLOW,
    code: async ({ step }) => ({ output: `${step.step_id} ${++done}` }),
    agent: async ({ prompt }) => {
      asked.push(prompt);
      trouble(prompt);
      return `${prompt} ${++done}`;
    },
    options: limits({ perWorker }),
  });
  return { runner, asked };
}

describe('a run whose key is refused', () => {
  it('asks no agent that has not begun, fails with the reason, and keeps its report', async () => {
    const { runner, asked } = await runnerWith(() => {
      throw refusal();
    });
    const { run, step, report } = await ended(runner, await on.start(runner));
    expect(run).toMatchObject({ status: 'failed', error: `All 6 lenses failed: ${KEY}` });
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(step('lens-5')).toMatchObject({
      status: 'skipped',
      skip_cause: 'backend_refused',
      error: `not started: ${KEY}`,
    });
    expect(step('skeptic')).toMatchObject({ status: 'skipped', skip_cause: 'backend_refused' });
    expect(step('merge').status).toBe('completed');
    expect(report).toBe(step('render').output);
    expect(await on.query(`SELECT FROM tasks WHERE state IN ('pending', 'running')`)).toEqual([]);
  });

  it('is retried with a good key: all agents are asked again, completed steps before them are kept', async () => {
    const key = { good: false };
    const { runner } = await runnerWith(() => {
      if (!key.good) throw refusal('no_model');
    });
    const run_id = await on.start(runner);
    const before = await ended(runner, run_id);
    key.good = true;
    await runner.service.retry(run_id, 'test');
    const after = await ended(runner, run_id);
    expect(after.run).toMatchObject({ status: 'completed', error: null });
    expect(after.steps.map(({ status }) => status)).toEqual(after.steps.map(() => 'completed'));
    expect(after.steps.map(({ skip_cause }) => skip_cause)).toEqual(after.steps.map(() => null));
    expect(after.step('scope')).toEqual(before.step('scope'));
    expect(after.report).not.toBe(before.report);
  });

  it('completes with what its lenses had found when the key is refused after them, and can be retried', async () => {
    const key = { good: true };
    const { runner, asked } = await runnerWith((step_id) => {
      if (step_id === 'skeptic' && key.good) throw refusal();
    });
    const run_id = await on.start(runner);
    const first = await ended(runner, run_id);
    expect(first.run).toMatchObject({ status: 'completed', error: null });
    key.good = false;
    asked.length = 0;
    await runner.service.retry(run_id, 'test');
    const second = await ended(runner, run_id);
    expect(asked).toEqual(['skeptic']);
    expect(second.step('skeptic').status).toBe('completed');
    expect(second.step('merge')).toEqual(first.step('merge'));
    expect(second.step('check').output).not.toBe(first.step('check').output);
  });
});

describe('a completed run of which one lens failed', () => {
  it('is retried: that lens and all that read on without it are done again, the other lenses are kept', async () => {
    const broken = { on: true };
    const { runner, asked } = await runnerWith((step_id) => {
      if (step_id === 'lens-2' && broken.on) throw new BatonError('step', 'model', 'The model failed.');
    });
    const run_id = await on.start(runner);
    const first = await ended(runner, run_id);
    expect(first.run.status).toBe('completed');
    broken.on = false;
    asked.length = 0;
    await runner.service.retry(run_id, 'test');
    const second = await ended(runner, run_id);
    expect(asked.toSorted()).toEqual(['lens-2', 'skeptic']);
    for (const kept of ['scope', 'lens-0', 'lens-5']) expect(second.step(kept)).toEqual(first.step(kept));
    for (const again of ['merge', 'check', 'render'])
      expect(second.step(again).output).not.toBe(first.step(again).output);
    await expect(runner.service.retry(run_id, 'test')).rejects.toMatchObject({ code: 'not_retryable' });
  });
});

describe('a run that was stored before agents were marked', () => {
  it('ends as its specs say, and can be retried', async () => {
    const idle = await on.runner({ flow: FLOW });
    const run_id = await on.start(idle);
    await on.query(`UPDATE flow_steps SET spec = spec - 'primary'`);
    const { runner } = await runnerWith(() => {
      throw refusal();
    });
    const { run } = await ended(runner, run_id);
    expect(run).toMatchObject({ status: 'failed', error: expect.stringMatching(/^All 7 agents failed: /) });
    await expect(runner.service.retry(run_id, 'test')).resolves.toBeUndefined();
  });
});
