/** What every flow must hold, whatever it says of itself. Pure; held over all flows, sizes and `fast` in the tests. */

import { settleShards } from '../../../flows/spine/shards.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import { BANDS, type Band, type Flow, type StepSpec } from '../../../runner/core/step-spec.ts';

/** The steps that no size and no toggle may remove. */
const ALWAYS_THERE = [
  'scope',
  'evidence',
  'verify',
  'skeptic-1',
  'verify-verdicts',
  'verdict',
  'render',
] as const;

/** What is wrong with a flow, in words, size by size; empty when it is sound. Throws `bad_flow` for what is no DAG at all. */
export function checkFlow(flow: Flow): string[] {
  return BANDS.flatMap((band) => [false, true].flatMap((fast) => checkRun(flow, band, fast)));
}

function checkRun(flow: Flow, band: Band, fast: boolean): string[] {
  const steps = settleShards(buildDag(flow.steps, band, fast));
  const where = `${flow.name}, ${band}${fast ? ', fast' : ''}`;
  return problemsOf(steps).map((problem) => `${where}: ${problem}`);
}

function problemsOf(steps: readonly StepSpec[]): string[] {
  const ids = new Set(steps.map((step) => step.step_id));
  const before = ancestors(steps);
  const problems = ALWAYS_THERE.filter((id) => !ids.has(id)).map((id) => `there is no ${id}`);
  if (!steps.some((step) => step.primary !== undefined))
    problems.push('its report rests on no agent: none is marked as primary');
  for (const step of steps) {
    const comesAfter = (id: string): boolean => before.get(step.step_id)?.has(id) ?? false;
    if (step.kind === 'code' && step.onFail !== 'fail-run')
      problems.push(`gate ${step.step_id} may fail unnoticed`);
    if (step.kind === 'agent' && !comesAfter('evidence'))
      problems.push(`${step.step_id} works without evidence`);
    if (step.kind === 'agent' && step.onFail !== 'continue') problems.push(`${step.step_id} may end the run`);
    const gate = gateOf(step);
    if (gate !== null && before.get(gate)?.has(step.step_id) !== true) {
      problems.push(`what ${step.step_id} says does not pass ${gate}`);
    }
    if (step.persona === 'skeptic' && !comesAfter('merge')) problems.push(`${step.step_id} has no claims`);
  }
  const last = steps.at(-1);
  if (last?.step_id !== 'render' || last.always !== true) problems.push('it does not end in render, always');
  return problems;
}

/** The citation check that an agent's statements must pass before code decides on them; null for agents that only settle. */
function gateOf(step: StepSpec): 'verify' | 'verify-verdicts' | null {
  if (step.step_id.startsWith('lens:')) return 'verify';
  return step.persona === 'skeptic' ? 'verify-verdicts' : null;
}

function ancestors(steps: readonly StepSpec[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const step of steps) {
    found.set(step.step_id, new Set(step.needs.flatMap((need) => [need, ...(found.get(need) ?? [])])));
  }
  return found;
}
