import { describe, expect, it } from 'vitest';
import { advance } from '../../../runner/core/advance.ts';
import { finish } from '../../../runner/core/ending.ts';
import { isRetryable, type RunState, type StepState } from '../../../runner/core/run.ts';
import type { StepTemplate } from '../../../runner/core/step-spec.ts';
import { template } from './random-flow.ts';
import { freshStep } from './simulated-run.ts';

function step(step_id: string, state: Partial<StepState> = {}, spec: Partial<StepTemplate> = {}): StepState {
  return { ...freshStep(template(step_id, spec)), ...state };
}

const LENS = { kind: 'agent', primary: 'lens' } as const;
const KEY = 'OpenAI refused the key in OPENAI_API_KEY (401): no';
const refused = { status: 'failed', error: KEY, fail_code: 'auth' } as const;
const broken = {
  status: 'failed',
  error: 'OpenAI failed (500): no (tried 4 times)',
  fail_code: 'model',
} as const;
const completed = { status: 'completed' } as const;
const END = step('end', completed, { always: true });

const endOf = (...steps: StepState[]) => finish([...steps, END]);
const failedWith = (error: string) => ({ type: 'finish', status: 'failed', error });
const COMPLETED = { type: 'finish', status: 'completed', error: null };

describe('a run in which every lens failed', () => {
  it('fails with what they all failed of', () => {
    const lenses = ['a', 'b', 'c', 'd', 'e'].map((id) => step(id, refused, LENS));
    expect(endOf(...lenses)).toEqual(failedWith(`All 5 lenses failed: ${KEY}`));
  });

  it('fails with the most frequent cause and how many had it, when causes differ', () => {
    const run = [step('a', broken, LENS), step('b', refused, LENS), step('c', refused, LENS)];
    expect(endOf(...run)).toEqual(
      failedWith(`All 3 lenses failed. The most frequent cause (2 of 3): ${KEY}`),
    );
  });

  it('counts errors of one code as one cause, though their words differ', () => {
    const run = ['a', 'b'].map((id) => step(id, { ...broken, error: `failed, request ${id}` }, LENS));
    expect(endOf(...run)).toEqual(failedWith('All 2 lenses failed: failed, request a'));
  });

  it('counts a lens that was not started for a refusal as failed of it', () => {
    const skipped = { status: 'skipped', error: 'not started', skip_cause: 'backend_refused' } as const;
    expect(endOf(step('a', refused, LENS), step('b', skipped, LENS), step('c', skipped, LENS))).toEqual(
      failedWith(`All 3 lenses failed: ${KEY}`),
    );
  });

  it('does not count a lens whose condition did not hold', () => {
    const aside = step('b', { status: 'skipped', error: 'nothing here', skip_cause: 'condition' }, LENS);
    expect(endOf(step('a', refused, LENS), aside)).toEqual(failedWith(`The only lens failed: ${KEY}`));
    expect(endOf(aside)).toEqual(COMPLETED);
  });

  it.each([
    ['explorer', 'All 2 explorers failed'],
    ['drafter', 'All 2 drafters failed'],
  ] as const)('is said of what its flow calls them: %s', (primary, says) => {
    const spec = { kind: 'agent', primary } as const;
    expect(endOf(step('a', refused, spec), step('b', refused, spec))).toEqual(failedWith(`${says}: ${KEY}`));
  });

  it('fails although other agents answered', () => {
    const skeptic = step('skeptic', completed, { kind: 'agent' });
    expect(endOf(step('a', refused, LENS), skeptic)).toMatchObject({ status: 'failed' });
  });
});

describe('the agents after the lenses', () => {
  const skeptic = step('skeptic', {}, { kind: 'agent', needs: ['merge'] });
  const next = (...lenses: StepState[]) =>
    advance({ status: 'running', steps: [...lenses, step('merge', completed), skeptic] });

  it('are not started when every lens failed', () => {
    const reason = 'not started: all 2 lenses failed';
    expect(next(step('a', broken, LENS), step('b', broken, LENS))).toContainEqual({
      type: 'skip',
      step_id: 'skeptic',
      cause: 'failure',
      reason,
    });
  });

  it.each([
    ['a lens answered', completed],
    ['a lens may still answer', {}],
    ['the other lens was not to start', { status: 'skipped', skip_cause: 'condition' }],
  ] as const)('start when %s', (_what, other) => {
    const first = 'skip_cause' in other ? completed : broken;
    expect(next(step('a', first, LENS), step('b', other, LENS))).toContainEqual({
      type: 'dispatch',
      step_id: 'skeptic',
      delay_ms: 0,
    });
  });
});

describe('a run that completes', () => {
  it('is one in which a lens answered, though skeptic and synthesis failed; it can be retried', () => {
    const steps = [
      step('a', completed, LENS),
      step('skeptic', refused, { kind: 'agent' }),
      step('synth', refused, { kind: 'agent' }),
    ];
    expect(endOf(...steps)).toEqual(COMPLETED);
    expect(isRetryable('completed', steps)).toBe(true);
  });

  it('is one without any agent', () => {
    expect(endOf(step('a', completed))).toEqual(COMPLETED);
  });

  it('can not be retried when all that was skipped was skipped for its condition', () => {
    const skipped = step('b', { status: 'skipped', error: 'nothing here', skip_cause: 'condition' }, LENS);
    expect(isRetryable('completed', [step('a', completed, LENS), skipped])).toBe(false);
    expect(isRetryable('running', [step('a', refused, LENS)])).toBe(false);
  });
});

describe('a run that failed', () => {
  it.each(['no_files', 'bad_url'])('of %s, which a retry cannot change, can not be retried', (fail_code) => {
    const scope = step('scope', { status: 'failed', error: 'any words', fail_code });
    const skipped = step('b', { status: 'skipped', error: 'step scope failed', skip_cause: 'failure' }, LENS);
    expect(isRetryable('failed', [scope, skipped, END])).toBe(false);
    expect(isRetryable('cancelled', [scope, skipped])).toBe(false);
    // a step that the run completed without
    const aside = { status: 'failed', error: 'any words', fail_code } as const;
    expect(isRetryable('completed', [step('a', completed, LENS), step('b', aside, LENS), END])).toBe(false);
  });

  it.each(['unknown_ref', 'broken_repository', 'contract', 'auth', null])(
    'of %s, which may be otherwise later, can be retried',
    (fail_code) => {
      const scope = step('scope', { status: 'failed', error: 'no_files', fail_code });
      expect(isRetryable('failed', [scope, END])).toBe(true);
    },
  );
});

describe('a run that was stored before agents were marked', () => {
  it('fails when all its agents failed, and completes otherwise', () => {
    const agent = { kind: 'agent' } as const;
    expect(endOf(step('a', refused, agent), step('b', refused, agent))).toEqual(
      failedWith(`All 2 agents failed: ${KEY}`),
    );
    expect(endOf(step('a', refused, agent), step('b', completed, agent))).toEqual(COMPLETED);
  });
});

describe('a back end that refuses an agent', () => {
  const other = { backend: 'codex', model: null };
  const run = (code: string): RunState => ({
    status: 'running',
    steps: [
      step('a', { ...refused, fail_code: code }, LENS),
      step('b', { dispatched: true, attempt: 1 }, LENS),
      step('c', { status: 'running', dispatched: true, worker_id: 'w' }, LENS),
      step('d', {}, { ...LENS, agent: other }),
      step('merge', {}, { needs: ['a', 'b'] }),
      step('skeptic', {}, { kind: 'agent', needs: ['merge'] }),
    ],
  });

  it.each(['auth', 'no_credit', 'no_model'])(
    'for its %s is asked by no further agent; those at work, those on another and code go on',
    (code) => {
      expect(advance(run(code))).toEqual([
        { type: 'skip', step_id: 'b', cause: 'backend_refused', reason: `not started: ${KEY}` },
        { type: 'dispatch', step_id: 'd', delay_ms: 0 },
        { type: 'compute', step_id: 'merge', delay_ms: 0 },
      ]);
    },
  );

  it.each(['rate_limit', 'model', 'timeout'])('for its %s goes on with the others', (code) => {
    expect(advance(run(code)).map(({ type }) => type)).toEqual(['dispatch']);
  });
});
