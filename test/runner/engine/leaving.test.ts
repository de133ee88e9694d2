import { describe, expect, it } from 'vitest';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, until } from './harness.ts';

const on = harness();
const FLOW = toyFlow([
  toyStep('code', []),
  toyStep('agent', [], { kind: 'agent' }),
  toyStep('end', ['code', 'agent'], { always: true }),
]);

describe('a worker that is stopped', () => {
  it('hands its steps back at once, unharmed, and others do them', async () => {
    const latch = createLatch();
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step, signal }) => {
        if (step.step_id === 'code') await latch.wait(signal);
        return { output: 'first' };
      },
      agent: async (_, signal) => {
        await latch.wait(signal);
        return 'first';
      },
    });
    const run_id = await on.start(runner);
    await latch.reached(2);
    await runner.work.stop();
    const handedBack = await on.query(
      'SELECT status, worker_id, faults, losses, attempt FROM flow_steps WHERE run_id = $1 ORDER BY position LIMIT 2',
      [run_id],
    );
    const waiting = { status: 'pending', worker_id: null, faults: 0, losses: 0, attempt: 2 };
    expect(handedBack).toEqual([waiting, waiting]);
    expect(await on.query('SELECT FROM workers')).toEqual([]);

    const other = await on.working({
      flow: FLOW,
      code: async () => ({ output: 'second' }),
      agent: async () => 'second',
    });
    const { run, step } = await ended(other, run_id);
    expect(run.status).toBe('completed');
    expect([step('code').output, step('agent').output]).toEqual(['second', 'second']);
  });

  it('hands back even what ignores that it is told to stop', async () => {
    const flow = toyFlow([toyStep('only', [], { always: true })]);
    const latch = createLatch();
    const runner = await on.working({
      flow,
      code: async () => {
        await latch.wait();
        return { output: 'deaf' };
      },
    });
    const run_id = await on.start(runner);
    await latch.reached();
    await runner.work.stop();
    latch.open();
    const other = await on.working({ flow, code: async () => ({ output: 'heard' }) });
    expect((await ended(other, run_id)).step('only').output).toBe('heard');
  });

  it('hands back what it was given in the very moment of leaving', async () => {
    const flow = toyFlow([toyStep('only', [], { always: true })]);
    const latch = createLatch();
    const runner = await on.runner({
      flow,
      code: async ({ signal }) => latch.wait(signal).then(() => ({ output: 'x' })),
    });
    const run_id = await on.start(runner);
    // The claim waits for the run's lock until the worker has been told to leave.
    const holder = await on.pool().connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM flow_runs WHERE id = $1 FOR UPDATE', [run_id]);
      const work = await runner.startWork();
      await until(async () => (await claimsWaiting()) > 0);
      const stopped = work.stop();
      await holder.query('COMMIT');
      await stopped;
    } finally {
      holder.release();
    }
    expect(await on.query('SELECT status, worker_id FROM flow_steps WHERE run_id = $1', [run_id])).toEqual([
      { status: 'pending', worker_id: null },
    ]);
  });
});

async function claimsWaiting(): Promise<number> {
  const rows = await on.query(
    `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%baton_claim_step%'
        AND datname = current_database() AND pid <> pg_backend_pid()`,
  );
  return rows.length;
}
