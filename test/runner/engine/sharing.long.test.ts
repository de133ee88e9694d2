import { describe, expect, it } from 'vitest';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness, limits } from './harness.ts';
import { startWorkerChild } from './worker-child.ts';

const on = harness();
const NAMES = Array.from({ length: 30 }, (_, index) => `s${index}`);
const WIDE = toyFlow([
  ...NAMES.map((name, index) => toyStep(name, [], { kind: index % 2 === 0 ? 'agent' : 'code' })),
  toyStep('end', NAMES, { always: true }),
]);
/** Long enough that one worker cannot take everything before the other looks. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

function signed(by: string) {
  return {
    flow: WIDE,
    code: async () => pause().then(() => ({ output: by })),
    agent: async () => pause().then(() => by),
    options: limits({ perWorker: 2, codeSteps: 2 }),
  };
}

describe('the steps of one run', () => {
  it('are shared by two runners in one process, each on its own pool', async () => {
    const runner = await on.working(signed('left'));
    await on.working(signed('right'));
    const { run, steps } = await ended(runner, await on.start(runner));
    expect(run.status).toBe('completed');
    expect(new Set(steps.map((step) => step.output))).toEqual(new Set(['left', 'right']));
    expect(steps.every((step) => step.attempt === 1)).toBe(true);
  });

  it('are shared by two processes', async () => {
    const children = await Promise.all([1, 2].map(() => startWorkerChild(on.url(), { manner: 'works' })));
    for (const child of children) on.onEnd(child.kill);
    // The children know the toy flow's steps from the run itself, whatever flow they have.
    const runner = await on.runner({ flow: WIDE, options: limits({ perRun: 40 }) });
    const authors = new Set<string | undefined>();
    for (let round = 0; round < 20 && authors.size < 2; round++) {
      const { run, steps } = await ended(runner, await on.start(runner));
      expect(run.status).toBe('completed');
      for (const { output } of steps) authors.add(output?.split(' ').at(-1));
    }
    expect([...authors].toSorted()).toEqual(children.map((child) => String(child.pid)).toSorted());
  });
});

describe('the steps of a project with a local path', () => {
  it('are done only on the host that has it', async () => {
    const here = await on.working({ ...signed('here'), options: { host: 'here' } });
    const there = await on.working({ ...signed('there'), options: { host: 'there' } });
    const local = { project: { id: 'p', path: '/srv/p', url: null, ref: null, host: 'here' } };
    // Whoever starts it.
    const ids = [await on.start(here, local), await on.start(there, local)];
    for (const run_id of ids) {
      const { run, steps } = await ended(here, run_id);
      expect(run.status).toBe('completed');
      expect(new Set(steps.map((step) => step.output))).toEqual(new Set(['here']));
    }
  });

  it('wait while no worker of that host is there, and are done once one is', async () => {
    const there = await on.working({ ...signed('there'), options: { host: 'there' } });
    const local = { project: { id: 'p', path: '/srv/p', url: null, ref: null, host: 'here' } };
    const run_id = await on.start(there, local);
    await ended(there, await on.start(there));
    const { run, steps } = await there.service.run(run_id);
    expect(run.status).toBe('running');
    expect(steps.every((step) => step.status === 'pending')).toBe(true);
    await on.working({ ...signed('here'), options: { host: 'here' } });
    expect((await ended(there, run_id)).run.status).toBe('completed');
  });

  it('have their commit pinned there by the first step, once for all', async () => {
    let pinned = 0;
    const pin = {
      commit_sha: 'b'.repeat(40),
      base_sha: null,
      label: 'b',
      history: 'full',
      notes: ['seen'],
    } as const;
    const seen = new Set<string>();
    const never = async () => [];
    const repository = {
      pin,
      remote: null,
      date: '2026-01-01T00:00:00Z',
      list: never,
      read: async () => null,
      grep: never,
      log: async () => ({ commits: [], counted: true, cut: false }),
      blame: never,
      diff: never,
      renames: async () => ({ renamed: new Map(), deleted: new Set<string>(), complete: false }),
      ancestors: async () => new Set<string>(),
      close: async () => undefined,
    };
    const repositories = {
      pin: async () => {
        pinned += 1;
        return pin;
      },
      open: async () => repository,
      checkout: async () => ({ path: '/', changed: async () => [], remove: async () => undefined }),
    };
    const flow = toyFlow([toyStep('a', []), toyStep('b', ['a']), toyStep('end', ['b'], { always: true })]);
    const face = await on.runner({ flow, options: { host: 'elsewhere', repositories } });
    const local = { project: { id: 'p', path: '/srv/p', url: null, ref: null, host: 'here' } };
    const run_id = await on.start(face, local);
    expect(pinned).toBe(0);
    expect((await face.service.run(run_id)).run.commit_sha).toBeNull();
    await on.working({
      flow,
      code: async (input) => {
        seen.add(input.pin.commit_sha);
        return { output: 'x' };
      },
      options: { host: 'here', repositories },
    });
    const { run } = await ended(face, run_id);
    expect(run.commit_sha).toBe(pin.commit_sha);
    expect([pinned, ...seen]).toEqual([1, pin.commit_sha]);
  });
});
