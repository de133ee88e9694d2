/** The steps that the templates of flows are made of: gates by code, skeptics, arbiter and synthesist. */
import type { Band, StepTemplate } from '../../runner/core/step-spec.ts';
import { NOTHING_TO_COMPARE } from '../contracts/evidence-pack.ts';
import { AGENT_BUDGETS, codeBudget } from './bands.ts';

export const idsOf = (steps: readonly StepTemplate[]): string[] => steps.map((step) => step.step_id);

/** A gate: its failure ends the run, and `fast` keeps it. */
export function codeSteps(band: Band) {
  return (
    step_id: string,
    label: string,
    contract: string,
    needs: readonly string[],
    handler: string = step_id,
  ): StepTemplate => ({
    step_id,
    label,
    kind: 'code',
    persona: null,
    handler,
    needs,
    contract,
    bands: [band],
    fast: 'keep',
    onFail: 'fail-run',
    budget: codeBudget(band),
  });
}

type AgentParts = Pick<StepTemplate, 'step_id' | 'label' | 'persona' | 'needs' | 'contract' | 'fast'>;

export function agentStep(band: Band, parts: AgentParts): StepTemplate {
  return {
    ...parts,
    kind: 'agent',
    handler: null,
    bands: [band],
    onFail: 'continue',
    unless: NOTHING_TO_COMPARE,
    budget: AGENT_BUDGETS[band],
  };
}

export function gapStep(band: Band): StepTemplate {
  const step = agentStep(band, {
    step_id: 'gap',
    label: 'Gap hunt',
    persona: 'skeptic',
    needs: ['merge'],
    contract: 'LensOutput',
    fast: 'drop',
  });
  return { ...step, needsModel: true, params: { mode: 'gap' } };
}

export function skepticSteps(band: Band, of: number): StepTemplate[] {
  return Array.from({ length: of }, (_, index) => ({
    ...agentStep(band, {
      step_id: `skeptic-${index + 1}`,
      label: of === 1 ? 'Skeptic' : `Skeptic ${index + 1}`,
      persona: 'skeptic',
      needs: ['merge'],
      contract: 'SkepticOutput',
      fast: index === 0 ? 'keep' : 'drop',
    }),
    needsModel: true,
    shard: { index, of },
  }));
}

export function arbiterStep(band: Band): StepTemplate {
  const step = agentStep(band, {
    step_id: 'arbiter',
    label: 'Arbiter',
    persona: 'arbiter',
    needs: ['verdict'],
    contract: 'Arbitration',
    fast: 'drop',
  });
  return { ...step, needsModel: true };
}

export function synthStep(band: Band, last: string): StepTemplate {
  return agentStep(band, {
    step_id: 'synth',
    label: 'Synthesis',
    persona: 'synthesist',
    needs: [last],
    contract: 'Synthesis',
    fast: band === 'small' ? 'drop' : 'keep',
  });
}
