/** What a run is expected to take, asked before it exists, from completed runs on a real database. */
import { describe, expect, it } from 'vitest';
import { NO_BUDGETS } from '../../../runner/core/budget.ts';
import type { WantedRun } from '../../../runner/core/expected-run.ts';
import type { AgentBackend } from '../../../runner/core/ports/agent.ts';
import { TOY_PROJECT, type Toy, toyPreferences } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();

const WANTED: WantedRun = {
  ...{ project_id: 'toy', flow_name: 'toy', band: 'small', fast: false, backend: null, model: null },
};

/** Each of the four agents uses 90 tokens in and 10 out. */
function telling(name = 'toy'): Toy {
  const backend: AgentBackend = {
    name,
    needsCheckout: false,
    probe: async () => ({ ok: true }),
    async *run(task) {
      yield { type: 'usage', inputTokens: 90, outputTokens: 10 };
      yield { type: 'done', stop: 'end_turn', output: task.prompt };
    },
  };
  return { options: { backends: [backend], preferences: toyPreferences([name]) } };
}

type Working = Awaited<ReturnType<typeof on.working>>;

/** Completes a run, and says how long it took. */
async function completed(runner: Working, seconds: number, more: Parameters<typeof on.start>[1] = {}) {
  const run_id = await on.start(runner, more);
  await ended(runner, run_id);
  await on.query('UPDATE flow_runs SET completed_at = started_at + make_interval(secs => $2) WHERE id = $1', [
    run_id,
    seconds,
  ]);
  return run_id;
}

describe('what a run is expected to take', () => {
  it('is no figure while no run like it has completed', async () => {
    const runner = await on.working(telling());
    await completed(runner, 60, { band: 'large' });
    expect(await runner.service.expected(WANTED)).toEqual({
      ...{ backend: 'toy', backend_reason: 'as configured', model: null, asks_model: true, warning: null },
      ...{ runs: 0, duration_ms: null, input_tokens: null, output_tokens: null, cost: null },
    });
  });

  it('is what the middle one of the runs like it took', async () => {
    const runner = await on.working(telling());
    for (const seconds of [60, 100, 200]) await completed(runner, seconds);
    expect(await runner.service.expected(WANTED)).toMatchObject({
      ...{ runs: 3, duration_ms: 100_000, input_tokens: 360, output_tokens: 40, cost: null },
    });
  });

  it('comes from other projects only while its own has no run like it', async () => {
    const runner = await on.working(telling());
    const elsewhere = { ...TOY_PROJECT, id: 'elsewhere' };
    await completed(runner, 600, { project: elsewhere });
    expect(await runner.service.expected(WANTED)).toMatchObject({ runs: 1, duration_ms: 600_000 });
    await completed(runner, 60);
    expect(await runner.service.expected(WANTED)).toMatchObject({ runs: 1, duration_ms: 60_000 });
  });

  it('leaves out how long a run took that was retried', async () => {
    const runner = await on.working(telling());
    const run_id = await completed(runner, 86_400);
    await on.query(`INSERT INTO audit_log (actor, action, run_id) VALUES ('test', 'retry', $1)`, [run_id]);
    expect(await runner.service.expected(WANTED)).toMatchObject({ runs: 1, duration_ms: null });
  });

  it('has a time but neither tokens nor cost on a back end without a model', async () => {
    const runner = await on.working(telling('offline'));
    await completed(runner, 3);
    expect(await runner.service.expected(WANTED)).toMatchObject({
      ...{ backend: 'offline', asks_model: false, runs: 1, duration_ms: 3_000 },
      ...{ input_tokens: null, output_tokens: null, cost: null },
    });
  });

  it('comes with the budget that is likely to be met, though no run like it was measured', async () => {
    const toy = telling();
    const spending = { budgets: { ...NO_BUDGETS, run: { max_tokens: 1000, max_cost: null } }, prices: {} };
    const runner = await on.runner({ ...toy, options: { ...toy.options, spending } });
    const { warning } = await runner.service.expected(WANTED);
    expect(warning).toMatch(/^likely to meet the budget of the run/);
  });

  it.each([
    [{ flow_name: 'toys' }, { code: 'unknown_flow', path: 'flow_name' }],
    [{ backend: 'tom' }, { code: 'unknown_backend', path: 'backend' }],
  ])('is refused for %j', async (more, error) => {
    const runner = await on.runner(telling());
    await expect(runner.service.expected({ ...WANTED, ...more })).rejects.toMatchObject(error);
  });

  it('does not start the back ends’ programs anew for each question', async () => {
    let probes = 0;
    const toy = telling();
    const backends = (toy.options?.backends ?? []).map((backend) => ({
      ...backend,
      probe: async () => {
        probes += 1;
        return { ok: true };
      },
    }));
    const runner = await on.runner({ ...toy, options: { ...toy.options, backends } });
    await runner.service.expected(WANTED);
    await runner.service.expected({ ...WANTED, band: 'large' });
    expect(probes).toBe(1);
  });
});
