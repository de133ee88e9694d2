/** What the thread of a run is told of its steps' findings, without their outputs; and of who wants no notification. */
import { describe, expect, it } from 'vitest';
import type { StepFates, StepFindings, TopFinding } from '../../../runner/core/step-findings.ts';
import type { Runner } from '../../../runner/runner.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const FLOW = toyFlow([
  toyStep('lens', [], { primary: 'lens' }),
  toyStep('verdict', ['lens']),
  toyStep('render', ['verdict'], { always: true }),
]);
const TOP: TopFinding = {
  severity: 'P1',
  title: 'Orders leak',
  path: 'src/a.ts',
  line: 3,
  url: 'https://github.com/acme/shop/blob/aaaaaaa/src/a.ts#L3',
};
const FINDINGS: StepFindings = { total: 8, top: [TOP] };
const fatesOf = (refuted: number): StepFates => ({ lens: { counts: { upheld: 6, refuted }, top: [TOP] } });

const snapshotOf = async (runner: Runner, run_id: string) =>
  (await runner.posts.thread(run_id, 'slack', 'T1'))?.snapshot;

describe('the thread of a run', () => {
  it('is told what a step found, and what the last step says became of it', async () => {
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'lens') return { output: '{}', findings: FINDINGS };
        return { output: '', fates: fatesOf(step.step_id === 'verdict' ? 1 : 2) };
      },
    });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const snapshot = await snapshotOf(runner, run_id);
    expect(
      snapshot?.steps.map(({ step_id, primary, findings, fate }) => [step_id, primary, findings, fate]),
    ).toEqual([
      ['lens', true, FINDINGS, fatesOf(2).lens],
      ['verdict', false, null, null],
      ['render', false, null, null],
    ]);
  });

  it('keeps what it was told when another step is retried', async () => {
    let isBroken = true;
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'render' && isBroken) throw new Error('the disk is full');
        return step.step_id === 'verdict' ? { output: '', fates: fatesOf(1) } : { output: '' };
      },
    });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    expect((await snapshotOf(runner, run_id))?.steps[0]?.fate).toEqual(fatesOf(1).lens);
    isBroken = false;
    await runner.service.retry(run_id, 'test');
    await ended(runner, run_id);
    expect((await snapshotOf(runner, run_id))?.steps[0]?.fate).toEqual(fatesOf(1).lens);
  });

  it('has no secret that a step put into a title', async () => {
    const runner = await on.working({
      flow: FLOW,
      options: { mask: async (text) => text.replaceAll('hunter2', '***') },
      code: async () => ({ output: '', findings: { total: 1, top: [{ ...TOP, title: 'Key hunter2\0' }] } }),
    });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const [lens] = (await snapshotOf(runner, run_id))?.steps ?? [];
    expect(lens?.findings?.top[0]?.title).toBe('Key ***\ufffd');
  });
});

describe('a person who wants no notification', () => {
  const ana = { platform: 'slack', workspace: 'T1', person: 'U1' };

  it('is known in every thread of a run that the person started, until the person wants one again', async () => {
    const runner = await on.working({ flow: FLOW });
    const own = await on.start(runner, { requested_by: 'slack:T1:U1' });
    const other = await on.start(runner, { requested_by: 'slack:T2:U1' });
    const muted = async (run_id: string) => (await snapshotOf(runner, run_id))?.run.starter_is_muted;
    expect([await runner.posts.isMuted(ana), await muted(own)]).toEqual([false, false]);
    await runner.posts.mute(ana, true);
    expect([await runner.posts.isMuted(ana), await muted(own), await muted(other)]).toEqual([
      true,
      true,
      false,
    ]);
    await runner.posts.mute(ana, false);
    expect([await runner.posts.isMuted(ana), await muted(own)]).toEqual([false, false]);
  });
});
