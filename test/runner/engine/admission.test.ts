import { describe, expect, it } from 'vitest';
import type { Toy } from '../../setup/toy-runner.ts';
import { TOY_PROJECT, toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, limits } from './harness.ts';

const on = harness();

/** So many lenses at once, and an end. */
function wide(lenses: number) {
  const names = Array.from({ length: lenses }, (_, index) => `lens${index}`);
  return toyFlow([
    ...names.map((name) => toyStep(name, [], { kind: 'agent' })),
    toyStep('end', names, { always: true }),
  ]);
}

/** Agents that count how many of them are at work at once, by what `of` says of them; they wait for the test to begin. */
function counted(of: (task_id: string) => Promise<string>) {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const latch = createLatch();
  const agent: Toy['agent'] = async (task, signal) => {
    const key = await of(task.id);
    now.set(key, (now.get(key) ?? 0) + 1);
    most.set(key, Math.max(most.get(key) ?? 0, now.get(key) ?? 0));
    await latch.wait(signal);
    now.set(key, (now.get(key) ?? 0) - 1);
    return 'yes';
  };
  return { agent, most, latch };
}

async function column(task_id: string, name: 'run_id' | 'worker_id' | 'project_id'): Promise<string> {
  const [row] = await on.query<Record<string, string>>(
    `SELECT run.project_id, task.run_id, task.worker_id FROM tasks task JOIN flow_runs run ON run.id = task.run_id WHERE task.id = $1`,
    [task_id],
  );
  return row?.[name] ?? '';
}

describe('agent tasks', () => {
  it('of one run are under way up to its limit', async () => {
    const { agent, most, latch } = counted((id) => column(id, 'run_id'));
    const runner = await on.working({ flow: wide(20), agent, options: limits({ perWorker: 10, perRun: 3 }) });
    const ids = [await on.start(runner), await on.start(runner)];
    await latch.reached(6);
    latch.open();
    for (const id of ids) await ended(runner, id);
    expect([...most.values()]).toEqual([3, 3]);
  });

  it('of one project are under way up to its limit, whatever their runs', async () => {
    const { agent, most, latch } = counted((id) => column(id, 'project_id'));
    const runner = await on.working({
      flow: wide(12),
      agent,
      options: limits({ perWorker: 10, perProject: 4 }),
    });
    const other = { project: { ...TOY_PROJECT, id: 'other' } };
    const ids = [await on.start(runner), await on.start(runner), await on.start(runner, other)];
    await latch.reached(8);
    latch.open();
    for (const id of ids) await ended(runner, id);
    expect(Object.fromEntries(most)).toEqual({ toy: 4, other: 4 });
  });

  it('of one worker are under way up to its slots', async () => {
    const { agent, most, latch } = counted((id) => column(id, 'worker_id'));
    const toy = { flow: wide(16), agent, options: limits({ perWorker: 2, perRun: 100 }) };
    const runner = await on.working(toy);
    await on.working(toy);
    const ids = [await on.start(runner), await on.start(runner)];
    await latch.reached(4);
    latch.open();
    for (const id of ids) await ended(runner, id);
    expect([...most.values()]).toEqual([2, 2]);
  });

  it('wait as rows: no more jobs are in the queue than workers can soon take', async () => {
    const latch = createLatch();
    const agent = (_: unknown, signal: AbortSignal) => latch.wait(signal).then(() => 'yes');
    const runner = await on.working({
      flow: wide(100),
      agent,
      options: limits({ perWorker: 4, perRun: 1000 }),
    });
    await on.start(runner);
    await latch.reached(4);
    const [queue] = await on.query('SELECT count(*)::int AS jobs FROM graphile_worker.jobs');
    const [waiting] = await on.query(`SELECT count(*)::int AS tasks FROM tasks WHERE admitted_at IS NULL`);
    expect({ ...queue, ...waiting }).toEqual({ jobs: 8, tasks: 92 });
    latch.open();
  });
});

describe('a run with a hundred agent steps', () => {
  it('does not keep the next one waiting', async () => {
    const small = { ...wide(4), name: 'small' };
    const latch = createLatch();
    const begun: string[] = [];
    const agent: Toy['agent'] = async (task, signal) => {
      begun.push(await column(task.id, 'run_id'));
      await latch.wait(signal);
      return 'yes';
    };
    const options = limits({ perWorker: 2, perRun: 4 });
    const runner = await on.working({ flow: wide(100), agent, options });
    const face = await on.runner({ flow: small, options });
    const long = await on.start(runner);
    await latch.reached(2);
    const short = await on.start(face, { flow_name: 'small' });
    latch.open();
    await ended(face, short);
    const before = begun.slice(0, begun.lastIndexOf(short)).filter((run_id) => run_id === long);
    expect(before.length).toBeLessThan(15);
    await ended(runner, long);
  });
});

describe('a project with many runs', () => {
  it('does not keep another project waiting', async () => {
    const latch = createLatch();
    const begun: string[] = [];
    const agent: Toy['agent'] = async (task, signal) => {
      begun.push(await column(task.id, 'project_id'));
      await latch.wait(signal);
      return 'yes';
    };
    const runner = await on.working({
      flow: wide(4),
      agent,
      options: limits({ perWorker: 2, perProject: 1000 }),
    });
    for (let run = 0; run < 20; run++) await on.start(runner);
    await latch.reached(2);
    const other = await on.start(runner, { project: { ...TOY_PROJECT, id: 'other' } });
    latch.open();
    await ended(runner, other);
    const before = begun.slice(0, begun.lastIndexOf('other')).filter((project) => project === 'toy');
    // Those that were let through before, and then one for each of the other's.
    expect(before.length).toBeLessThan(15);
  });
});

describe('the tasks of a host that is gone', () => {
  it('take no places away from the others', async () => {
    const toy = { flow: wide(8), options: limits({ perWorker: 2, perRun: 8 }) };
    const runner = await on.working(toy);
    const gone = { project: { id: 'p', path: '/srv/p', url: null, ref: null, host: 'gone' } };
    for (let run = 0; run < 5; run++) await on.start(runner, gone);
    const run_id = await on.start(runner);
    expect((await ended(runner, run_id)).run.status).toBe('completed');
  });

  it('take none away although they had been let through while it was there', async () => {
    const toy = { flow: wide(8), options: limits({ perWorker: 2, perRun: 8 }) };
    const runner = await on.runner(toy);
    const gone = { project: { id: 'p', path: '/srv/p', url: null, ref: null, host: 'puppet' } };
    const manualWorker = await on.manualWorker();
    await on.query('UPDATE workers SET slots = 50 WHERE id = $1', [manualWorker.id]);
    for (let run = 0; run < 5; run++) await on.start(runner, gone);
    const [let_through] = await on.query(
      'SELECT count(*)::int AS tasks FROM tasks WHERE admitted_at IS NOT NULL',
    );
    expect(let_through).toEqual({ tasks: 40 });
    await on.query('DELETE FROM workers WHERE id = $1', [manualWorker.id]);
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    expect((await ended(runner, await on.start(runner))).run.status).toBe('completed');
  });
});
