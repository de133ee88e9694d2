/**
 * The `offline` back end: answers each persona's contract by rules over the facts of its step, if no
 * model is configured. Pure. What needs judgement (a responsibility, a definition, a ruling) is left open,
 * and the answer says so.
 */
import { BatonError } from '../../runner/core/errors.ts';
import { ANSWER, type QuestionBrief, type StepBrief } from '../contracts/brief.ts';
import { type AgentContract, isAgentContract } from '../contracts/contracts.ts';
import type { FactKind } from '../contracts/evidence-pack.ts';
import type { LensOutput } from '../contracts/finding.ts';
import type { Arbitration, SkepticOutput, Synthesis } from '../contracts/judgement.ts';
import type { Premortem } from '../contracts/plans.ts';
import type { ApiSurface, DependencyReport, ThreatModel } from '../contracts/surfaces.ts';
import { composeSynthesis } from '../report/compose.ts';
import type { VerdictView } from '../report/document.ts';
import { citedFiles } from '../rules/selection.ts';
import { surfaceChange } from '../rules/semver.ts';
import { count } from '../wording.ts';
import { dependencyItems } from './dependency-items.ts';
import { openAdr, openHypotheses, openMigration, openOptions, openPlan, openRunbook } from './left-open.ts';
import { questionAnswer } from './question-answer.ts';
import { requirementsAnswer } from './requirements.ts';
import { mapAnswer } from './system-map.ts';
import { testPlanAnswer } from './test-plan.ts';
import { tourAnswer } from './tour.ts';

const ANSWERS: Readonly<Record<AgentContract, (brief: StepBrief) => unknown>> = {
  LensOutput: lensAnswer,
  Tour: tourAnswer,
  SystemMap: mapAnswer,
  // What it adds to its findings is judgement.
  ApiSurface: (brief): ApiSurface => ({
    ...lensAnswer(brief),
    changes: [],
    semver: surfaceChange(brief.pack).bump,
  }),
  ThreatModel: (brief): ThreatModel => ({ ...lensAnswer(brief), assets: [], boundaries: [], threats: [] }),
  DependencyReport: (brief): DependencyReport => ({ ...lensAnswer(brief), items: dependencyItems(brief) }),
  Hypotheses: openHypotheses,
  RequirementSet: requirementsAnswer,
  Options: openOptions,
  Plan: openPlan,
  MigrationPlan: openMigration,
  TestPlan: testPlanAnswer,
  Adr: openAdr,
  Runbook: openRunbook,
  // Not challenged is not `uncertain`: no claim loses confidence.
  SkepticOutput: (): SkepticOutput => ({ verdicts: [], challenged: false }),
  Premortem: (): Premortem => ({ verdicts: [], challenged: false, scenarios: [] }),
  Arbitration: (): Arbitration => ({ clusters: [], conflicts: [], severityChanges: [] }),
  Synthesis: synthesisAnswer,
};

/**
 * The answer to what `AgentTask.brief` holds: a step's as JSON, a follow-up question's as Markdown. It throws
 * `unknown_contract` (kind `step`) for anything else. `verdictOf`: the verdict of a flow that has one of its own.
 */
export function createOffline(
  verdictOf: (flow_name: string, view: VerdictView) => string | null = () => null,
): (brief: unknown) => string {
  return (brief) => {
    if (isQuestionBrief(brief)) return questionAnswer(brief);
    if (!isStepBrief(brief)) {
      throw new BatonError('step', 'unknown_contract', 'The task has no brief with a contract to answer.');
    }
    const answered = ANSWERS[brief.contract](brief);
    const own = brief.contract === 'Synthesis' ? ownVerdict(brief, verdictOf) : {};
    return JSON.stringify({ ...(answered as object), ...own });
  };
}

/** The same verdict as in the report. */
function ownVerdict(
  brief: StepBrief,
  verdictOf: (flow_name: string, view: VerdictView) => string | null,
): Partial<Pick<Synthesis, 'verdict'>> {
  const { gated, pack, scope, draft, question, focused, given } = brief;
  if (gated === null) return {};
  const view = { verdict: gated, pack, scope, draft, question, focused, given, read: false };
  const verdict = verdictOf(brief.flow, view);
  return verdict === null ? {} : { verdict };
}

function isQuestionBrief(brief: unknown): brief is QuestionBrief {
  return typeof brief === 'object' && brief !== null && 'contract' in brief && brief.contract === ANSWER;
}

/** Code makes briefs, so the contract is enough to recognize one. */
function isStepBrief(brief: unknown): brief is StepBrief & { contract: AgentContract } {
  if (typeof brief !== 'object' || brief === null || !('contract' in brief)) return false;
  return typeof brief.contract === 'string' && isAgentContract(brief.contract);
}

const KINDS: Readonly<Record<string, readonly FactKind[]>> = {
  'tour-guide': [
    'docs',
    'entry',
    'imports',
    'exports',
    'complexity',
    'hotspot',
    'tests',
    'manifests',
    'lockfile',
    'ci',
    'env',
    'cycles',
    'loose',
    'test-reach',
    'generated',
    'langs',
    'history',
    'about',
    'purpose',
    'command',
  ],
  // Shown by the report's own sections.
  scribe: [
    'adrs',
    'manifests',
    'docker',
    'env',
    'routes',
    'migrations',
    'log-message',
    'command',
    'entry',
    'ci',
  ],
  investigator: ['symptom', 'frame', 'message-source', 'suspect', 'related'],
  cartographer: [
    'tree',
    'imports',
    'exports',
    'instability',
    'complexity',
    'entry',
    'manifests',
    'env',
    'purpose',
  ],
};

/** Personas that are not here answer from the rules alone. */
export function kindsOfOffline(personas: readonly string[]): FactKind[] {
  return [...new Set(personas.flatMap((persona) => KINDS[persona] ?? []))];
}

const MOST_FINDINGS = 10;

export function lensAnswer(brief: StepBrief): LensOutput {
  const { persona, budget, params, uncited } = brief;
  if (params.mode === 'gap') {
    const left = count(uncited.length, 'file that nobody read or cited', 'files that nobody read or cited');
    return answer(persona, [], `Gaps need judgement, and no model is configured: ${left} stayed unread.`);
  }
  const findings = brief.findings.slice(0, Math.min(budget.maxFindings, MOST_FINDINGS));
  return answer(
    persona,
    findings,
    'What needs judgement: no model is configured, so rules over the facts looked, and nobody read.',
  );
}

function answer(lens: string, findings: LensOutput['findings'], notChecked: string): LensOutput {
  return { lens, filesRead: citedFiles(findings), findings, notChecked: [notChecked] };
}

export function synthesisAnswer({ gated, question, focused, pack }: StepBrief): Synthesis {
  if (gated === null)
    throw new BatonError('step', 'no_input', 'There is no verdict to write a synthesis of.');
  return composeSynthesis({ verdict: gated, question, focused, pack, read: false });
}
