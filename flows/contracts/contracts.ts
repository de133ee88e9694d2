/** The list that names the contracts: what agents return, each with its schema, and what code steps leave. */
import type { z } from 'zod';
import { Adr, Runbook } from './documents.ts';
import { LensOutput } from './finding.ts';
import { Hypotheses } from './hypotheses.ts';
import { Arbitration, SkepticOutput, Synthesis } from './judgement.ts';
import { SystemMap, Tour } from './map.ts';
import { MigrationPlan, Options, Plan, Premortem, RequirementSet, TestPlan } from './plans.ts';
import { ApiSurface, DependencyReport, ThreatModel } from './surfaces.ts';

/** What an agent's answer is checked against, by the name that flows and personas use. */
export const AGENT_CONTRACTS = {
  LensOutput,
  ApiSurface,
  ThreatModel,
  DependencyReport,
  SystemMap,
  Tour,
  Hypotheses,
  RequirementSet,
  Options,
  Plan,
  MigrationPlan,
  TestPlan,
  Adr,
  Runbook,
  SkepticOutput,
  Premortem,
  Arbitration,
  Synthesis,
} as const;
export type AgentContract = keyof typeof AGENT_CONTRACTS;

/** Those whose `findings` go through the gate of the flow's category; all have the fields of `LensOutput`. */
const FINDING_CONTRACTS = ['LensOutput', 'ApiSurface', 'ThreatModel', 'DependencyReport'] as const;
export type FindingContract = (typeof FINDING_CONTRACTS)[number];

/** Those that a flow of its own comes to: one document, which is drafted, challenged and revised as a whole. */
const DRAFT_CONTRACTS = ['RequirementSet', 'Plan', 'MigrationPlan', 'TestPlan', 'Adr', 'Runbook'] as const;
export type DraftContract = (typeof DRAFT_CONTRACTS)[number];

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
  'CheckedDraft',
  'CheckedSynthesis',
  'Report',
] as const;

export function isAgentContract(name: string): name is AgentContract {
  return Object.hasOwn(AGENT_CONTRACTS, name);
}

export function holdsFindings(contract: string): contract is FindingContract {
  return FINDING_CONTRACTS.some((name) => name === contract);
}

export function isDraft(contract: string): contract is DraftContract {
  return DRAFT_CONTRACTS.some((name) => name === contract);
}

export function isContract(name: string): boolean {
  return isAgentContract(name) || CODE_CONTRACTS.some((contract) => contract === name);
}
