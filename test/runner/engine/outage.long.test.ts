/** A database that goes away again and again, or is killed, and what can't be done meanwhile. */
import { describe, expect, it } from 'vitest';
import { createPool } from '../../../runner/database/connection.ts';
import { toyFlow, toyRequest, toyRunner, toyStep } from '../../setup/toy-runner.ts';
import { postmasterPid } from '../database/servers.ts';
import { createLatch, ended, stepOf, until } from './harness.ts';
import { ownServer, UNREACHABLE } from './own-server.ts';

const on = ownServer();

describe('while the database is away', () => {
  it('a runner cannot be made, nor a worker, and says why', async () => {
    const runner = await on.guest();
    const url = on.url();
    await on.goAway();
    await expect(runner.startWork()).rejects.toMatchObject(UNREACHABLE);
    const pool = createPool(url, 2, () => undefined);
    await expect(toyRunner({ url, pool })).rejects.toMatchObject(UNREACHABLE);
    await pool.end();
  });

  it('a worker can leave, with a step in its hands', async () => {
    const latch = createLatch();
    const { runner, stop } = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'x') });
    await runner.service.start(toyRequest());
    await latch.reached(4);
    await on.goAway();
    await stop();
  });
});

describe('a database that comes back', () => {
  it('has one worker where there was one, however often it goes', async () => {
    const { runner } = await on.working();
    for (let round = 0; round < 3; round++) {
      await on.goAway();
      const back = await on.begin();
      const { run_id } = await until(async () => runner.service.start(toyRequest()).catch(() => null));
      expect((await ended(runner, run_id)).run.status).toBe('completed');
      const workers = await until(async () => {
        const { rows } = await back.pool.query<{ live: number; rows: number }>(
          `SELECT (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND classid = ${0x42544e77}) AS live,
                  (SELECT count(*)::int FROM workers) AS rows`,
        );
        return rows[0]?.rows === 1 && rows[0];
      });
      expect(workers).toEqual({ live: 1, rows: 1 });
    }
  }, 120_000);

  it('after a kill -9 has lost nothing that was stored', async () => {
    const begun: string[] = [];
    const flow = toyFlow([
      toyStep('before', []),
      toyStep('during', ['before']),
      toyStep('end', ['during'], { always: true }),
    ]);
    const { runner } = await on.working({
      flow,
      code: async ({ step }) => {
        begun.push(step.step_id);
        if (step.step_id === 'during' && begun.filter((id) => id === 'during').length === 1) {
          process.kill(await postmasterPid(on.data()), 'SIGKILL');
        }
        return { output: `${step.step_id} ${begun.length}` };
      },
    });
    const { run_id } = await runner.service.start(toyRequest());
    const { run, steps } = await ended(runner, run_id);
    expect(run.status).toBe('completed');
    expect(begun.filter((id) => id === 'before')).toHaveLength(1);
    expect(stepOf(steps, 'before').output).toBe('before 1');
  });
});
