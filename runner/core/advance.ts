/**
 * Decides what a run does next, from its stored state alone. The first wave, later waves and a restart are the same call.
 * Pure: no clock, no ids, no I/O; `runner/engine/run-transactions.ts` applies the decisions in the transaction that read
 * the state.
 */
import type { Decision } from './decision.ts';
import { agentKey, breakingStep, finish, nothingFound, outOfBudget, refusalsOf } from './ending.ts';
import { isSettled, type RunState, type SkipCause, type StepState } from './run.ts';
import type { Facts, When } from './step-spec.ts';

/** Returns the next decisions; none while everything that can run is running, and none for a run that has ended. */
export function advance(run: RunState): Decision[] {
  if (run.status !== 'running') return [];
  const decisions: Decision[] = [];
  const steps = new Map(run.steps.map((step) => [step.spec.step_id, step]));
  const ends: Ends = {
    breaker: breakingStep(run.steps),
    stop: run.steps.find(outOfBudget) ?? null,
    refusals: refusalsOf(run.steps),
  };
  // Needs come before dependents, so one pass decides a whole chain of skips.
  for (const step of run.steps) {
    if (step.status !== 'pending') continue;
    const verdict = verdictOn(step, steps, ends);
    if (verdict.type === 'skip') {
      const { cause, reason } = verdict;
      decisions.push({ type: 'skip', step_id: step.spec.step_id, cause, reason });
      const skipped = { status: 'skipped', dispatched: false, error: reason, skip_cause: cause } as const;
      steps.set(step.spec.step_id, { ...step, ...skipped });
    } else if (verdict.type === 'ready' && !step.dispatched) {
      const type = step.spec.kind === 'agent' ? 'dispatch' : 'compute';
      decisions.push({ type, step_id: step.spec.step_id, delay_ms: step.delay_ms });
    }
  }
  const all = [...steps.values()];
  if (all.every((step) => isSettled(step.status))) decisions.push(finish(all));
  return decisions;
}

type Verdict = { type: 'wait' } | { type: 'ready' } | { type: 'skip'; cause: SkipCause; reason: string };

/** What ends a run, or its agents, early. */
interface Ends {
  readonly breaker: StepState | null;
  readonly stop: StepState | null;
  readonly refusals: ReadonlyMap<string, StepState>;
}

function verdictOn(
  step: StepState,
  steps: ReadonlyMap<string, StepState>,
  { breaker, stop, refusals }: Ends,
): Verdict {
  if (step.spec.always === true) {
    const others = [...steps.values()].filter((other) => other !== step && other.spec.always !== true);
    return others.every((other) => isSettled(other.status)) ? { type: 'ready' } : { type: 'wait' };
  }
  // Steps in progress are left to finish; no other step starts.
  if (breaker !== null) {
    return { type: 'skip', cause: 'failure', reason: `step ${breaker.spec.step_id} failed` };
  }
  // Skipped before its needs have ended, so that nothing ever shows it as waiting.
  if (step.spec.noModel === true) return { type: 'skip', cause: 'no_model', reason: 'no model configured' };
  if (!needsHaveEnded(step, steps)) return { type: 'wait' };
  // Checked after the needs, so that code still waits for the agents in progress: code costs nothing, and it brings their
  // results into the report.
  if (stop !== null && step.spec.kind === 'agent') {
    return { type: 'skip', cause: 'budget', reason: stop.error ?? 'a budget is used up' };
  }
  const needless = step.spec.unless === undefined ? undefined : factsOf(steps)[step.spec.unless];
  if (needless !== undefined) return { type: 'skip', cause: 'condition', reason: String(needless) };
  if (step.spec.when !== undefined && !holds(step.spec.when, factsOf(steps))) {
    return { type: 'skip', cause: 'condition', reason: conditionOf(step.spec.when) };
  }
  if (step.spec.kind === 'agent') {
    const refused = refusals.get(agentKey(step));
    if (refused !== undefined) {
      const reason = `not started: ${refused.error ?? 'its back end refused another agent'}`;
      return { type: 'skip', cause: 'backend_refused', reason };
    }
    // The others judge, or write up, what the primary agents found: there is nothing to ask them.
    const failure = nothingFound([...steps.values()]);
    if (failure !== null) return { type: 'skip', cause: 'failure', reason: `not started: ${failure}` };
  }
  return { type: 'ready' };
}

/** A step that was skipped for want of a model may have been skipped early: what it waits for is waited for in its place. */
function needsHaveEnded({ spec }: StepState, steps: ReadonlyMap<string, StepState>): boolean {
  return spec.needs.every((id) => {
    const need = steps.get(id);
    if (need === undefined || !isSettled(need.status)) return false;
    return need.skip_cause !== 'no_model' || needsHaveEnded(need, steps);
  });
}

/**
 * Ends the agents of a run whose budget is used up: skips those that could start now; `advance` then skips each other one
 * when its needs have ended. Empty if no agent could start now. `reason`: for people.
 */
export function stopForBudget(run: RunState, reason: string): Decision[] {
  if (run.status !== 'running') return [];
  const open = new Set(run.steps.filter(({ status }) => !isSettled(status)).map(({ spec }) => spec.step_id));
  return run.steps
    .filter(({ status, spec }) => status === 'pending' && spec.kind === 'agent')
    .filter(({ spec }) => !spec.needs.some((need) => open.has(need)))
    .map(({ spec }) => ({ type: 'skip', step_id: spec.step_id, cause: 'budget', reason }));
}

function factsOf(steps: ReadonlyMap<string, StepState>): Facts {
  const completed = [...steps.values()].filter((step) => step.status === 'completed');
  return Object.assign({}, ...completed.map((step) => step.facts));
}

function holds(when: When, facts: Facts): boolean {
  const fact = facts[when.fact];
  if (when.op === 'exists') return fact !== undefined && fact !== false;
  return typeof fact === 'number' && fact >= (when.value ?? 1);
}

function conditionOf(when: When): string {
  // A fact that counts facts of a kind is called `K:<kind>`.
  const what = when.fact.replace(/^K:/, '').replaceAll('-', ' ');
  const isNone = when.op === 'exists' || (when.value ?? 1) === 1;
  return isNone ? `no ${what} here` : `${what} is below ${when.value}`;
}
