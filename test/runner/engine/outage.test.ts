/** A database that goes away and comes back. What takes longer is in `outage.long.test.ts`. */
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../runner/core/frames.ts';
import { createPool } from '../../../runner/database/connection.ts';
import { toyRequest, toyRunner } from '../../setup/toy-runner.ts';
import { createLatch, ended, missingDatabaseUrl, until } from './harness.ts';
import { ownServer, UNREACHABLE } from './own-server.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('while the database is away', () => {
  const on = ownServer();

  it('every method of the service says so, and that it passes', async () => {
    const { service } = await on.guest();
    await on.goAway();
    const asked: Promise<unknown>[] = [
      service.start(toyRequest()),
      service.cancel(NOWHERE, 'test'),
      service.retry(NOWHERE, 'test'),
      service.run(NOWHERE),
      service.runs({ limit: 3 }),
      service.resolveRunId('abcd'),
    ];
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: UNREACHABLE });
    }
    expect(await service.ready()).toMatchObject({ ready: false });
    await on.begin();
    await until(async () => (await service.ready()).ready);
    await expect(service.run(NOWHERE)).rejects.toMatchObject({ code: 'unknown_run' });
  });
});

describe('a database that comes back', () => {
  const on = ownServer();

  it('finds its runs going on to their ends, and whoever watches hears the rest', async () => {
    const latch = createLatch();
    const { runner } = await on.working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
    const { run_id } = await runner.service.start(toyRequest());
    const seen: Frame[] = [];
    const stop = new AbortController();
    const watched = (async () => {
      for await (const frame of runner.service.frames({ run_id }, stop.signal)) {
        seen.push(frame);
        if (frame.type === 'flow_run_step_updated' && frame.run_status !== undefined) stop.abort();
      }
    })();
    await latch.reached(4);
    await on.goAway();
    latch.open();
    await on.begin();
    const { run } = await ended(runner, run_id);
    expect(run.status).toBe('completed');
    await watched;
    expect(seen.filter((frame) => frame.type === 'flow_run_started')).toHaveLength(1);
    expect(seen.at(-1)).toMatchObject({ run_status: 'completed', report: 'render' });
  });
});

describe('a database that is not there at all', () => {
  it('is not taken for one that will come back', async () => {
    const url = missingDatabaseUrl();
    const pool = createPool(url, 2, () => undefined);
    await expect(toyRunner({ url, pool })).rejects.toMatchObject({
      code: 'database_missing',
      passing: false,
    });
    await pool.end();
  });
});
