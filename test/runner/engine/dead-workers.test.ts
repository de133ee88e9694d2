import { describe, expect, it } from 'vitest';
import { addStrandedJobs } from '../../../runner/store/worker-rows.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, stepIn, terminate, until } from './harness.ts';
import { startWorkerChild } from './worker-child.ts';

const on = harness();
const FLOW = toyFlow([
  toyStep('code', []),
  toyStep('agent', [], { kind: 'agent' }),
  toyStep('end', ['code', 'agent'], { always: true }),
]);
/** The promise is two seconds; a test machine may be busy. */
const SOON_SECONDS = 5;

describe('a worker that is killed', () => {
  it('has all its steps back in the queue soon, and the run ends', async () => {
    const runner = await on.runner({ flow: FLOW });
    const child = await startWorkerChild(on.url());
    on.onEnd(child.kill);
    const run_id = await on.start(runner);
    await Promise.all([child.said('begun code'), child.said('begun agent')]);
    const [killed] = await on.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    await child.kill();
    const back = await until(async () => {
      const rows = await on.query<{ seconds: number }>(
        `SELECT extract(epoch FROM dispatched_at - $2)::float8 AS seconds FROM flow_steps
          WHERE run_id = $1 AND attempt = 2 AND status = 'pending' AND dispatched_at IS NOT NULL`,
        [run_id, killed?.at],
      );
      return rows.length === 2 && rows;
    });
    for (const { seconds } of back) expect(seconds).toBeLessThan(SOON_SECONDS);
    await runner.startWork().then((work) => on.onEnd(() => work.stop()));
    const { run, steps } = await ended(runner, run_id);
    expect(run.status).toBe('completed');
    expect(steps.map((step) => step.attempt)).toEqual([2, 2, 1]);
  });

  it('leaves no row behind, and no job locked in its name', async () => {
    const runner = await on.runner({ flow: FLOW });
    const child = await startWorkerChild(on.url());
    on.onEnd(child.kill);
    await on.start(runner);
    await Promise.all([child.said('begun code'), child.said('begun agent')]);
    await child.kill();
    await until(async () => {
      const [left] = await on.query<{ nothing: boolean }>(
        `SELECT NOT EXISTS (SELECT FROM workers)
            AND NOT EXISTS (SELECT FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL) AS nothing`,
      );
      return left?.nothing;
    });
    await expect
      .poll(() => on.query('SELECT DISTINCT state FROM tasks WHERE attempt = 1'))
      .toEqual([{ state: 'lost' }]);
  });

  it('does not keep a step that it had fetched and not begun', async () => {
    const runner = await on.runner({ flow: toyFlow([toyStep('only', [], { always: true })]) });
    const run_id = await on.start(runner);
    await on.query(
      `INSERT INTO workers (id, host, pid, slots, pool_ids) VALUES ('dead', 'h', 1, 1, '{dead-pool}')`,
    );
    await on.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'dead-pool', locked_at = now()`);
    await addStrandedJobs(on.pool());
    const jobs = await on.query(
      'SELECT locked_by, attempts < max_attempts AS live FROM graphile_worker.jobs WHERE key = $1',
      [`${run_id} only 1`],
    );
    expect(jobs).toEqual([{ locked_by: null, live: true }]);
  });
});

describe('a worker that falls silent', () => {
  it('loses its steps to others while it is paused, and is somebody new when it goes on', async () => {
    const child = await startWorkerChild(on.url());
    on.onEnd(child.kill);
    const runner = await on.runner({ flow: FLOW });
    const run_id = await on.start(runner);
    await Promise.all([child.said('begun code'), child.said('begun agent')]);
    child.signal('SIGSTOP');
    await on.query(`UPDATE workers SET heartbeat_at = heartbeat_at - interval '1 minute'`);
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const { run, steps } = await ended(runner, run_id);
    child.signal('SIGCONT');
    expect(run.status).toBe('completed');
    // When it is known again by another name, it has heard that it lost everything.
    await until(async () => (await on.query(`SELECT FROM workers WHERE pid = $1`, [child.pid])).length > 0);
    expect((await runner.service.run(run_id)).steps).toEqual(steps);
  });

  it('is alive again under another name after its connection was cut, and its steps are done once more', async () => {
    const begun: string[] = [];
    const latch = createLatch();
    const aborted: string[] = [];
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step, signal }) => {
        begun.push(step.step_id);
        if (begun.filter((id) => id === step.step_id).length === 1 && step.step_id === 'code') {
          signal.addEventListener('abort', () => aborted.push(step.step_id));
          await latch.wait(signal);
        }
        return { output: 'done' };
      },
      agent: async ({ prompt }, signal) => {
        begun.push(prompt);
        if (begun.filter((id) => id === prompt).length === 1) {
          signal.addEventListener('abort', () => aborted.push(prompt));
          await latch.wait(signal);
        }
        return 'done';
      },
    });
    const run_id = await on.start(runner);
    await latch.reached(2);
    const before = await on.query<{ id: string }>('SELECT id FROM workers');
    const cut = await terminate(
      on.pool(),
      `pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = ${0x42544e77})`,
    );
    expect(cut).toBe(1);
    const { run, step } = await ended(runner, run_id);
    expect(run.status).toBe('completed');
    expect([step('code').attempt, step('agent').attempt]).toEqual([2, 2]);
    expect(aborted.toSorted()).toEqual(['agent', 'code']);
    const now = await on.query<{ id: string }>('SELECT id FROM workers');
    expect(now).toHaveLength(1);
    expect(now).not.toEqual(before);
  });

  it('gives up a step that the database says is another’s', async () => {
    const latch = createLatch();
    let reason: unknown;
    const flow = toyFlow([toyStep('only', [], { always: true })]);
    const runner = await on.working({
      flow,
      code: async ({ signal }) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
        });
        await latch.wait(signal);
        return { output: 'done' };
      },
    });
    const run_id = await on.start(runner);
    await stepIn(runner, run_id, 'only');
    await latch.reached();
    await on.query(
      `UPDATE flow_steps SET worker_id = 'someone-else', attempt = attempt + 1 WHERE run_id = $1`,
      [run_id],
    );
    await until(async () => reason !== undefined);
    expect(reason).toMatchObject({ code: 'taken' });
    latch.open();
    expect((await ended(runner, run_id)).step('only').attempt).toBeGreaterThan(2);
  });
});
