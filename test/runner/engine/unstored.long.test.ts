/** A database that can be read and can't be written to, which is how a full disk and a fail-over look from here. */
import { describe, expect, it } from 'vitest';
import { createLatch, ended, harness, terminate, until } from './harness.ts';

const on = harness();

/** The server refuses what changes steps, with the SQLSTATE of a full disk. */
async function fillDisk(): Promise<() => Promise<unknown>> {
  await on.query(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`);
  await on.query(
    'CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON flow_steps FOR EACH ROW EXECUTE FUNCTION full_disk()',
  );
  return () => on.query('DROP FUNCTION IF EXISTS full_disk CASCADE');
}

describe('a run whose database has no space left', () => {
  it('waits with that reason, goes on when there is space again, and keeps what agents did', async () => {
    const latch = createLatch();
    const lines: string[] = [];
    let answers = 0;
    const runner = await on.working({
      agent: async (_, signal) => {
        await latch.wait(signal);
        answers += 1;
        return 'yes';
      },
      options: { log: (line) => void lines.push(line) },
    });
    const run_id = await on.start(runner);
    await latch.reached(4);
    const freeSpace = await fillDisk();
    on.onEnd(freeSpace);
    latch.open();
    const wait = await until(async () => runner.service.waiting({ run_id }));
    expect(wait).toMatchObject({ type: 'database', outage: { cause: 'full', code: '53100' } });
    await expect(on.start(runner)).rejects.toMatchObject({ code: 'database_full', passing: true });
    expect(await runner.service.ready()).toMatchObject({ ready: false });
    await freeSpace();
    expect((await ended(runner, run_id)).run.status).toBe('completed');
    expect(answers).toBe(4);
    await until(async () => (await runner.service.ready()).ready);
    const said = lines.filter((line) => line.includes('the database'));
    expect(said).toEqual([
      expect.stringContaining('the database cannot store: no space left on device (53100'),
      'the database can store again; going on',
    ]);
  });
});

describe('a run whose database became read-only', () => {
  it('says so, and goes on by itself once it takes writes again', async () => {
    const runner = await on.working({});
    const [row] = await on.query<{ name: string }>('SELECT current_database() AS name');
    const setReadOnly = (value: string) =>
      on.query(
        `BEGIN READ WRITE; ALTER DATABASE ${row?.name} SET default_transaction_read_only = ${value}; COMMIT`,
      );
    on.onEnd(() => setReadOnly('off'));
    await setReadOnly('on');
    // Sessions keep what was true when they began, so a fail-over is one in which all begin anew.
    await terminate(on.pool(), 'true');
    await until(async () => !(await runner.service.ready()).ready);
    const refused = await until(async () =>
      on.start(runner).then(
        () => null,
        (error: { code: string }) => (error.code === 'database_read_only' ? error : null),
      ),
    );
    expect(refused).toMatchObject({ passing: true });
    expect(await runner.service.ready()).toMatchObject({
      reason: expect.stringContaining('the database is read-only (25006)'),
    });
    await setReadOnly('off');
    const run_id = await until(async () => on.start(runner).catch(() => null));
    expect((await ended(runner, run_id)).run.status).toBe('completed');
  });
});

describe('a run that nobody can do', () => {
  it('waits for a worker on its host, and for any worker where any can', async () => {
    const runner = await on.runner({});
    const project = { id: 'far', path: '/srv/far', url: null, ref: null, host: 'far-host' };
    const far = await on.start(runner, { project });
    const near = await on.start(runner);
    expect(await runner.service.waiting({ run_id: far })).toEqual({ type: 'no_worker', host: 'far-host' });
    expect(await runner.service.waiting({ run_id: near })).toEqual({ type: 'no_worker', host: null });
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    await ended(runner, near);
    expect(await runner.service.waiting({ run_id: near })).toBeNull();
    expect(await runner.service.waiting({ run_id: far })).toEqual({ type: 'no_worker', host: 'far-host' });
  });

  it('is named once in the log of a service', async () => {
    const lines: string[] = [];
    const runner = await on.working({ options: { log: (line) => void lines.push(line) } });
    const project = { id: 'far', path: '/srv/far', url: null, ref: null, host: 'far-host' };
    const run_id = await on.start(runner, { project });
    const said = () => lines.filter((line) => line.startsWith(`run ${run_id.slice(0, 8)}`));
    await until(async () => said().length > 0);
    expect(said()[0]).toContain('waiting for a worker on host far-host');
    await runner.service.cancel(run_id, 'test');
    await until(async () => said().length > 1);
    expect(said()).toHaveLength(2);
  });
});
