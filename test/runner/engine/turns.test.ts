/** How many runs one person or channel may have at work, with starts at the same moment in several processes. */
import { describe, expect, it } from 'vitest';
import { type Toy, toyFlow, toyRequest, toyStep } from '../../setup/toy-runner.ts';
import { harness, limits } from './harness.ts';

const on = harness();

const FLOW = toyFlow([toyStep('a', []), toyStep('end', ['a'], { always: true })]);
const toy = (more: Parameters<typeof limits>[0]): Toy => ({
  flow: FLOW,
  options: { ...limits(more), platforms: ['slack'] },
});
const of = (person: string, channel: string | null = null) =>
  toyRequest({
    requested_by: `slack:T1:${person}`,
    post_to: channel === null ? null : { platform: 'slack', workspace: 'T1', channel, thread: null },
  });

describe('the runs that a person may have at work', () => {
  it('are so many, and the next one is refused with what to do', async () => {
    const { service } = await on.runner(toy({ runsPerUser: 2 }));
    for (let run = 0; run < 2; run++) await service.start(of('U1'));
    await expect(service.start(of('U1'))).rejects.toMatchObject({
      kind: 'refused',
      code: 'too_many_runs',
      message:
        '2 of your runs are still at work, which is the most at once. Wait for one to end, or cancel one. See `limits.runs_per_user` in baton.yaml.',
    });
    await service.start(of('U2'));
    expect(await on.query('SELECT FROM flow_runs')).toHaveLength(3);
  });

  it('are one more once one has ended', async () => {
    const { service } = await on.runner(toy({ runsPerUser: 1 }));
    const { run_id } = await service.start(of('U1'));
    await service.cancel(run_id, 'test');
    await on.query(`UPDATE flow_runs SET status = 'cancelled'`);
    await service.start(of('U1'));
    expect(await on.query(`SELECT FROM flow_runs WHERE status = 'running'`)).toHaveLength(1);
  });

  it('are not more when several processes start some at the same moment', async () => {
    const runners = await Promise.all([0, 1, 2].map(() => on.runner(toy({ runsPerUser: 3 }))));
    const starts = Array.from({ length: 12 }, (_, n) => runners[n % 3]?.service.start(of('U1')));
    const outcomes = await Promise.allSettled(starts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await on.query('SELECT FROM flow_runs')).toHaveLength(3);
  });

  it('count a request that is sent twice once', async () => {
    const { service } = await on.runner(toy({ runsPerUser: 1 }));
    const id = '1a2b3c4d-0000-4000-8000-000000000000';
    const twice = await Promise.all([0, 1].map(() => service.start({ ...of('U1'), id })));
    expect(twice).toEqual([{ run_id: id }, { run_id: id }]);
  });
});

describe('the runs that a channel may have at work', () => {
  it('are so many, whoever starts them', async () => {
    const { service } = await on.runner(toy({ runsPerChannel: 1 }));
    await service.start(of('U1', 'C1'));
    await expect(service.start(of('U2', 'C1'))).rejects.toMatchObject({
      code: 'too_many_runs',
      message: expect.stringMatching(/^1 run of the channel is still at work.*`limits\.runs_per_channel`/),
    });
    await service.start(of('U2', 'C2'));
    await service.start(of('U2'));
  });
});

it('any number of runs may be at work where there is no limit', async () => {
  const { service } = await on.runner(toy({}));
  for (let run = 0; run < 5; run++) await service.start(of('U1', 'C1'));
  expect(await on.query('SELECT FROM flow_runs')).toHaveLength(5);
});
