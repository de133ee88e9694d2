/**
 * What one agent step is asked, as data: the same as its prompt. Back ends that work on data rather
 * than prose (offline, scripted) read it from `AgentTask.brief`; nothing in it is missing from the prompt but the
 * rule findings and the whole pack, which the offline back end answers from.
 */
import type { Given } from '../../runner/core/flow-input.ts';
import type { Band, Budget } from '../../runner/core/step-spec.ts';
import type { Claim, MergeOutput, VerdictOutput } from './checked.ts';
import type { CheckedDraft } from './draft.ts';
import type { EvidencePack, Fact, Scope } from './evidence-pack.ts';
import type { Finding, Severity } from './finding.ts';

/** Where a claim's evidence points: a place in a file, or a fact, commit or search. */
export interface Place {
  readonly path: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly side: 'head' | 'base';
  /** a fact's id, a commit, a search and its count; null for a place in a file */
  readonly ref: string | null;
}

/** A claim as the skeptic sees it: statement and place, without author, confidence or reasoning. */
export interface BareClaim {
  /** as the `merge` step numbered it, e.g. `F3` */
  readonly id: string;
  readonly kind: string;
  /** of a command its text */
  readonly title: string;
  readonly claim: string;
  /** who hits what, when; empty if no failure is named */
  readonly failure: string;
  /** null for what is no finding */
  readonly severity: Severity | null;
  readonly places: readonly Place[];
}

export interface StepBrief {
  readonly flow: string;
  readonly band: Band;
  readonly fast: boolean;
  readonly step_id: string;
  readonly persona: string;
  /** the contract that the answer must meet, a name in `contracts.ts` */
  readonly contract: string;
  readonly params: Readonly<Record<string, string>>;
  readonly budget: Budget;
  readonly question: string;
  /** whether the question is the person's own */
  readonly focused: boolean;
  /** the facts of the persona's kinds, in a run that compares those about the change, in the order of the pack */
  readonly facts: readonly Fact[];
  /** what the `rules` step found for this persona */
  readonly findings: readonly Finding[];
  /** skeptic: the claims of its shard; arbiter: every claim that is still alive; else empty */
  readonly claims: readonly BareClaim[];
  /** arbiter only: pairs that may be one claim */
  readonly possibleDuplicates: MergeOutput['possibleDuplicates'];
  /** what the run was given beside the question */
  readonly given: Given;
  /** of those who draft: what held of the research and of the options before them */
  readonly material: readonly Claim[];
  /** of those who challenge, revise or summarize a document: that document as it was checked last */
  readonly draft: CheckedDraft | null;
  /** arbiter, synthesist and the author of a revision only: every claim with its ruling and outcome; null elsewhere */
  readonly gated: VerdictOutput | null;
  /** gap mode only: files in scope that nobody has read or cited, riskiest first */
  readonly uncited: readonly string[];
  readonly pack: EvidencePack;
  readonly scope: Scope;
}

export interface QuestionBrief {
  readonly flow: string;
  /** `ask:` and the id of the step, by which scripts tell a question from the step */
  readonly step_id: string;
  readonly persona: string;
  /** free Markdown, which no schema checks */
  readonly contract: typeof ANSWER;
  readonly question: string;
  /** what the step answered, in its contract's JSON */
  readonly output: string;
  readonly earlier: readonly { readonly question: string; readonly answer: string }[];
  /** the facts of the persona's kinds, in the order of the pack */
  readonly facts: readonly Fact[];
  readonly pack: EvidencePack;
}

export const ANSWER = 'Answer';
