import { describe, expect, it } from 'vitest';
import { claimStep, completeStep } from '../../../runner/engine/run-transactions.ts';
import { toyFlow, toyStep } from '../../setup/toy-runner.ts';
import { ended, harness } from './harness.ts';

const on = harness();
const RESULT = { output: 'done', summary: 'done' };

describe('two steps that end at the same moment', () => {
  it('always lead on, whichever process stores them', async () => {
    const flow = toyFlow([toyStep('a', []), toyStep('b', []), toyStep('end', ['a', 'b'], { always: true })]);
    const runner = await on.runner({ flow });
    const [left, right] = [await on.manualWorker(), await on.manualWorker()];
    for (let round = 0; round < 150; round++) {
      const run_id = await on.start(runner);
      const [a, b] = [left.claimOf(run_id, 'a'), right.claimOf(run_id, 'b')];
      await Promise.all([claimStep(left.context, a), claimStep(right.context, b)]);
      const stored = await Promise.all([
        completeStep(left.context, a, RESULT),
        completeStep(right.context, b, RESULT),
      ]);
      expect(stored).toEqual(['stored', 'stored']);
      const [end] = await on.query(
        `SELECT dispatched_at IS NOT NULL AS handed_out, attempt FROM flow_steps WHERE run_id = $1 AND step_id = 'end'`,
        [run_id],
      );
      expect({ round, ...end }).toEqual({ round, handed_out: true, attempt: 1 });
    }
  });

  it('end a wide run that two processes share, every step done once', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `s${index}`);
    const flow = toyFlow([
      toyStep('begin', []),
      ...names.map((name, index) => toyStep(name, ['begin'], { kind: index % 2 === 0 ? 'agent' : 'code' })),
      toyStep('end', names, { always: true }),
    ]);
    const done: string[] = [];
    const toy = {
      flow,
      code: async ({ step }: { step: { step_id: string } }) => {
        done.push(step.step_id);
        return { output: step.step_id };
      },
      agent: async ({ prompt }: { prompt: string }) => {
        done.push(prompt);
        return prompt;
      },
    };
    const runner = await on.working(toy);
    await on.working(toy);
    for (let round = 0; round < 5; round++) {
      done.length = 0;
      const { run } = await ended(runner, await on.start(runner));
      expect(run.status).toBe('completed');
      expect(done.toSorted()).toEqual(['begin', ...names, 'end'].toSorted());
    }
  });
});
