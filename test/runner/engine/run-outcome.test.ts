/** What a run came to, and its report as data, are stored with it, from the step that writes the report. */
import { describe, expect, it } from 'vitest';
import { BatonError } from '../../../runner/core/errors.ts';
import { reportDocument, reportFinding } from '../../setup/report-document.ts';
import { outcomeFinding, runOutcome } from '../../setup/run-outcome.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, stepIn } from './harness.ts';

const on = harness();
const FLOW = toyFlow([toyStep('gate', []), toyStep('render', ['gate'], { always: true })]);
const OUTCOME = runOutcome({ answer: 'Yes.', findings: [outcomeFinding()] });

describe('the outcome of a run', () => {
  it('is in its document, in the list and in its thread’s story once it has ended', async () => {
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) =>
        step.step_id === 'render' ? { output: '# Report', outcome: OUTCOME } : { output: '' },
    });
    const run_id = await on.start(runner);
    const { run } = await ended(runner, run_id);
    expect(run.outcome).toEqual(OUTCOME);
    expect((await runner.service.runs({ limit: 1 })).runs[0]?.outcome).toEqual(OUTCOME);
    const story = await runner.posts.thread(run_id, 'slack', 'T1');
    expect(story?.snapshot.run.outcome).toEqual(OUTCOME);
  });

  it('is null while the run is under way, and for one whose closing step gives none', async () => {
    const latch = createLatch();
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'render') await latch.wait();
        return { output: '# Report' };
      },
    });
    const run_id = await on.start(runner);
    await stepIn(runner, run_id, 'render');
    expect((await runner.service.run(run_id)).run.outcome).toBeNull();
    latch.open();
    expect((await ended(runner, run_id)).run.outcome).toBeNull();
  });

  it('is stored of a run that failed, gone when it is retried, and made anew at its end', async () => {
    let broken = true;
    const latch = createLatch();
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'gate' && broken) throw new BatonError('step', 'contract', 'The gate is shut.');
        if (step.step_id === 'gate') await latch.wait();
        return { output: '# Report', outcome: runOutcome({ verdict: broken ? 'Failed.' : 'Fine.' }) };
      },
    });
    const run_id = await on.start(runner);
    const failed = await ended(runner, run_id);
    expect([failed.run.status, failed.run.outcome?.verdict]).toEqual(['failed', 'Failed.']);
    broken = false;
    await runner.service.retry(run_id, 'test');
    await latch.reached();
    expect(await on.query('SELECT outcome FROM flow_runs')).toEqual([{ outcome: null }]);
    expect(await on.query('SELECT outcome FROM flow_steps WHERE outcome IS NOT NULL')).toEqual([]);
    latch.open();
    expect((await ended(runner, run_id)).run.outcome?.verdict).toBe('Fine.');
  });

  it('is stored without secrets and without what the database cannot keep', async () => {
    const runner = await on.working({
      flow: FLOW,
      code: async () => ({
        output: '# Report',
        outcome: runOutcome({ verdict: 'Key hunter2', answer: 'a\0b\ud83d "c"' }),
      }),
      options: { mask: async (text) => text.replaceAll('hunter2', '***') },
    });
    const { run } = await ended(runner, await on.start(runner));
    expect(run.outcome).toMatchObject({ verdict: 'Key ***', answer: 'a\ufffdb\ufffd "c"' });
  });
});

describe('the report of a run as data', () => {
  const DOCUMENT = reportDocument({ findings: [reportFinding()] });

  it('comes with the report once there is one, and with nothing else', async () => {
    const latch = createLatch();
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'render') await latch.wait();
        return { output: '# Report', outcome: OUTCOME, document: DOCUMENT };
      },
    });
    const run_id = await on.start(runner);
    await stepIn(runner, run_id, 'render');
    await expect(runner.service.report(run_id)).rejects.toMatchObject({
      kind: 'not_found',
      code: 'no_report',
      message: 'This run has no report: it is running.',
    });
    latch.open();
    await ended(runner, run_id);
    const detail = await runner.service.run(run_id);
    expect(await runner.service.report(run_id)).toEqual({ ...detail, document: DOCUMENT });
    const read = [
      detail,
      await runner.service.runs({ limit: 1 }),
      await runner.posts.thread(run_id, 'slack', 'T1'),
    ];
    expect(JSON.stringify(read)).not.toContain(DOCUMENT.coverage[0]);
  });

  it('is null where the step that wrote the report gave none', async () => {
    const runner = await on.working({ flow: FLOW, code: async () => ({ output: '# Report' }) });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    expect(await runner.service.report(run_id)).toMatchObject({ report: '# Report', document: null });
  });

  it('is gone when the run is retried', async () => {
    const latch = createLatch();
    let broken = true;
    const runner = await on.working({
      flow: FLOW,
      code: async ({ step }) => {
        if (step.step_id === 'gate' && broken) throw new BatonError('step', 'contract', 'The gate is shut.');
        if (step.step_id === 'gate') await latch.wait();
        return { output: '# Report', document: reportDocument({ verdict: broken ? 'Failed.' : 'Fine.' }) };
      },
    });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    expect((await runner.service.report(run_id)).document?.verdict).toBe('Failed.');
    broken = false;
    await runner.service.retry(run_id, 'test');
    await latch.reached();
    expect(await on.query('SELECT document FROM flow_runs')).toEqual([{ document: null }]);
    expect(await on.query('SELECT document FROM flow_steps WHERE document IS NOT NULL')).toEqual([]);
    latch.open();
    await ended(runner, run_id);
    expect((await runner.service.report(run_id)).document?.verdict).toBe('Fine.');
  });

  it('is stored without secrets and without what the database cannot keep', async () => {
    const runner = await on.working({
      flow: FLOW,
      code: async () => ({
        output: '# Report',
        document: reportDocument({
          findings: [reportFinding({ quote: 'key = hunter2', claim: 'a\0b\ud83d' })],
        }),
      }),
      options: { mask: async (text) => text.replaceAll('hunter2', '***') },
    });
    const run_id = await on.start(runner);
    await ended(runner, run_id);
    const [finding] = (await runner.service.report(run_id)).document?.findings ?? [];
    expect(finding).toMatchObject({ quote: 'key = ***', claim: 'a\ufffdb\ufffd' });
  });

  it('of a run that is not there is an error that says so', async () => {
    const runner = await on.working({ flow: FLOW });
    await expect(runner.service.report('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'unknown_run',
    });
  });
});
