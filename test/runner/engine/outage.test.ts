/** A database that goes away and comes back: a server of its own, since every other test shares one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../runner/core/frames.ts';
import { createPool } from '../../../runner/database/connection.ts';
import { type Database, openDatabase } from '../../../runner/database/open.ts';
import type { Runner } from '../../../runner/runner.ts';
import { type Toy, toyFlow, toyRequest, toyRunner, toyStep } from '../../setup/toy-runner.ts';
import { killProcessesIn, postmasterPid } from '../database/servers.ts';
import { createLatch, ended, missingDatabaseUrl, stepOf, until } from './harness.ts';

let home: string;
let server: Database | null;
let closers: (() => Promise<unknown>)[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'baton-outage-'));
  closers = [];
  await begin();
});

afterEach(async () => {
  for (const close of closers.toReversed()) await close();
  await server?.close();
  await killProcessesIn(join(home, 'pg', 'cluster', 'data'));
  await rm(home, { recursive: true, force: true });
});

/** Finds the server or starts it, as any Baton process does. */
async function begin(): Promise<Database> {
  const schema = await readFile(new URL('../../../schema.sql', import.meta.url), 'utf8');
  server = await openDatabase({ url: null, home, schema, log: () => undefined });
  return server;
}

/** The only one who keeps the server running goes, and the server with it. */
async function goAway(): Promise<void> {
  await server?.close();
  server = null;
}

/** A runner that finds the server gone and does not start it, as with a DATABASE_URL. */
async function guest(toy: Toy = {}): Promise<Runner> {
  const url = server?.url ?? '';
  const pool = createPool(url, 10, () => undefined);
  const runner = await toyRunner({ url, pool }, toy);
  closers.push(async () => {
    await runner.close();
    await pool.end();
  });
  return runner;
}

async function working(toy: Toy = {}) {
  const runner = await guest(toy);
  const work = await runner.startWork();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= work.stop();
    return stopped;
  };
  closers.push(stop);
  return { runner, stop };
}

const UNREACHABLE = { kind: 'environment', code: 'database_unreachable', passing: true };
const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('while the database is away', () => {
  it('every method of the service says so, and that it passes', async () => {
    const { service } = await guest();
    await goAway();
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
    await begin();
    await until(async () => (await service.ready()).ready);
    await expect(service.run(NOWHERE)).rejects.toMatchObject({ code: 'unknown_run' });
  });

  it('a runner cannot be made, nor a worker, and says why', async () => {
    const runner = await guest();
    const url = server?.url ?? '';
    await goAway();
    await expect(runner.startWork()).rejects.toMatchObject(UNREACHABLE);
    const pool = createPool(url, 2, () => undefined);
    await expect(toyRunner({ url, pool })).rejects.toMatchObject(UNREACHABLE);
    await pool.end();
  });

  it('a worker can leave, with a step in its hands', async () => {
    const latch = createLatch();
    const { runner, stop } = await working({ agent: (_, signal) => latch.wait(signal).then(() => 'x') });
    await runner.service.start(toyRequest());
    await latch.reached(4);
    await goAway();
    await stop();
  });
});

describe('a database that comes back', () => {
  it('finds its runs going on to their ends, and whoever watches hears the rest', async () => {
    const latch = createLatch();
    const { runner } = await working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
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
    await goAway();
    latch.open();
    await begin();
    const { run } = await ended(runner, run_id);
    expect(run.status).toBe('completed');
    await watched;
    expect(seen.filter((frame) => frame.type === 'flow_run_started')).toHaveLength(1);
    expect(seen.at(-1)).toMatchObject({ run_status: 'completed', report: 'render' });
  });

  it('has one worker where there was one, however often it goes', async () => {
    const { runner } = await working();
    for (let round = 0; round < 3; round++) {
      await goAway();
      const back = await begin();
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
    const { runner } = await working({
      flow,
      code: async ({ step }) => {
        begun.push(step.step_id);
        if (step.step_id === 'during' && begun.filter((id) => id === 'during').length === 1) {
          process.kill(await postmasterPid(join(home, 'pg', 'cluster', 'data')), 'SIGKILL');
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
