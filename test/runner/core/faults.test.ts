import { describe, expect, it } from 'vitest';
import { advance } from '../../../runner/core/advance.ts';
import { after as stateAfter } from '../../../runner/core/decision.ts';
import { afterFault, afterFaults, LONGEST_WAIT_MS, MOST_FAULTS } from '../../../runner/core/faults.ts';
import type { RunState, StepState } from '../../../runner/core/run.ts';
import { template } from './random-flow.ts';
import { freshStep } from './simulated-run.ts';

const step = (state: Partial<StepState> = {}): StepState => ({
  ...freshStep(template('a', { kind: 'agent' })),
  ...state,
});
const busy = { message: 'busy', passing: true, code: 'rate_limit' } as const;

describe('a fault', () => {
  it('that passes is tried again after 0.5, 2 and 8 seconds, and then fails the step', () => {
    let run: RunState = { status: 'running', steps: [step()] };
    const delays: number[] = [];
    for (let faults = 0; faults < MOST_FAULTS; faults++) {
      run = stateAfter(run, [afterFault(run.steps[0] as StepState, busy)]);
      const again = advance(run);
      delays.push(...again.map((decision) => (decision.type === 'dispatch' ? decision.delay_ms : -1)));
      run = stateAfter(run, again);
    }
    expect(delays).toEqual([500, 2000, 8000]);
    expect(afterFault(run.steps[0] as StepState, busy)).toEqual({
      type: 'fail',
      step_id: 'a',
      error: 'busy (tried 4 times)',
      code: 'rate_limit',
    });
  });

  it('that stays fails the step at once, in its own words and with its code', () => {
    expect(afterFault(step(), { message: 'bad key', passing: false, code: 'auth' })).toEqual({
      type: 'fail',
      step_id: 'a',
      error: 'bad key',
      code: 'auth',
    });
  });

  it('that asks to be left alone is waited for so long, and at least for the usual time', () => {
    expect(afterFaults(0, { ...busy, retry_after_ms: 30_000 })).toMatchObject({ delay_ms: 30_000 });
    expect(afterFaults(2, { ...busy, retry_after_ms: 10 })).toMatchObject({ delay_ms: 8000 });
    expect(afterFaults(0, { ...busy, retry_after_ms: LONGEST_WAIT_MS })).toMatchObject({ type: 'again' });
  });

  it('that asks for longer than a run waits fails the step, and says when to retry', () => {
    expect(afterFaults(0, { ...busy, retry_after_ms: 3_600_000 })).toEqual({
      type: 'fail',
      error: 'busy. It asks to wait 60 minutes, longer than a run waits (5 minutes); retry then.',
    });
  });

  it('that is a timeout is tried again once: each has cost minutes already', () => {
    const silent = { message: 'It said nothing for 3 minutes.', passing: true, code: 'timeout' } as const;
    expect(afterFaults(0, silent)).toEqual({ type: 'again', tries: 1, delay_ms: 500 });
    expect(afterFaults(1, silent)).toEqual({
      type: 'fail',
      error: 'It said nothing for 3 minutes. (tried 2 times)',
    });
    expect(afterFaults(0, { ...silent, passing: false })).toMatchObject({ type: 'fail' });
  });

  it('counts the tries within its attempt as the step’s own', () => {
    expect(afterFaults(0, { ...busy, tries: 3 })).toEqual({ type: 'again', tries: 3, delay_ms: 8000 });
    expect(afterFaults(3, busy)).toEqual({ type: 'fail', error: 'busy (tried 4 times)' });
    expect(afterFaults(0, { ...busy, tries: 11 })).toEqual({ type: 'fail', error: 'busy (tried 11 times)' });
  });
});
