import { describe, expect, it } from 'vitest';
import { advance } from '../../../runner/core/advance.ts';
import { after as stateAfter } from '../../../runner/core/decision.ts';
import { MOST_LOSSES, reconcile, stepsToRetry } from '../../../runner/core/reconcile.ts';
import { isRetryable, type RunState, type StepState } from '../../../runner/core/run.ts';
import type { StepTemplate, When } from '../../../runner/core/step-spec.ts';
import { template } from './random-flow.ts';
import { freshStep } from './simulated-run.ts';

function step(step_id: string, state: Partial<StepState> = {}, spec: Partial<StepTemplate> = {}): StepState {
  return { ...freshStep(template(step_id, spec)), ...state };
}

function running(...steps: StepState[]): RunState {
  return { status: 'running', steps };
}

const LENS = { kind: 'agent' } as const;
const END = { always: true } as const;

describe('advance', () => {
  it('hands out what has no needs: agent steps as tasks, code steps to be computed', () => {
    expect(advance(running(step('a'), step('b', {}, LENS), step('c', {}, { needs: ['a'] })))).toEqual([
      { type: 'compute', step_id: 'a', delay_ms: 0 },
      { type: 'dispatch', step_id: 'b', delay_ms: 0 },
    ]);
  });

  it('says nothing of a run that has ended', () => {
    expect(advance({ status: 'cancelled', steps: [step('a')] })).toEqual([]);
  });

  it('goes on past a failed lens', () => {
    const run = running(step('a', { status: 'failed', error: 'no' }, LENS), step('b', {}, { needs: ['a'] }));
    expect(advance(run)).toEqual([{ type: 'compute', step_id: 'b', delay_ms: 0 }]);
  });

  it('goes on past a skipped step', () => {
    const run = running(step('a', { status: 'skipped', error: 'nothing' }), step('b', {}, { needs: ['a'] }));
    expect(advance(run)).toEqual([{ type: 'compute', step_id: 'b', delay_ms: 0 }]);
  });

  it('begins nothing more after a failed gate but the always-step, not even what was handed out', () => {
    const run = running(
      step('gate', { status: 'failed', error: 'no' }),
      step('a', { dispatched: true, attempt: 1 }, LENS),
      step('b', {}, { needs: ['a'] }),
      step('end', {}, { ...END, needs: ['gate', 'b'] }),
    );
    expect(advance(run)).toEqual([
      { type: 'skip', step_id: 'a', cause: 'failure', reason: 'step gate failed' },
      { type: 'skip', step_id: 'b', cause: 'failure', reason: 'step gate failed' },
      { type: 'compute', step_id: 'end', delay_ms: 0 },
    ]);
  });

  it('skips at once what needs a model in a run without one, and lets nothing overtake what that waits for', () => {
    const run = running(
      step('merge', {}, {}),
      step('skeptic', {}, { ...LENS, needs: ['merge'], needsModel: true, noModel: true }),
      step('verdict', {}, { needs: ['skeptic'] }),
    );
    const first = advance(run);
    expect(first).toEqual([
      { type: 'compute', step_id: 'merge', delay_ms: 0 },
      { type: 'skip', step_id: 'skeptic', cause: 'no_model', reason: 'no model configured' },
    ]);
    const [merge, ...rest] = stateAfter(run, first).steps;
    const merged = { ...run, steps: [{ ...step('merge', merge), status: 'completed' as const }, ...rest] };
    expect(advance(merged)).toEqual([{ type: 'compute', step_id: 'verdict', delay_ms: 0 }]);
  });

  it('does not call a run retryable for steps that lacked a model', () => {
    const skipped = { status: 'skipped', error: 'no model configured', skip_cause: 'no_model' } as const;
    expect(isRetryable('completed', [step('skeptic', skipped)])).toBe(false);
  });

  it('skips a step that a fact leaves nothing to do, with the fact as the reason', () => {
    const run = (facts: StepState['facts']) =>
      running(
        step('scope', { status: 'completed', facts }),
        step('a', {}, { ...LENS, needs: ['scope'], unless: 'nothing_to_compare' }),
      );
    expect(advance(run({ nothing_to_compare: 'Nothing to compare: no file differs.' }))).toContainEqual({
      type: 'skip',
      step_id: 'a',
      cause: 'condition',
      reason: 'Nothing to compare: no file differs.',
    });
    expect(advance(run({}))).toEqual([{ type: 'dispatch', step_id: 'a', delay_ms: 0 }]);
  });

  it('lets what a worker already has end before the always-step, though the run is failing', () => {
    const run = running(
      step('gate', { status: 'failed', error: 'no' }),
      step('a', { status: 'running', dispatched: true }, LENS),
      step('end', {}, { ...END, needs: ['gate', 'a'] }),
    );
    expect(advance(run)).toEqual([]);
  });

  it('finishes a run in which one of two lenses failed as completed', () => {
    const run = running(
      step('a', { status: 'failed', error: 'no' }, LENS),
      step('b', { status: 'completed' }, LENS),
      step('end', { status: 'completed' }, END),
    );
    expect(advance(run)).toEqual([{ type: 'finish', status: 'completed', error: null }]);
  });

  it('finishes a run in which a gate failed as failed, and says which and why', () => {
    const run = running(
      step('a', { status: 'failed', error: 'no luck' }),
      step('end', { status: 'completed' }, END),
    );
    expect(advance(run)).toEqual([{ type: 'finish', status: 'failed', error: 'step a failed: no luck' }]);
  });

  it('skips a whole chain of conditions and finishes in one look', () => {
    const when: When = { fact: 'x', op: 'exists' };
    const run = running(step('a', {}, { when }), step('b', {}, { needs: ['a'], when }));
    expect(advance(run).map((decision) => decision.type)).toEqual(['skip', 'skip', 'finish']);
  });
});

describe('a condition', () => {
  it.each<[string, When, Record<string, string | number | boolean>, boolean]>([
    ['exists, and the fact is not there', { fact: 'x', op: 'exists' }, {}, false],
    ['exists, and the fact is false', { fact: 'x', op: 'exists' }, { x: false }, false],
    ['exists, and the fact is 0', { fact: 'x', op: 'exists' }, { x: 0 }, true],
    ['exists, and the fact is a word', { fact: 'x', op: 'exists' }, { x: 'yes' }, true],
    ['at least 3, and it is 2', { fact: 'x', op: 'gte', value: 3 }, { x: 2 }, false],
    ['at least 3, and it is 3', { fact: 'x', op: 'gte', value: 3 }, { x: 3 }, true],
    ['at least 3, and it is no number', { fact: 'x', op: 'gte', value: 3 }, { x: '9' }, false],
    ['at least without a number, and it is 1', { fact: 'x', op: 'gte' }, { x: 1 }, true],
    ['at least without a number, and it is 0', { fact: 'x', op: 'gte' }, { x: 0 }, false],
  ])('%s', (_, when, facts, holds) => {
    const run = running(step('a', { status: 'completed', facts }), step('b', {}, { needs: ['a'], when }));
    expect(advance(run)[0]?.type).toBe(holds ? 'compute' : 'skip');
  });

  it('is not asked before the needs are settled', () => {
    const when: When = { fact: 'x', op: 'exists' };
    const run = running(
      step('a', { status: 'running', dispatched: true }),
      step('b', {}, { needs: ['a'], when }),
    );
    expect(advance(run)).toEqual([]);
  });

  it.each<[When, string]>([
    [{ fact: 'migrations', op: 'exists' }, 'no migrations here'],
    [{ fact: 'K:exports-changed', op: 'gte', value: 1 }, 'no exports changed here'],
    [{ fact: 'files', op: 'gte', value: 9 }, 'files is below 9'],
  ])('that does not hold says what was missing: %j', (when, reason) => {
    expect(advance(running(step('a', {}, { when })))[0]).toEqual({
      type: 'skip',
      step_id: 'a',
      cause: 'condition',
      reason,
    });
  });
});

describe('reconcile', () => {
  const hers = { status: 'running', dispatched: true, worker_id: 'w1', attempt: 1 } as const;

  it('takes back what a dead worker has, and leaves the living theirs', () => {
    const run = running(step('a', hers), step('b', { ...hers, worker_id: 'w2' }), step('c'));
    expect(reconcile(run, (worker_id) => worker_id === 'w1')).toEqual([
      { type: 'requeue', step_id: 'a', because: 'lost', reason: 'worker w1 is gone' },
    ]);
  });

  it('hands a lost step out at once, in a new attempt', () => {
    const run = running(step('a', hers));
    const lost = stateAfter(
      run,
      reconcile(run, () => true),
    );
    const [next] = stateAfter(lost, advance(lost)).steps;
    expect(advance(lost)).toEqual([{ type: 'compute', step_id: 'a', delay_ms: 0 }]);
    expect(next).toMatchObject({
      status: 'pending',
      dispatched: true,
      worker_id: null,
      attempt: 2,
      losses: 1,
    });
  });

  it('gives a step up that took too many workers with it', () => {
    const run = running(step('a', { ...hers, losses: MOST_LOSSES }));
    expect(reconcile(run, () => true)).toEqual([
      {
        type: 'fail',
        step_id: 'a',
        error: 'its worker died 26 times; it may be what kills them',
        code: 'worker_lost',
      },
    ]);
  });

  it('leaves an ended run alone', () => {
    expect(reconcile({ status: 'cancelled', steps: [step('a', hers)] }, () => true)).toEqual([]);
  });

  it('does not count a step that was handed back as lost or faulty', () => {
    const run = running(step('a', hers));
    const back = stateAfter(run, [{ type: 'requeue', step_id: 'a', because: 'returned', reason: 'leaving' }]);
    expect(back.steps[0]).toMatchObject({ status: 'pending', faults: 0, losses: 0 });
  });
});

describe('a retry', () => {
  const failed = { status: 'failed', error: 'no' } as const;
  const completed = { status: 'completed' } as const;
  const ended = (...steps: StepState[]): RunState => ({ status: 'failed', steps });

  it('puts back the failed gate, what was skipped for it and the always-step, and keeps the rest', () => {
    const run = ended(
      step('a', completed),
      step('gate', failed, { needs: ['a'] }),
      step('b', { status: 'skipped', error: 'step gate failed', skip_cause: 'failure' }, { needs: ['gate'] }),
      step('end', completed, { ...END, needs: ['b'] }),
    );
    expect(stepsToRetry(run)).toEqual(['gate', 'b', 'end']);
  });

  it('puts back a failed lens with all that read on without it, and keeps what did not', () => {
    const run: RunState = {
      status: 'completed',
      steps: [
        step('lens', failed, LENS),
        step('other', completed, LENS),
        step('merge', completed, { needs: ['lens', 'other'] }),
        step('skeptic', completed, { ...LENS, needs: ['merge'] }),
        step('aside', completed, { needs: ['other'] }),
        step('end', completed, { ...END, needs: ['skeptic', 'aside'] }),
      ],
    };
    expect(stepsToRetry(run)).toEqual(['lens', 'merge', 'skeptic', 'end']);
  });

  it('puts back a failed lens that only the always-step reads', () => {
    const run = ended(step('lens', failed, LENS), step('end', failed, { ...END, needs: ['lens'] }));
    expect(stepsToRetry(run)).toEqual(['lens', 'end']);
  });

  it('asks a condition anew that was decided without the failed step, and no other', () => {
    const when: When = { fact: 'x', op: 'exists' };
    const skipped = { status: 'skipped', error: 'nothing of x here', skip_cause: 'condition' } as const;
    const run = ended(
      step('lens', failed, LENS),
      step('deeper', skipped, { needs: ['lens'], when }),
      step('aside', skipped, { when }),
      step('gate', failed, { needs: ['deeper', 'aside'] }),
      step('end', completed, { ...END, needs: ['gate'] }),
    );
    expect(stepsToRetry(run)).toEqual(['lens', 'deeper', 'gate', 'end']);
  });

  it('puts nothing back of a cancelled run but what ended badly', () => {
    const run: RunState = {
      status: 'cancelled',
      steps: [step('a', completed), step('b', { attempt: 1 }), step('end', {}, END)],
    };
    expect(stepsToRetry(run)).toEqual([]);
  });
});
