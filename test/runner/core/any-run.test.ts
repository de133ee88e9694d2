/** What holds for every run, whatever its DAG, its outcomes and its accidents: shown on random ones. */
import { describe, expect, it } from 'vitest';
import { buildDag } from '../../../runner/core/dag.ts';
import { isSettled, isUndone, type RunState, type StepState } from '../../../runner/core/run.ts';
import { BANDS } from '../../../runner/core/step-spec.ts';
import { randomFlow } from './random-flow.ts';
import { holdsForAll, type Random } from './seeded.ts';
import { type Outcome, SimulatedRun } from './simulated-run.ts';

const CASES = 400;
const MOST_MOVES = 5000;

type Outcomes = (step: StepState) => Outcome;

function anything(random: Random): Outcomes {
  return () => {
    const fate = random.next();
    if (fate < 0.7) return { type: 'completed', facts: { [random.pick(['x', 'y'])]: random.below(4) } };
    return { type: 'fault', message: 'trouble', passing: fate < 0.85 };
  };
}

const success: Outcomes = () => ({ type: 'completed', facts: { x: 2, y: 2 } });

function randomRun(random: Random): SimulatedRun {
  return new SimulatedRun(buildDag(randomFlow(random), random.pick(BANDS), random.chance(0.3)));
}

function toTheEnd(run: SimulatedRun, random: Random, outcomes: Outcomes): SimulatedRun {
  for (let moves = 0; run.state.status === 'running'; moves++) {
    if (moves > MOST_MOVES) throw new Error('the run does not end');
    run.move(random, outcomes);
  }
  return run;
}

/** Whether there are agents that its report rests on, and none of them answered. */
function isHollow({ steps }: RunState): boolean {
  const agents = steps.filter(({ spec, skip_cause }) => spec.kind === 'agent' && skip_cause !== 'condition');
  const marked = steps.some(({ spec }) => spec.primary !== undefined);
  const counted = agents.filter(({ spec }) => !marked || spec.primary !== undefined);
  return counted.length > 0 && counted.every(({ status }) => status !== 'completed');
}

function ids(steps: readonly StepState[]): string[] {
  return steps.map(({ spec }) => spec.step_id).toSorted();
}

describe('any run', () => {
  it('ends, each step settled exactly once', () => {
    holdsForAll(CASES, (random) => {
      const run = toTheEnd(randomRun(random), random, anything(random));
      expect(run.settled.toSorted()).toEqual(ids(run.state.steps));
      expect(run.state.steps.every((step) => isSettled(step.status) && !step.dispatched)).toBe(true);
    });
  });

  it('fails if and only if a step failed whose failure ends the run, or none of the agents that it rests on answered', () => {
    let failed = 0;
    let hollow = 0;
    holdsForAll(CASES, (random) => {
      const { state } = toTheEnd(randomRun(random), random, anything(random));
      const broken = state.steps.some((step) => step.status === 'failed' && step.spec.onFail === 'fail-run');
      expect(state.status).toBe(broken || isHollow(state) ? 'failed' : 'completed');
      failed += broken ? 1 : 0;
      hollow += !broken && isHollow(state) ? 1 : 0;
    });
    expect(hollow).toBeGreaterThan(CASES / 50);
    expect(failed).toBeGreaterThan(CASES / 10);
    expect(failed).toBeLessThan((CASES * 9) / 10);
  });

  it('settles its always-step last, done or failed but never skipped, in failing runs too', () => {
    holdsForAll(CASES, (random) => {
      const run = toTheEnd(randomRun(random), random, anything(random));
      expect(run.settled.at(-1)).toBe('end');
      expect(run.step('end').status).not.toBe('skipped');
      expect(run.begun.lastIndexOf('end')).toBe(run.begun.length - 1);
    });
  });

  it('skips a step only for its condition or because another failed', () => {
    holdsForAll(CASES, (random) => {
      const { state } = toTheEnd(randomRun(random), random, anything(random));
      const skipped = state.steps.filter((step) => step.skip_cause === 'condition');
      expect(skipped.filter((step) => step.spec.when === undefined)).toEqual([]);
      expect(skipped.map((step) => step.error)).toEqual(
        skipped.map(() => expect.stringMatching(/is below 2$/)),
      );
      const others = state.steps.filter((step) => step.status === 'skipped' && !skipped.includes(step));
      expect(others.filter((step) => step.skip_cause !== 'failure')).toEqual([]);
      if (state.status === 'completed') expect(others).toEqual([]);
    });
  });

  it('never begins a completed step again, whatever dies and is delivered twice', () => {
    holdsForAll(CASES, (random) => {
      const run = randomRun(random);
      while (run.state.status === 'running') {
        const done = new Set(
          run.state.steps.filter((step) => isSettled(step.status)).map(({ spec }) => spec.step_id),
        );
        const before = run.begun.length;
        run.move(random, anything(random));
        expect(run.begun.slice(before).filter((step_id) => done.has(step_id))).toEqual([]);
      }
    });
  });

  it('loses nothing when everything restarts after each step that ended', () => {
    holdsForAll(CASES, (random) => {
      const run = randomRun(random);
      while (run.state.status === 'running') {
        const before = run.settled.length;
        run.restart();
        while (run.state.status === 'running' && run.settled.length === before) run.move(random, success);
      }
      expect(run.state.status).toBe('completed');
    });
  });

  it('is not changed by anything that comes after its end', () => {
    holdsForAll(CASES, (random) => {
      const run = randomRun(random);
      const late: { step_id: string; attempt: number; worker_id: string }[] = [];
      while (run.state.status === 'running') {
        late.push(...run.held);
        run.move(random, anything(random));
      }
      const ended = structuredClone(run.state);
      for (const held of late) run.answer(held, success(run.step(held.step_id)));
      for (const job of run.jobs) run.deliver(job);
      run.reap();
      expect(run.state).toEqual(ended);
    });
  });
});

describe('any cancelled run', () => {
  it('hears no answer, and a retry ends it with every completed step kept', () => {
    holdsForAll(CASES, (random) => {
      const run = randomRun(random);
      for (let moves = random.below(25); moves > 0 && run.state.status === 'running'; moves--)
        run.move(random, success);
      if (run.state.status !== 'running') return;
      run.cancel();
      const cancelled = run.state;
      for (const held of [...run.held]) run.answer(held, success(run.step(held.step_id)));
      expect(run.state).toBe(cancelled);
      const kept = cancelled.steps.filter((step) => step.status === 'completed');
      run.retry();
      toTheEnd(run, random, success);
      expect(run.state.status).toBe('completed');
      expect(run.state.steps).toEqual(expect.arrayContaining(kept));
    });
  });
});

describe('any retry of a run that ended', () => {
  /** A run that failed, or completed without one of its steps. */
  function unfinishedRun(random: Random): SimulatedRun {
    for (;;) {
      const run = toTheEnd(randomRun(random), random, anything(random));
      if (run.state.status === 'failed' || run.state.steps.some(isUndone)) return run;
    }
  }

  function needsOf(steps: readonly StepState[], step_id: string): ReadonlySet<string> {
    const needs = steps.find(({ spec }) => spec.step_id === step_id)?.spec.needs ?? [];
    return new Set(needs.flatMap((need) => [need, ...needsOf(steps, need)]));
  }

  it('puts back what was not done and what read on without it, and keeps every other completed step', () => {
    let completed = 0;
    holdsForAll(CASES, (random) => {
      const run = unfinishedRun(random);
      completed += run.state.status === 'completed' ? 1 : 0;
      const { steps } = run.state;
      const undone = new Set(ids(steps.filter(isUndone)));
      const begun = run.begun.length;
      const reset = new Set(run.retry());
      for (const { spec } of steps) {
        const reads = [...needsOf(steps, spec.step_id)].some((need) => undone.has(need));
        expect(reset.has(spec.step_id)).toBe(reads || undone.has(spec.step_id) || spec.always === true);
      }
      const kept = steps.filter((step) => step.status === 'completed' && !reset.has(step.spec.step_id));
      toTheEnd(run, random, anything(random));
      for (const step of kept) expect(run.state.steps).toContainEqual(step);
      expect(run.begun.slice(begun).filter((step_id) => ids(kept).includes(step_id))).toEqual([]);
    });
    expect(completed).toBeGreaterThan(CASES / 10);
  });

  it('settles again exactly what it put back, once', () => {
    holdsForAll(CASES, (random) => {
      const run = unfinishedRun(random);
      const reset = run.retry();
      toTheEnd(run, random, anything(random));
      expect(run.settled.toSorted()).toEqual([...reset].toSorted());
    });
  });

  it('leaves nothing undone, so the run can complete', () => {
    holdsForAll(CASES, (random) => {
      const run = unfinishedRun(random);
      run.retry();
      toTheEnd(run, random, success);
      expect(run.state.status).toBe('completed');
      expect(run.state.steps.filter(isUndone)).toEqual([]);
    });
  });
});
