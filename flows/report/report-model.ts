/** Everything that a report is made of. No times and no run id: identical inputs give identical bytes. */
import type { Given } from '../../runner/core/flow-input.ts';
import type { Pin } from '../../runner/core/ports/repository.ts';
import type { PullRequest } from '../../runner/core/pull-request.ts';
import type { StepStatus } from '../../runner/core/run.ts';
import type { RunOutcome } from '../../runner/core/run-outcome.ts';
import type { Band } from '../../runner/core/step-spec.ts';
import { SENTENCES } from '../checks/synthesis-lint.ts';
import {
  type CheckedItem,
  type CheckedSynthesis,
  type ClaimOutcome,
  type MergeOutput,
  type RulingsOutput,
  shownFindings,
  type VerdictOutput,
  type VerifyOutput,
} from '../contracts/checked.ts';
import type { CheckedDraft } from '../contracts/draft.ts';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';
import type { CodeHost } from '../permalink.ts';

export interface ReportStep {
  readonly step_id: string;
  readonly kind: 'agent' | 'code';
  readonly status: StepStatus;
  /** why it failed or was skipped */
  readonly error: string | null;
  /** whether it was left out because a budget was used up */
  readonly unpaid: boolean;
  /** whether this run needs nothing of it, so that it is no gap */
  readonly unneeded: boolean;
  /** whether it was not started because its back end refused another agent */
  readonly refused: boolean;
  /** whether it is one of the agents that look at the repository for themselves */
  readonly looks: boolean;
}

export interface ReportModel {
  readonly flow: { readonly name: string; readonly title: string };
  readonly project: string;
  /** how the pin names itself, e.g. `a1b2c3d` */
  readonly label: string;
  /** the commits of both sides, in full */
  readonly shas: { readonly head: string; readonly base: string | null };
  /** null where it is not known */
  readonly codeHost: CodeHost | null;
  /** the day of the pinned commit, e.g. `2026-01-31` */
  readonly date: string;
  /** how much history there is behind the commit */
  readonly history: Pin['history'];
  /** the pull request that is reviewed */
  readonly pullRequest: PullRequest | null;
  readonly band: Band;
  readonly fast: boolean;
  readonly model: string | null;
  readonly backend: string;
  /** personas whose steps had another back end or model, as in `skeptic on codex (gpt-x)` */
  readonly exceptions: readonly string[];
  readonly question: string;
  readonly focused: boolean;
  /** what the run was given beside the question */
  readonly given: Given;
  /** whether two commits are compared */
  readonly compares: boolean;
  /** why there is nothing to compare, as a sentence; null where there are changes and in a run that compares nothing */
  readonly emptyComparison: string | null;
  /** whether the project is a clone on this disk, which its owner can complete */
  readonly local: boolean;
  /** what the pin notes: the work tree was dirty, which base was taken… */
  readonly notes: readonly string[];
  /** in the flow's order, without the renderer itself */
  readonly steps: readonly ReportStep[];
  /** the step that ended the run before its end */
  readonly failure: { readonly step_id: string; readonly reason: string } | null;
  readonly scope: Scope | null;
  readonly pack: EvidencePack | null;
  readonly verified: VerifyOutput | null;
  readonly merged: MergeOutput | null;
  readonly rulings: RulingsOutput | null;
  /** what passed; of a run that failed before, what had been found until then */
  readonly verdict: VerdictOutput;
  /** the document that the flow comes to, as it was checked last; null for a flow without one */
  readonly draft: CheckedDraft | null;
  readonly checked: CheckedSynthesis;
}

/** Whether agent steps ran without a model, on the back end that answers by rules. */
export function isWithoutModel({
  backend,
  exceptions,
}: Pick<ReportModel, 'backend' | 'exceptions'>): boolean {
  return backend === 'offline' && exceptions.length === 0;
}

/** Whether an agent failed, or was not started because it would have failed of the same. */
export function hasFailed({ status, refused }: ReportStep): boolean {
  return status === 'failed' || refused;
}

const MOST_HEADLINES = 3;

/** At most three headlines; none for a run that failed on the way. */
export function headlineItems({ checked, failure }: ReportModel): readonly CheckedItem[] {
  return failure === null ? checked.synthesis.headline.slice(0, MOST_HEADLINES) : [];
}

const MOST_SENTENCES = 3;

/**
 * What answers the person's focus, in at most three sentences; null without a focus, in a run that failed, and when
 * nothing that was checked does.
 */
export function answerText({ focused, checked, failure }: ReportModel): string | null {
  const { answer } = checked.synthesis;
  if (!focused || failure !== null || answer.trim() === '') return null;
  return answer.trim().split(SENTENCES).slice(0, MOST_SENTENCES).join(' ');
}

export function looking(model: ReportModel): readonly ReportStep[] {
  return model.steps.filter((step) => step.looks);
}

export function funnelOf({
  verified,
  rulings,
  verdict,
}: Pick<ReportModel, 'verified' | 'rulings' | 'verdict'>): RunOutcome['funnel'] {
  const gates = [verified, rulings?.gap].filter((gate) => gate !== null && gate !== undefined);
  const holding = gates.reduce((sum, { claims }) => sum + claims.length, 0);
  const unverified = gates.reduce((sum, gate) => sum + gate.unverified.length, 0);
  const by = (outcome: ClaimOutcome): number =>
    verdict.claims.filter((claim) => claim.outcome === outcome).length;
  return {
    statements: holding + unverified,
    verified: holding,
    merged: verdict.claims.length,
    refuted: by('refuted'),
    below_gate: by('below-gate'),
    shown: by('shown'),
  };
}

/** The ids of the facts that findings of the report cite, so that no section tells them again. */
export const toldFacts = (verdict: Pick<VerdictOutput, 'claims'>): ReadonlySet<string | null> =>
  new Set(shownFindings(verdict).flatMap(({ evidence }) => evidence.map(({ ref }) => ref)));
