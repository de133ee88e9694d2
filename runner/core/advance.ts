/**
 * The heart of the runner: from the stored state of a run alone to what is to be done next. The first wave, later
 * waves and a restart are the same call. Pure: no clock, no ids, no I/O; the shell's `tick` applies the decisions in
 * the transaction that read the state.
 */
import { isSettled, type RunState, type StepState } from './run.ts';
import type { Facts, When } from './step-spec.ts';

export type Decision =
  /** hand an agent step out as a task, always in plan mode */
  | { readonly type: 'dispatch'; readonly step_id: string; readonly delay_ms: number }
  /** queue a code step */
  | { readonly type: 'compute'; readonly step_id: string; readonly delay_ms: number }
  | { readonly type: 'skip'; readonly step_id: string; readonly reason: string }
  /** take a step back from a worker that is gone, met a passing fault, or is leaving; it is pending again */
  | {
      readonly type: 'requeue';
      readonly step_id: string;
      readonly because: 'lost' | 'fault' | 'returned';
      readonly reason: string;
    }
  /** give a step up */
  | { readonly type: 'fail'; readonly step_id: string; readonly error: string }
  | { readonly type: 'finish'; readonly status: 'completed' | 'failed'; readonly error: string | null };

/** What is to be done now. Empty while everything that can run is running, and for a run that has ended. */
export function advance(run: RunState): Decision[] {
  if (run.status !== 'running') return [];
  const decisions: Decision[] = [];
  const steps = new Map(run.steps.map((step) => [step.spec.step_id, step]));
  const breaker = breakingStep(run.steps);
  const stop = run.steps.find(outOfBudget) ?? null;
  // Needs stand before dependents, so one pass settles a whole chain of skips.
  for (const step of run.steps) {
    if (step.status !== 'pending') continue;
    const verdict = verdictOn(step, steps, { breaker, stop });
    if (verdict.type === 'skip') {
      decisions.push({ type: 'skip', step_id: step.spec.step_id, reason: verdict.reason });
      steps.set(step.spec.step_id, { ...step, status: 'skipped', dispatched: false, error: verdict.reason });
    } else if (verdict.type === 'ready' && !step.dispatched) {
      const type = step.spec.kind === 'agent' ? 'dispatch' : 'compute';
      decisions.push({ type, step_id: step.spec.step_id, delay_ms: backOff(step.faults) });
    }
  }
  const all = [...steps.values()];
  if (all.every((step) => isSettled(step.status))) decisions.push(finish(all, stop));
  return decisions;
}

type Verdict = { type: 'wait' } | { type: 'ready' } | { type: 'skip'; reason: string };

function verdictOn(
  step: StepState,
  steps: ReadonlyMap<string, StepState>,
  { breaker, stop }: { readonly breaker: StepState | null; readonly stop: StepState | null },
): Verdict {
  if (step.spec.always === true) {
    const others = [...steps.values()].filter((other) => other !== step && other.spec.always !== true);
    return others.every((other) => isSettled(other.status)) ? { type: 'ready' } : { type: 'wait' };
  }
  // A step that a worker already has is left to end; what has not begun does not begin.
  if (breaker !== null) return { type: 'skip', reason: `${because(breaker)} failed` };
  const needs = step.spec.needs.map((need) => steps.get(need));
  if (!needs.every((need) => need !== undefined && isSettled(need.status))) return { type: 'wait' };
  // In its turn, so that code waits for what is still at work; it costs nothing, and brings what is done into the report.
  if (stop?.error && step.spec.kind === 'agent') return { type: 'skip', reason: stop.error };
  if (step.spec.when !== undefined && !holds(step.spec.when, factsOf(steps))) {
    return { type: 'skip', reason: conditionOf(step.spec.when) };
  }
  return { type: 'ready' };
}

/** The failed step that ends the run, if any. */
function breakingStep(steps: readonly StepState[]): StepState | null {
  return steps.find((step) => step.status === 'failed' && step.spec.onFail === 'fail-run') ?? null;
}

const SKIPPED_BECAUSE = 'not run: step ';
const because = (step: StepState): string => `${SKIPPED_BECAUSE}${step.spec.step_id}`;

/** Whether a step was skipped only because another one failed, so that a retry may run it. */
export function skippedByFailure(step: StepState): boolean {
  return step.status === 'skipped' && (step.error?.startsWith(SKIPPED_BECAUSE) ?? false);
}

const OUT_OF_BUDGET = 'not run: budget ';

/** Whether a step was skipped because a budget was used up. One such step means that no other agent begins. */
export function outOfBudget(step: Pick<StepState, 'status' | 'error'>): boolean {
  return step.status === 'skipped' && (step.error?.startsWith(OUT_OF_BUDGET) ?? false);
}

/**
 * Ends the agents' part of a run whose budget is used up: those whose turn it is are skipped, and with that, each other in
 * its turn. Empty while it is no agent's turn. `says` begins with `budget`.
 */
export function stopForBudget(run: RunState, says: string): Decision[] {
  if (run.status !== 'running') return [];
  const open = new Set(run.steps.filter(({ status }) => !isSettled(status)).map(({ spec }) => spec.step_id));
  return run.steps
    .filter(({ status, spec }) => status === 'pending' && spec.kind === 'agent')
    .filter(({ spec }) => !spec.needs.some((need) => open.has(need)))
    .map(({ spec }) => ({ type: 'skip', step_id: spec.step_id, reason: `not run: ${says}` }));
}

function finish(steps: readonly StepState[], stop: StepState | null): Decision {
  const breaker = breakingStep(steps);
  if (breaker === null && stop !== null) {
    return { type: 'finish', status: 'failed', error: `stopped: ${stop.error?.replace(/^not run: /, '')}` };
  }
  if (breaker === null) return { type: 'finish', status: 'completed', error: null };
  return {
    type: 'finish',
    status: 'failed',
    error: `step ${breaker.spec.step_id} failed: ${breaker.error ?? 'no reason given'}`,
  };
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
  return when.op === 'exists' ? `nothing of ${when.fact} here` : `${when.fact} is below ${when.value ?? 1}`;
}

/** How many passing faults a step may meet; the next one fails it. */
export const MOST_FAULTS = 3;

/** Milliseconds to wait before the attempt that follows so many passing faults: 0.5 s, 2 s, 8 s. */
export function backOff(faults: number): number {
  return faults === 0 ? 0 : 500 * 4 ** (faults - 1);
}

/** What becomes of a step whose worker reports an error: tried again while the fault is a passing one. */
export function afterFault(
  step: StepState,
  fault: { readonly message: string; readonly passing: boolean },
): Decision {
  const step_id = step.spec.step_id;
  if (fault.passing && step.faults < MOST_FAULTS) {
    return { type: 'requeue', step_id, because: 'fault', reason: fault.message };
  }
  const tries = step.faults > 0 ? ` (tried ${step.faults + 1} times)` : '';
  return { type: 'fail', step_id, error: `${fault.message}${tries}` };
}
