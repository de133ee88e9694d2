import { describe, expect, it } from 'vitest';
import type { Project } from '../../../runner/core/ports/repository.ts';
import { SIX_STEPS, toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const HOST = 'laptop~3f9a2c1d';
const onHost = (host: string): Project => ({ id: 'toy', path: '/srv/toy', url: null, ref: null, host });
const hostsOf = (run_id: string) =>
  on.query(`SELECT host, project->>'host' AS project_host FROM flow_runs WHERE id = $1`, [run_id]);

/** A run that nobody has taken, stored under that host. */
async function left(host: string, flow = SIX_STEPS) {
  const runner = await on.runner({ flow, options: { host } });
  return on.start(runner, { project: onHost(host) });
}

describe('a run that was stored under a former id of its host', () => {
  it.each([
    ['the machine’s name, by an earlier version', ['laptop']],
    ['whatever it was, in a database that only this host has', null],
  ])('is taken by the workers of the host: %s', async (_, formerHosts) => {
    const run_id = await left('laptop');
    const runner = await on.working({ options: { host: HOST, formerHosts } });
    expect((await ended(runner, run_id)).run.status).toBe('completed');
    expect(await hostsOf(run_id)).toEqual([{ host: HOST, project_host: HOST }]);
  });

  it('is taken with an agent task that waits in the queue', async () => {
    const run_id = await left('laptop', toyFlow([toyStep('only', [], { kind: 'agent', always: true })]));
    const runner = await on.working({ options: { host: HOST, formerHosts: ['laptop'] } });
    expect((await ended(runner, run_id)).run.status).toBe('completed');
  });
});

it('a run of another host stays that host’s', async () => {
  const run_id = await left('desktop~00000000');
  await on.runner({ options: { host: HOST, formerHosts: ['laptop'] } });
  expect(await hostsOf(run_id)).toEqual([{ host: 'desktop~00000000', project_host: 'desktop~00000000' }]);
  expect(await on.query('SELECT task_identifier AS name FROM graphile_worker.jobs')).toEqual([
    { name: 'code@desktop~00000000' },
  ]);
});
