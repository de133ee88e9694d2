/**
 * How a run ends: completed, or failed and why. A run in which no agent did what its report rests on has failed, however
 * well its code steps went.
 */
import type { Decision } from './decision.ts';
import { isUndone, type StepState } from './run.ts';
import type { PrimaryKind } from './step-spec.ts';

/** Errors that every agent on the same back end and model would meet: the key, the credit, the model's name. */
const REFUSALS: ReadonlySet<string> = new Set(['auth', 'no_credit', 'no_model']);

/** The failed steps whose back end refused them, by the agent that they are done by. */
export function refusalsOf(steps: readonly StepState[]): ReadonlyMap<string, StepState> {
  const refused = steps.filter(({ status, fail_code }) => status === 'failed' && isRefusal(fail_code));
  return new Map(refused.map((step) => [agentKey(step), step]));
}

function isRefusal(code: string | null): boolean {
  return code !== null && REFUSALS.has(code);
}

/** Tells apart what executes the steps of one run: equal for two steps on the same back end and model. */
export function agentKey({ spec: { agent } }: StepState): string {
  return agent === undefined ? '' : JSON.stringify([agent.backend, agent.model]);
}

/** The failed step that ends the run, if any. */
export function breakingStep(steps: readonly StepState[]): StepState | null {
  return steps.find((step) => step.status === 'failed' && step.spec.onFail === 'fail-run') ?? null;
}

/** Whether a step was skipped because a budget was used up. One such step means that no other agent begins. */
export function outOfBudget(step: Pick<StepState, 'status' | 'skip_cause'>): boolean {
  return step.status === 'skipped' && step.skip_cause === 'budget';
}

/** Of a run whose steps have all ended. */
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
 * The agents that the report rests on, without those whose condition does not hold. A flow that marks none, as those
 * stored before the mark existed, rests on all its agents.
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

/** `All 5 lenses failed: …`, with what most of them failed of. */
function allFailed(counted: readonly StepState[], refusals: ReadonlyMap<string, StepState>): string {
  // What was not begun for a refusal failed of what the refused step failed of.
  const failures = counted.map((step) =>
    step.skip_cause === 'backend_refused' ? (refusals.get(agentKey(step)) ?? step) : step,
  );
  const most = largest(Map.groupBy(failures, ({ fail_code, error }) => fail_code ?? error));
  const [said] = largest(Map.groupBy(most, ({ error }) => error));
  const name = who(counted);
  const failed = `${name.charAt(0).toUpperCase()}${name.slice(1)} failed`;
  const what = said?.error ?? 'no reason was stored';
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
