import { describe, expect, it } from 'vitest';
import type { Flow } from '../../../runner/core/step-spec.ts';
import { claimStep } from '../../../runner/engine/run-transactions.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness, until } from './harness.ts';

const on = harness();
const CODE = toyFlow([toyStep('only', [], { always: true })]);
const AGENT = toyFlow([toyStep('only', [], { kind: 'agent', always: true })]);

/** A run whose only step has its job; there is a worker, which takes nothing. */
async function startedWith(flow: Flow) {
  const runner = await on.runner({ flow });
  await on.manualWorker();
  return { runner, run_id: await on.start(runner) };
}

describe.each([
  ['code', CODE],
  ['agent', AGENT],
])('a step of kind %s whose job is gone', (_, flow) => {
  it('gets another one', async () => {
    const { runner, run_id } = await startedWith(flow);
    expect(await on.query('DELETE FROM graphile_worker._private_jobs RETURNING id')).toHaveLength(1);
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    expect((await ended(runner, run_id)).step('only')).toMatchObject({ status: 'completed', attempt: 1 });
  });

  it('gets another one when the queue has put it off after a failure', async () => {
    const runner = await on.runner({ flow });
    const run_id = await on.start(runner);
    await on.query(
      `UPDATE graphile_worker._private_jobs SET attempts = 3, run_at = now() + interval '1 hour'`,
    );
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    expect((await ended(runner, run_id)).run.status).toBe('completed');
  });

  it('gets another one when someone keeps it locked who never claims it', async () => {
    const { runner, run_id } = await startedWith(flow);
    const lock = `UPDATE graphile_worker._private_jobs SET locked_by = 'nobody', locked_at = now() RETURNING id`;
    expect(await on.query(lock)).toHaveLength(1);
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    expect((await ended(runner, run_id)).run.status).toBe('completed');
  });
});

describe('a run that nobody moves', () => {
  it('is brought forward from whatever state it was left in', async () => {
    const flow = toyFlow([toyStep('a', []), toyStep('b', ['a']), toyStep('end', ['b'], { always: true })]);
    const runner = await on.runner({ flow });
    const run_id = await on.start(runner);
    await on.query('DELETE FROM graphile_worker._private_jobs');
    await on.query(
      `UPDATE flow_steps SET status = 'completed', output = 'kept', dispatched_at = NULL, completed_at = now()
        WHERE run_id = $1 AND step_id = 'a'`,
      [run_id],
    );
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const { run, step } = await ended(runner, run_id);
    expect(run.status).toBe('completed');
    expect(step('a')).toMatchObject({ output: 'kept', attempt: 1 });
  });

  it('does not suffer from another that cannot be brought forward', async () => {
    const runner = await on.runner({ flow: CODE });
    const [broken, sound] = [await on.start(runner), await on.start(runner)];
    await on.query('DELETE FROM graphile_worker._private_jobs');
    await on.query(`UPDATE flow_steps SET dispatched_at = NULL`);
    await on.query(`UPDATE flow_runs SET created_at = created_at - interval '1 minute' WHERE id = $1`, [
      broken,
    ]);
    await on.query(`UPDATE flow_steps SET spec = spec - 'needs' - 'always' WHERE run_id = $1`, [broken]);
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    expect((await ended(runner, sound)).run.status).toBe('completed');
    expect((await runner.service.run(broken)).run.status).toBe('running');
  });
});

describe('a claim whose answer was lost on the way', () => {
  it('is handed back by the worker who does not know of it', async () => {
    const runner = await on.runner({ flow: CODE });
    const run_id = await on.start(runner);
    await on.query('DELETE FROM graphile_worker._private_jobs');
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const [worker] = await until(async () => {
      const rows = await on.query<{ id: string }>('SELECT id FROM workers');
      return rows.length === 1 && rows;
    });
    const { context } = await on.manualWorker();
    const claimed = await claimStep(context, {
      run_id,
      step_id: 'only',
      attempt: 1,
      worker_id: worker?.id ?? '',
    });
    expect(claimed).not.toBeNull();
    expect((await ended(runner, run_id)).step('only')).toMatchObject({ status: 'completed', attempt: 2 });
  });
});
