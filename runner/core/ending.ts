/**
 * Decides how a run ends: completed, or failed and why. A run fails if every agent that its report rests on failed, even if
 * its code steps succeeded.
 */
import type { Decision } from './decision.ts';
import { isUndone, type StepState } from './run.ts';
import type { PrimaryKind } from './step-spec.ts';
import { capitalized } from './wording.ts';

/** Errors that every agent on the same back end and model would get: the key, the credit, the model's name. */
const REFUSALS: ReadonlySet<string> = new Set(['auth', 'no_credit', 'no_model']);

/** Returns the steps that failed because their back end refused them, by `agentKey`. */
export function refusalsOf(steps: readonly StepState[]): ReadonlyMap<string, StepState> {
  const refused = steps.filter(({ status, fail_code }) => status === 'failed' && isRefusal(fail_code));
  return new Map(refused.map((step) => [agentKey(step), step]));
}

function isRefusal(code: string | null): boolean {
  return code !== null && REFUSALS.has(code);
}

/** Identifies what executes a step within its run: equal for steps on the same back end and model. */
export function agentKey({ spec: { agent } }: StepState): string {
  return agent === undefined ? '' : JSON.stringify([agent.backend, agent.model]);
}

/** Returns the failed step that ends the run, if any. */
export function breakingStep(steps: readonly StepState[]): StepState | null {
  return steps.find((step) => step.status === 'failed' && step.spec.onFail === 'fail-run') ?? null;
}

/** Whether a step was skipped because a budget is used up. After one such step, no agent starts anymore. */
export function outOfBudget(step: Pick<StepState, 'status' | 'skip_cause'>): boolean {
  return step.status === 'skipped' && step.skip_cause === 'budget';
}

/** Decides the end of a run whose steps have all ended. */
export function finish(steps: readonly StepState[]): Decision {
  const error = failureOf(steps);
  return { type: 'finish', status: error === null ? 'completed' : 'failed', error };
}

function failureOf(steps: readonly StepState[]): string | null {
  const breaker = breakingStep(steps);
  if (breaker !== null)
    return `step ${breaker.spec.step_id} failed: ${breaker.error ?? 'no reason was stored'}`;
  const stop = steps.find(outOfBudget);
  if (stop !== undefined) return `stopped: ${stop.error ?? 'a budget is used up'}`;
  const counted = failedPrimaries(steps);
  return counted === null ? null : allFailed(counted, refusalsOf(steps));
}

/**
 * Returns why the agents that work on what the primary ones found have nothing to do: all primary agents ended, and none
 * completed. Null while one may still complete, and for a run in which none was to start.
 */
export function nothingFound(steps: readonly StepState[]): string | null {
  const counted = failedPrimaries(steps);
  return counted === null ? null : `${who(counted)} failed`;
}

function failedPrimaries(steps: readonly StepState[]): readonly StepState[] | null {
  const counted = countedSteps(steps);
  return counted.length > 0 && counted.every(isUndone) ? counted : null;
}

/**
 * Returns the agents that the report rests on, without those whose condition did not hold. A flow that marks none, such as
 * one stored by an earlier version, rests on all its agents.
 */
function countedSteps(steps: readonly StepState[]): readonly StepState[] {
  const agents = steps.filter(({ spec }) => spec.kind === 'agent');
  const primary = agents.filter(({ spec }) => spec.primary !== undefined);
  const counted = primary.length > 0 ? primary : agents;
  return counted.filter((step) => step.status !== 'skipped' || isUndone(step));
}

const NAMES: Readonly<Record<PrimaryKind | 'agent', readonly [one: string, many: string]>> = {
  lens: ['lens', 'lenses'],
  explorer: ['explorer', 'explorers'],
  drafter: ['drafter', 'drafters'],
  agent: ['agent', 'agents'],
};

/** `All 5 lenses failed: …`, with the most frequent cause. */
function allFailed(counted: readonly StepState[], refusals: ReadonlyMap<string, StepState>): string {
  // A step that was skipped because of a refusal has the refused step's cause.
  const failures = counted.map((step) =>
    step.skip_cause === 'backend_refused' ? (refusals.get(agentKey(step)) ?? step) : step,
  );
  const most = largest(Map.groupBy(failures, ({ fail_code, error }) => fail_code ?? error));
  const [typical] = largest(Map.groupBy(most, ({ error }) => error));
  const failed = `${capitalized(who(counted))} failed`;
  const what = typical?.error ?? 'no reason was stored';
  if (most.length === counted.length) return `${failed}: ${what}`;
  return `${failed}. The most frequent cause (${most.length} of ${counted.length}): ${what}`;
}

/** `all 5 lenses`, `the only explorer`. */
function who(counted: readonly StepState[]): string {
  const kinds = new Set(counted.map(({ spec }) => spec.primary ?? 'agent'));
  const [kind = 'agent'] = kinds.size === 1 ? kinds : [];
  const [one, many] = NAMES[kind];
  return counted.length === 1 ? `the only ${one}` : `all ${counted.length} ${many}`;
}

/** The first of the largest groups. */
function largest<T>(groups: ReadonlyMap<unknown, T[]>): T[] {
  return [...groups.values()].reduce((most, group) => (group.length > most.length ? group : most), []);
}
