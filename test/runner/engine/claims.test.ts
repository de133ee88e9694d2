import { describe, expect, it } from 'vitest';
import {
  claimStep,
  completeStep,
  recordStepFault,
  releaseStep,
} from '../../../runner/engine/run-transactions.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, stepOf } from './harness.ts';

const on = harness();
const FLOW = toyFlow([
  toyStep('code', []),
  toyStep('agent', [], { kind: 'agent' }),
  toyStep('end', ['code', 'agent'], { always: true }),
]);

/** Everything that is stored of a run. */
async function everything(run_id: string): Promise<unknown[]> {
  return on.query(
    `SELECT to_jsonb(run) AS run, to_jsonb(step) AS step, to_jsonb(task) AS task
       FROM flow_runs run JOIN flow_steps step ON step.run_id = run.id LEFT JOIN tasks task ON task.id = step.task_id
      WHERE run.id = $1 ORDER BY step.position`,
    [run_id],
  );
}

describe('a delivered step', () => {
  it('is begun once, though its job is delivered again and again', async () => {
    const latch = createLatch();
    let begun = 0;
    const code = async () => {
      begun += 1;
      await latch.wait();
      return { output: 'done' };
    };
    const flow = toyFlow([toyStep('only', [], { always: true })]);
    const runner = await on.working({ flow, code });
    await on.working({ flow, code });
    const run_id = await on.start(runner);
    await latch.reached();
    await on.query(
      `SELECT graphile_worker.add_job('code', json_build_object('run_id', $1::uuid, 'step_id', 'only', 'attempt', 1))
         FROM generate_series(1, 20)`,
      [run_id],
    );
    await expect.poll(() => jobsLeft(), { timeout: 10_000 }).toBe(1);
    latch.open();
    await ended(runner, run_id);
    expect(begun).toBe(1);
  });

  it('goes to one of two workers that claim it at the same moment', async () => {
    const runner = await on.runner({ flow: FLOW });
    const [left, right] = [await on.manualWorker(), await on.manualWorker()];
    for (let round = 0; round < 30; round++) {
      const run_id = await on.start(runner);
      for (const step_id of ['code', 'agent']) {
        const claims = await Promise.all(
          [left, right].map((manualWorker) =>
            claimStep(manualWorker.context, manualWorker.claimOf(run_id, step_id)),
          ),
        );
        expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
      }
    }
  });

  it('is nobody’s when it is of an attempt that is over', async () => {
    const runner = await on.runner({ flow: FLOW });
    const manualWorker = await on.manualWorker();
    const run_id = await on.start(runner);
    const first = manualWorker.claimOf(run_id, 'code');
    await claimStep(manualWorker.context, first);
    await releaseStep(manualWorker.context, first, 'leaving');
    expect(await claimStep(manualWorker.context, first)).toBeNull();
    expect(await claimStep(manualWorker.context, manualWorker.claimOf(run_id, 'code', 2))).not.toBeNull();
  });

  it('is nobody’s when there is no such run', async () => {
    const manualWorker = await on.manualWorker();
    const nowhere = manualWorker.claimOf('00000000-0000-4000-8000-000000000000', 'code');
    expect(await claimStep(manualWorker.context, nowhere)).toBeNull();
    expect(await completeStep(manualWorker.context, nowhere, { output: '', summary: '' })).toBe('late');
  });
});

describe.each(['code', 'agent'])('a late answer of a step of kind %s', (step_id) => {
  it('changes nothing once the step went to another worker', async () => {
    const runner = await on.runner({ flow: FLOW });
    const [slow, quick] = [await on.manualWorker(), await on.manualWorker()];
    const run_id = await on.start(runner);
    const late = slow.claimOf(run_id, step_id);
    await claimStep(slow.context, late);
    await on.query(`UPDATE workers SET heartbeat_at = heartbeat_at - interval '1 minute' WHERE id = $1`, [
      slow.id,
    ]);
    const next = quick.claimOf(run_id, step_id, 2);
    await expect.poll(() => claimStep(quick.context, next), { timeout: 10_000 }).not.toBeNull();

    const held = await everything(run_id);
    expect(await completeStep(slow.context, late, { output: 'stale', summary: 'stale' })).toBe('late');
    expect(await recordStepFault(slow.context, late, { message: 'stale', passing: false })).toBe('late');
    expect(await releaseStep(slow.context, late, 'stale')).toBe('late');
    expect(await everything(run_id)).toEqual(held);

    expect(await completeStep(quick.context, next, { output: 'fresh', summary: 'fresh' })).toBe('stored');
    const stored = await everything(run_id);
    expect(await completeStep(slow.context, late, { output: 'stale', summary: 'stale' })).toBe('late');
    expect(await completeStep(quick.context, next, { output: 'twice', summary: 'twice' })).toBe('late');
    expect(await everything(run_id)).toEqual(stored);
    const { steps } = await runner.service.run(run_id);
    expect(stepOf(steps, step_id)).toMatchObject({ status: 'completed', output: 'fresh', attempt: 2 });
  });

  it('changes nothing when the same attempt is another worker’s', async () => {
    const runner = await on.runner({ flow: FLOW });
    const [holder, stranger] = [await on.manualWorker(), await on.manualWorker()];
    const run_id = await on.start(runner);
    await claimStep(holder.context, holder.claimOf(run_id, step_id));
    const held = await everything(run_id);
    const forged = stranger.claimOf(run_id, step_id);
    expect(await completeStep(stranger.context, forged, { output: 'x', summary: 'x' })).toBe('late');
    expect(await recordStepFault(stranger.context, forged, { message: 'x', passing: false })).toBe('late');
    expect(await everything(run_id)).toEqual(held);
  });
});

describe('the task of an agent step', () => {
  it('is lost with its worker, and the next attempt has a task of its own', async () => {
    const runner = await on.runner({ flow: FLOW });
    const [slow, quick] = [await on.manualWorker(), await on.manualWorker()];
    const run_id = await on.start(runner);
    await claimStep(slow.context, slow.claimOf(run_id, 'agent'));
    await on.query(`DELETE FROM workers WHERE id = $1`, [slow.id]);
    const next = quick.claimOf(run_id, 'agent', 2);
    await expect.poll(() => claimStep(quick.context, next), { timeout: 10_000 }).not.toBeNull();
    await completeStep(quick.context, next, { output: 'fresh', summary: 'fresh' });
    const tasks = await on.query(
      'SELECT attempt, state, worker_id FROM tasks WHERE run_id = $1 ORDER BY attempt',
      [run_id],
    );
    expect(tasks).toEqual([
      { attempt: 1, state: 'lost', worker_id: slow.id },
      { attempt: 2, state: 'completed', worker_id: quick.id },
    ]);
  });
});

async function jobsLeft(): Promise<number> {
  const [row] = await on.query<{ jobs: number }>('SELECT count(*)::int AS jobs FROM graphile_worker.jobs');
  return row?.jobs ?? -1;
}
