/** The list of flows, and the catalogue that gives them to the runner with all that their steps need. */
import { buildDag } from '../../runner/core/dag.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { Catalogue, CodeHandler, Persona } from '../../runner/core/ports/catalogue.ts';
import type { Flow, StepSpec, StepTemplate } from '../../runner/core/step-spec.ts';
import { isContract } from '../contracts/contracts.ts';
import { pathFault } from '../evidence/paths.ts';
import { createAgentSteps } from '../prompt/agent-steps.ts';
import type { FlowReport } from '../report/closing.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { settleShards } from '../spine/shards.ts';
import { adr } from './adr.ts';
import { adrSections } from './adr-sections.ts';
import { apiReview } from './api-review.ts';
import { apiReviewSections } from './api-review-sections.ts';
import { architectureMap } from './architecture-map.ts';
import { architectureMapSections } from './architecture-map-sections.ts';
import { codeReview } from './code-review.ts';
import { codeReviewSections } from './code-review-sections.ts';
import { codebaseTour } from './codebase-tour.ts';
import { codebaseTourSections } from './codebase-tour-sections.ts';
import { dependencyHealth } from './dependency-health.ts';
import { dependencyHealthSections } from './dependency-health-sections.ts';
import { implementationPlan } from './implementation-plan.ts';
import { implementationPlanSections } from './implementation-plan-sections.ts';
import { migrationPlan } from './migration-plan.ts';
import { migrationPlanSections } from './migration-plan-sections.ts';
import { sectionsNamed } from './named-sections.ts';
import { requirementDiscovery } from './requirement-discovery.ts';
import { requirementDiscoverySections } from './requirement-discovery-sections.ts';
import { rootCause } from './root-cause.ts';
import { rootCauseSections } from './root-cause-sections.ts';
import { runbook } from './runbook.ts';
import { runbookSections } from './runbook-sections.ts';
import { securityReview } from './security-review.ts';
import { securityReviewSections } from './security-review-sections.ts';
import { techDebt } from './tech-debt.ts';
import { techDebtSections } from './tech-debt-sections.ts';
import { testPlan } from './test-plan.ts';
import { testPlanSections } from './test-plan-sections.ts';

/** Each flow with the sections of its report. */
const ENTRIES: readonly (readonly [flow: Flow, sections: FlowSections])[] = [
  [techDebt, techDebtSections],
  [architectureMap, architectureMapSections],
  [dependencyHealth, dependencyHealthSections],
  [codebaseTour, codebaseTourSections],
  [requirementDiscovery, requirementDiscoverySections],
  [rootCause, rootCauseSections],
  [implementationPlan, implementationPlanSections],
  [migrationPlan, migrationPlanSections],
  [testPlan, testPlanSections],
  [adr, adrSections],
  [runbook, runbookSections],
  [codeReview, codeReviewSections],
  [apiReview, apiReviewSections],
  [securityReview, securityReviewSections],
];

export const FLOWS: readonly Flow[] = ENTRIES.map(([flow]) => flow);

/**
 * What the report takes from a flow. An own flow has left it on the step, since its file may have changed or gone; any
 * other that is not listed any more has its name as title and no sections.
 */
export function flowReport(flow_name: string, { title, sections }: StepParams = {}): FlowReport {
  if (title !== undefined) return { title, sections: sectionsNamed(sections ?? '') };
  const entry = ENTRIES.find(([{ name }]) => name === flow_name);
  return { title: entry?.[0].title ?? flow_name, sections: entry?.[1] ?? { after: () => [] } };
}

/** A flow's own verdict by code; null where it has none. */
export function flowVerdict(flow_name: string, view: VerdictView): string | null {
  return flowReport(flow_name).sections.verdict?.(view) ?? null;
}

type StepParams = NonNullable<StepSpec['params']>;

export interface CatalogueOptions {
  readonly personas: readonly Persona[];
  /** instructions that agents share, by name: see `SHARED_FOR` in `flows/prompt/prompt.ts` */
  readonly shared: Readonly<Record<string, string>>;
  readonly handlers: Readonly<Record<string, CodeHandler>>;
  /** default: `FLOWS` */
  readonly flows?: readonly Flow[];
}

/** Throws `bad_catalogue` (kind `environment`) when a flow names a persona, handler or contract that is not there. */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const { personas, shared, handlers, flows = FLOWS } = options;
  for (const flow of flows) {
    for (const step of flow.steps) {
      const missing = missingFrom(step, options);
      if (missing !== null) throw badCatalogue(`step ${step.step_id} of ${flow.name} names ${missing}`);
    }
  }
  return {
    flows,
    personas,
    handlers,
    agentSteps: createAgentSteps({ personas, shared }),
    pathFault,
    plan: (flow, band, fast) => settleShards(buildDag(flow.steps, band, fast)),
  };
}

function missingFrom(step: StepTemplate, { personas, handlers }: CatalogueOptions): string | null {
  if (!isContract(step.contract)) return `the contract ${step.contract}, which does not exist`;
  if (step.kind === 'code') {
    const known = step.handler !== null && Object.hasOwn(handlers, step.handler);
    return known ? null : `the handler ${step.handler}, which does not exist`;
  }
  const known = personas.some((persona) => persona.id === step.persona);
  return known ? null : `the persona ${step.persona}, which has no file`;
}

function badCatalogue(why: string): BatonError {
  return new BatonError('environment', 'bad_catalogue', `The catalogue does not fit together: ${why}.`);
}
