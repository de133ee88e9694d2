/** The list that names the contracts: what agents return, each with its schema, and what code steps leave. */
import type { z } from 'zod';
import { LensOutput } from './finding.ts';
import { Arbitration, SkepticOutput, Synthesis } from './judgement.ts';
import { SystemMap, Tour } from './map.ts';

/** What an agent's answer is checked against, by the name that flows and personas use. */
export const AGENT_CONTRACTS = {
  LensOutput,
  SystemMap,
  Tour,
  SkepticOutput,
  Arbitration,
  Synthesis,
} as const;
export type AgentContract = keyof typeof AGENT_CONTRACTS;

/** What an agent returned, once it has passed. */
export type AgentOutput<C extends AgentContract> = z.output<(typeof AGENT_CONTRACTS)[C]>;

/** What code steps leave. Code is trusted to keep its types, so these have no schema. */
export const CODE_CONTRACTS = [
  'Scope',
  'EvidencePack',
  'RuleFindings',
  'Triage',
  'VerifyOutput',
  'MergeOutput',
  'RulingsOutput',
  'VerdictOutput',
  'CheckedSynthesis',
  'Report',
] as const;

export function isAgentContract(name: string): name is AgentContract {
  return Object.hasOwn(AGENT_CONTRACTS, name);
}

export function isContract(name: string): boolean {
  return isAgentContract(name) || CODE_CONTRACTS.some((contract) => contract === name);
}
