/** Questions in the hands of workers: delivered twice, late, and by workers that die, leave, or are elsewhere. */
import { describe, expect, it } from 'vitest';
import {
  finishQuestion,
  recordQuestionFault,
  releaseQuestion,
  sweepQuestions,
} from '../../../runner/engine/questions.ts';
import type { Runner } from '../../../runner/runner.ts';
import { claimQuestion, type QuestionClaim } from '../../../runner/store/question-rows.ts';
import { TOY_PROJECT, type Toy, toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { createLatch, ended, harness, type ManualWorker, until } from './harness.ts';
import { startWorkerChild } from './worker-child.ts';

const on = harness();
const FLOW = toyFlow([toyStep('agent', [], { kind: 'agent' }), toyStep('end', ['agent'], { always: true })]);

/** A run that has ended, with nobody left who works. */
async function endedRun(toy: Toy = {}, project = TOY_PROJECT): Promise<string> {
  const runner = await on.working({ flow: FLOW, ...toy });
  const run_id = await on.start(runner, { project });
  await ended(runner, run_id);
  await runner.work.stop();
  return run_id;
}

const ask = (runner: Runner, run_id: string) =>
  runner.service.ask({ id: null, run_id, step_id: 'agent', question: 'why?', asked_by: 'test' });

const stored = async () => (await on.query('SELECT * FROM questions'))[0];

async function held(runner: Runner, manualWorker: ManualWorker): Promise<QuestionClaim> {
  const run_id = await endedRun();
  const { id } = await ask(runner, run_id);
  const claim = { run_id, question_id: id, attempt: 1, worker_id: manualWorker.id };
  expect(await claimQuestion(manualWorker.context.pool, claim)).not.toBeNull();
  return claim;
}

describe('a question that was handed out', () => {
  it('is claimed once, by one of two workers', async () => {
    const runner = await on.runner({ flow: FLOW });
    const [left, right] = [await on.manualWorker(), await on.manualWorker()];
    const run_id = await endedRun();
    const { id } = await ask(runner, run_id);
    const claims = await Promise.all(
      [left, right].map(({ id: worker_id, context }) =>
        claimQuestion(context.pool, { run_id, question_id: id, attempt: 1, worker_id }),
      ),
    );
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });

  it('is not changed by whoever does not hold it any more', async () => {
    const runner = await on.runner({ flow: FLOW });
    const manualWorker = await on.manualWorker();
    const claim = await held(runner, manualWorker);
    await releaseQuestion(manualWorker.context, claim);
    const before = await stored();
    expect(before).toMatchObject({ state: 'pending', attempt: 2, worker_id: null });
    expect(await claimQuestion(manualWorker.context.pool, claim)).toBeNull();
    await finishQuestion(manualWorker.context, claim, { answer: 'late' });
    await recordQuestionFault(manualWorker.context, claim, 0, { message: 'late', passing: true });
    await releaseQuestion(manualWorker.context, claim);
    expect(await stored()).toEqual(before);
  });

  it('is answered by somebody else when its worker is killed', async () => {
    const runner = await on.runner({ flow: FLOW });
    const run_id = await endedRun();
    const child = await startWorkerChild(on.url());
    on.onEnd(child.kill);
    const { id } = await ask(runner, run_id);
    await child.said('begun agent? why?');
    await child.kill();
    const work = await runner.startWork();
    on.onEnd(() => work.stop());
    const answered = await runner.service.answered(id, AbortSignal.timeout(25_000));
    expect(answered).toMatchObject({ state: 'answered', answer: 'answer of agent? why?' });
    expect(await stored()).toMatchObject({ attempt: 2, losses: 1 });
  });

  it('is given up when it has taken one worker after the other with it', async () => {
    const runner = await on.runner({ flow: FLOW });
    const manualWorker = await on.manualWorker();
    await held(runner, manualWorker);
    await on.query(`UPDATE questions SET losses = 25, worker_id = 'dead'`);
    await sweepQuestions(manualWorker.context);
    await until(async () => (await stored())?.state === 'failed');
    expect(await stored()).toMatchObject({ error: expect.stringContaining('its worker died 26 times') });
  });

  it('is handed back at once, unharmed, by a worker that leaves', async () => {
    const latch = createLatch();
    const run_id = await endedRun();
    const leaving = await on.working({
      flow: FLOW,
      agent: async (_, signal) => {
        await latch.wait(signal);
        return 'never';
      },
    });
    const { id } = await ask(leaving, run_id);
    await latch.reached();
    await leaving.work.stop();
    expect(await stored()).toMatchObject({ state: 'pending', attempt: 2, faults: 0, losses: 0 });
    const other = await on.working({ flow: FLOW });
    expect(await other.service.answered(id, AbortSignal.timeout(20_000))).toMatchObject({
      state: 'answered',
    });
  });

  it('gets a job again when the queue has lost it', async () => {
    const runner = await on.runner({ flow: FLOW });
    const { id } = await ask(runner, await endedRun());
    await on.query('DELETE FROM graphile_worker._private_jobs');
    await on.query(`UPDATE questions SET dispatched_at = dispatched_at - interval '3 seconds'`);
    await until(
      async () =>
        (await on.query('SELECT FROM graphile_worker.jobs WHERE key = $1', [`ask ${id} 1`])).length === 1,
    );
  });
});

describe('a question about a project on one host’s disk', () => {
  const project = { ...TOY_PROJECT, path: '/srv/toy', url: null, host: 'there' };
  const there: Toy = { options: { host: 'there' } };

  it('is answered on that host', async () => {
    const run_id = await endedRun(there, project);
    const here = await on.working({ flow: FLOW });
    const { id } = await ask(here, run_id);
    expect(await on.query('SELECT task_identifier FROM graphile_worker.jobs')).toEqual([
      { task_identifier: 'ask@there' },
    ]);
    await on.working({ flow: FLOW, ...there, agent: async () => 'from there' });
    expect(await here.service.answered(id, AbortSignal.timeout(20_000))).toMatchObject({
      answer: 'from there',
    });
  });
});
