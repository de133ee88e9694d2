/** A database that takes connections and answers nothing: its processes are stopped, as on a machine that hangs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPool } from '../../../runner/database/connection.ts';
import { type Database, openDatabase } from '../../../runner/database/open.ts';
import type { Runner } from '../../../runner/runner.ts';
import { type Toy, toyRequest, toyRunner } from '../../setup/toy-runner.ts';
import { killProcessesIn, processesIn } from '../database/servers.ts';
import { createLatch, ended, until } from './harness.ts';

let home: string;
let server: Database;
let lines: string[];
let closers: (() => Promise<unknown>)[];
const data = () => join(home, 'pg', 'cluster', 'data');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'baton-silence-'));
  const schema = await readFile(new URL('../../../schema.sql', import.meta.url), 'utf8');
  server = await openDatabase({ url: null, home, schema, log: () => undefined });
  lines = [];
  closers = [];
});

afterEach(async () => {
  await signalServer('SIGCONT');
  for (const close of closers.toReversed()) await close();
  await server.close();
  await killProcessesIn(data());
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

async function signalServer(signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  for (const pid of await processesIn(data())) process.kill(pid, signal);
}

async function working(toy: Toy = {}) {
  const pool = createPool(server.url, 10, () => undefined);
  const log = (line: string) => void lines.push(line);
  const runner: Runner = await toyRunner({ url: server.url, pool }, { ...toy, options: { log } });
  const work = await runner.startWork();
  let left: Promise<void> | undefined;
  const leave = () => {
    left ??= work.stop().then(() => runner.close());
    return left;
  };
  closers.push(async () => {
    await leave();
    await pool.end();
  });
  return { runner, leave };
}

describe('while the database is silent', () => {
  it('who asks is told so in time, as is readiness, and the process can leave with a step in hand', async () => {
    const latch = createLatch();
    const { runner, leave } = await working({ agent: (_, signal) => latch.wait(signal).then(() => 'x') });
    const { run_id } = await runner.service.start(toyRequest());
    await latch.reached(4);
    await signalServer('SIGSTOP');
    const startedAt = performance.now();
    const silent = { kind: 'environment', code: 'database_silent', passing: true };
    await expect(runner.service.run(run_id)).rejects.toMatchObject(silent);
    expect(await runner.service.ready()).toMatchObject({
      ready: false,
      reason: expect.stringContaining('the database does not answer'),
    });
    expect(await runner.service.waiting({ run_id })).toMatchObject({
      type: 'database',
      outage: { cause: 'silent' },
    });
    await expect(runner.service.start(toyRequest())).rejects.toMatchObject(silent);
    await leave();
    // Without limits none of these would end at all.
    expect(performance.now() - startedAt).toBeLessThan(40_000);
  });
});

describe('a database that was silent', () => {
  it('is worked with again by itself when it answers, and what agents did meanwhile is stored', async () => {
    const latch = createLatch();
    const { runner } = await working({ agent: (_, signal) => latch.wait(signal).then(() => 'yes') });
    const { run_id } = await runner.service.start(toyRequest());
    await latch.reached(4);
    await signalServer('SIGSTOP');
    await until(async () => lines.some((line) => line.startsWith('the database does not answer')));
    latch.open();
    await signalServer('SIGCONT');
    expect((await ended(runner, run_id)).run.status).toBe('completed');
    await until(async () => lines.includes('the database answers again; going on'));
    expect(await runner.service.ready()).toEqual({ ready: true });
  });
});
