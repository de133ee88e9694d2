import { describe, expect, it } from 'vitest';
import { advance, stopForBudget } from '../../../runner/core/advance.ts';
import {
  type Budgets,
  hasBudgets,
  type Ledger,
  NO_BUDGETS,
  outlookOf,
  SCOPES,
  standingOf,
} from '../../../runner/core/budget.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import { type Decision, after as stateAfter } from '../../../runner/core/decision.ts';
import { outOfBudget } from '../../../runner/core/ending.ts';
import { stepsToRetry } from '../../../runner/core/reconcile.ts';
import { isSettled, type RunState, type StepState } from '../../../runner/core/run.ts';
import type { StepTemplate } from '../../../runner/core/step-spec.ts';
import { randomFlow, template } from './random-flow.ts';
import { seeded } from './seeded.ts';
import { freshStep } from './simulated-run.ts';

const NOTHING: Ledger = {
  run: { tokens: 0, cost: 0 },
  user: { tokens: 0, cost: 0 },
  channel: { tokens: 0, cost: 0 },
  project: { tokens: 0, cost: 0 },
  day: { tokens: 0, cost: 0 },
};

const tokens = (max_tokens: number) => ({ max_tokens, max_cost: null });
const cost = (max_cost: number) => ({ max_tokens: null, max_cost });

describe('the standing of a run', () => {
  it.each<[string, Partial<Budgets>, Partial<Ledger>, ReturnType<typeof standingOf>]>([
    ['no budget', {}, { run: { tokens: 9e9, cost: 9e9 } }, { state: 'within' }],
    ['79 %', { run: tokens(100) }, { run: { tokens: 79, cost: 0 } }, { state: 'within' }],
    [
      '80 %',
      { run: tokens(1_000_000) },
      { run: { tokens: 800_000, cost: 0 } },
      { state: 'near', says: '80 % of the budget of the run used (800,000 of 1,000,000 tokens)' },
    ],
    [
      '99.9 %',
      { day: cost(20) },
      { day: { tokens: 0, cost: 19.98 } },
      { state: 'near', says: '99 % of the budget for today used ($19.98 of $20.00)' },
    ],
    [
      'all of it',
      { project: tokens(10) },
      { project: { tokens: 10, cost: 0 } },
      {
        state: 'over',
        scope: 'project',
        amount: '10 of 10 tokens',
        says: 'budget of the project for today used up (10 of 10 tokens)',
      },
    ],
    [
      'one near and another over',
      { run: tokens(100), day: cost(1) },
      { run: { tokens: 90, cost: 0 }, day: { tokens: 0, cost: 1.5 } },
      {
        state: 'over',
        scope: 'day',
        amount: '$1.50 of $1.00',
        says: 'budget for today used up ($1.50 of $1.00)',
      },
    ],
  ])('with %s', (_, budgets, ledger, standing) => {
    expect(standingOf({ ...NO_BUDGETS, ...budgets }, { ...NOTHING, ...ledger })).toEqual(standing);
  });

  it('never gets better with more use', () => {
    const order = ['within', 'near', 'over'];
    const random = seeded(7);
    for (let round = 0; round < 200; round++) {
      const budgets = {
        run: tokens(random.below(100) + 1),
        project: cost(random.below(100) + 1),
        day: tokens(random.below(100) + 1),
        user: tokens(random.below(100) + 1),
        channel: cost(random.below(100) + 1),
      };
      let ledger = NOTHING;
      let before = 0;
      for (let step = 0; step < 20; step++) {
        const scope = SCOPES[random.below(SCOPES.length)] ?? 'run';
        const spent = ledger[scope];
        ledger = {
          ...ledger,
          [scope]: { tokens: spent.tokens + random.below(20), cost: spent.cost + random.below(20) },
        };
        const now = order.indexOf(standingOf(budgets, ledger).state);
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }
  });

  it('is asked for only where there is a budget', () => {
    expect(hasBudgets(NO_BUDGETS)).toBe(false);
    expect(hasBudgets({ ...NO_BUDGETS, day: cost(1) })).toBe(true);
  });
});

describe('the outlook', () => {
  it('names the budget that what is expected would use up, with what others used before', () => {
    const budgets = { ...NO_BUDGETS, run: tokens(1000), day: tokens(5000) };
    const used = { ...NOTHING, day: { tokens: 4500, cost: 0 } };
    expect(outlookOf(budgets, NOTHING, { tokens: 900, cost: 0 })).toBeNull();
    expect(outlookOf(budgets, used, { tokens: 900, cost: 0 })).toMatch(
      /^likely to meet the budget for today \(about 5,400 of 5,000 tokens\)/,
    );
  });
});

const LENS = { kind: 'agent' } as const;
const SAYS = 'budget of the run used up (10 of 10 tokens)';
const SKIP = { cause: 'budget', reason: SAYS } as const;

function step(step_id: string, state: Partial<StepState> = {}, spec: Partial<StepTemplate> = {}): StepState {
  return { ...freshStep(template(step_id, spec)), ...state };
}

describe('a run whose budget is used up', () => {
  const run: RunState = {
    status: 'running',
    steps: [
      step('scope', { status: 'completed' }),
      step('a', { status: 'running', dispatched: true, worker_id: 'w' }, { ...LENS, needs: ['scope'] }),
      step('b', { dispatched: true, attempt: 1 }, { ...LENS, needs: ['scope'] }),
      step('merge', {}, { needs: ['a', 'b'] }),
      step('skeptic', {}, { ...LENS, needs: ['merge'] }),
      step('render', {}, { needs: ['skeptic'], always: true }),
    ],
  };
  const stopped = stateAfter(run, stopForBudget(run, SAYS));

  it('begins no further agent, and lets the one at work end', () => {
    expect(stopForBudget(run, SAYS)).toEqual([{ type: 'skip', step_id: 'b', ...SKIP }]);
    expect(advance(stopped)).toEqual([]);
  });

  it('goes on with its code steps and fails with the reason, the report being there', () => {
    const done = (state: RunState, step_id: string): RunState => ({
      ...state,
      steps: state.steps.map((one) => (one.spec.step_id === step_id ? { ...one, status: 'completed' } : one)),
    });
    const merged = done(stopped, 'a');
    expect(advance(merged)).toEqual([{ type: 'compute', step_id: 'merge', delay_ms: 0 }]);
    const rendering = done(merged, 'merge');
    const skipped = advance(rendering);
    expect(skipped).toEqual([
      { type: 'skip', step_id: 'skeptic', ...SKIP },
      { type: 'compute', step_id: 'render', delay_ms: 0 },
    ]);
    expect(advance(done(stateAfter(rendering, skipped), 'render'))).toEqual([
      { type: 'finish', status: 'failed', error: `stopped: ${SAYS}` },
    ]);
  });

  it('is not stopped while it is no agent’s turn, but when one is to begin', () => {
    const busy: RunState = { ...run, steps: run.steps.filter(({ spec }) => spec.step_id !== 'b') };
    expect(stopForBudget(busy, SAYS)).toEqual([]);
  });

  it('does not begin an agent again that met a passing fault after the stop', () => {
    const back = stateAfter(stopped, [{ type: 'requeue', step_id: 'a', because: 'fault', reason: 'busy' }]);
    expect(advance(back)[0]).toEqual({ type: 'skip', step_id: 'a', ...SKIP });
  });

  it('is retried with all that was left out, and whatever read on without it', () => {
    const ended: RunState = {
      status: 'failed',
      steps: stopped.steps.map((one) =>
        one.spec.step_id === 'skeptic' || one.status === 'skipped'
          ? { ...one, status: 'skipped', error: SAYS, skip_cause: 'budget' }
          : { ...one, status: 'completed' },
      ),
    };
    expect(stepsToRetry(ended)).toEqual(['b', 'merge', 'skeptic', 'render']);
  });

  it('tells such a skip from others', () => {
    expect(outOfBudget(step('a', { status: 'skipped', error: 'any words', skip_cause: 'budget' }))).toBe(
      true,
    );
    expect(outOfBudget(step('a', { status: 'skipped', error: SAYS, skip_cause: 'failure' }))).toBe(false);
  });
});

/** Whatever is begun or left out now, all that it needs has ended. */
function expectNeedsFirst(run: RunState, decisions: readonly Decision[]): void {
  const next = stateAfter(run, decisions);
  const settled = new Set(
    next.steps.filter(({ status }) => isSettled(status)).map(({ spec }) => spec.step_id),
  );
  const failed = run.steps.some(({ status }) => status === 'failed');
  for (const decision of decisions) {
    if (decision.type === 'finish' || failed) continue;
    const decided = run.steps.find(({ spec }) => spec.step_id === decision.step_id);
    expect(decided?.spec.needs.every((need) => settled.has(need))).toBe(true);
  }
}

describe('any run', () => {
  it('comes to its end after a stop, whenever it comes, without another agent', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = seeded(seed);
      let run: RunState = {
        status: 'running',
        steps: buildDag(randomFlow(random), 'large', false).map(freshStep),
      };
      const stopAt = random.below(run.steps.length + 1);
      let stopped = false;
      for (let turn = 0; run.status === 'running' && turn < 500; turn++) {
        if (turn === stopAt) {
          const skips = stopForBudget(run, SAYS);
          stopped = skips.length > 0;
          run = stateAfter(run, skips);
        }
        const decisions = advance(run);
        if (stopped) expect(decisions.filter(({ type }) => type === 'dispatch')).toEqual([]);
        expectNeedsFirst(run, decisions);
        run = stateAfter(run, decisions);
        const next = run.steps.find(({ status, dispatched }) => status === 'pending' && dispatched);
        if (next === undefined) continue;
        run = {
          ...run,
          steps: run.steps.map((one) =>
            one === next ? { ...one, status: 'completed', dispatched: false } : one,
          ),
        };
      }
      expect(run.status).toBe(stopped ? 'failed' : 'completed');
      expect(run.steps.every(({ status }) => isSettled(status))).toBe(true);
    }
  });
});
