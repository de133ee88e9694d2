/**
 * The outputs of the gates: claims with checked citations, rulings, what passes. An id (`F3` for a finding, `C7` for any
 * other statement) is given by `merge`; the report numbers findings anew, in the order in which it shows them.
 */
import type { Category } from '../../runner/core/step-spec.ts';
import type { Evidence, Origin, Severity } from './finding.ts';
import type { Correction, Ruling, Synthesis } from './judgement.ts';
import type { FindingIdentity, Standing, VerdictLedger } from './ledger.ts';

export type CitationState =
  /** the quote is at the cited lines, give or take one */
  | 'verified'
  /** it is elsewhere in that file; code corrected the line */
  | 'relocated'
  /** it occurs once in the whole tree, in another file; code corrected path and line */
  | 'refiled'
  /** fewer than six word characters prove nothing */
  | 'weak'
  | 'quote-not-found'
  | 'no-such-file'
  /** the file is listed, but its content is not in the clone */
  | 'not-in-clone'
  | 'fact-ok'
  | 'fact-wrong'
  | 'search-ok'
  | 'search-wrong'
  | 'commit-ok'
  | 'commit-wrong'
  /** it meets no form of evidence */
  | 'malformed';

const GOOD: ReadonlySet<CitationState> = new Set([
  'verified',
  'relocated',
  'refiled',
  'fact-ok',
  'search-ok',
  'commit-ok',
]);

/** Whether a citation in this state supports its claim. */
export const isGood = (state: CitationState): boolean => GOOD.has(state);

/** One piece of evidence after the check. What is shown is written by code: the quote is the file's own text. */
export interface CheckedEvidence {
  readonly type: Evidence['type'] | 'unknown';
  readonly state: CitationState;
  /** for `code`: the file with the quote; for `fact` and `commit`: the file it is about, if any */
  readonly path: string | null;
  /** first and last line, 1-based; null without one */
  readonly start: number | null;
  readonly end: number | null;
  readonly side: 'head' | 'base';
  /** the file's first cited line, verbatim but trimmed, cut at 160 characters and with secrets masked */
  readonly quote: string | null;
  /** the cited lines as they are in the file, the first few: long ones cut, secrets masked; of a fact, its first line */
  readonly lines?: readonly string[];
  /** what other than a quote is shown: the fact's line, the search and its count, the commit's subject */
  readonly text: string | null;
  /** the id of a fact, the name of a commit, the pattern of a search */
  readonly ref: string | null;
  /** how many lines a search found, or at least must find */
  readonly hits?: number;
}

/** `finding`, or what other statement of an output it is. Contracts that are not known here use their field's name. */
export type ClaimKind =
  | 'finding'
  | 'module'
  | 'relation'
  | 'entry-point'
  | 'external-system'
  | 'stop'
  | 'term'
  | 'command'
  | 'pitfall'
  | (string & {});

/** A statement with at least one citation that holds, or one that calls itself an assumption. */
export interface Claim {
  /** `F1`, `F2`… for findings, `C1`, `C2`… for the rest; provisional until `merge` */
  readonly id: string;
  readonly kind: ClaimKind;
  /** the first step that made it */
  readonly step_id: string;
  /** the lenses that made it; `rules` if only code did. The skeptic does not see them. */
  readonly lenses: readonly string[];
  /** the personas that found it independently; a copy of a rule's finding does not count */
  readonly personas: readonly string[];
  readonly source: 'agent' | 'rule';
  readonly title: string;
  readonly claim: string;
  readonly failure: string;
  /** null for what is no finding */
  readonly severity: Severity | null;
  /** from 1 to 100 as a rule states it; null for what an agent found and for what is no finding */
  readonly impact: number | null;
  /** of a rule's finding: cites a file that speaks of the run's focus, so it comes first within its severity */
  readonly nearFocus?: true;
  /** the anchor 0, 25, 50, 75 or 100; null for what is no finding */
  readonly confidence: number | null;
  /** the highest severity that the evidence allows; an arbiter can't raise above it */
  readonly ceiling: Severity | null;
  /** what the change has to do with it; null where nothing is compared */
  readonly origin: Origin | null;
  readonly assumption: boolean;
  /** good citations only, in the order given */
  readonly evidence: readonly CheckedEvidence[];
  /** how many of its citations did not hold and are not shown */
  readonly dropped: number;
  /** what code changed and why, e.g. `P1 → P2: names no failure` */
  readonly adjusted: readonly string[];
  /** the statement as its step gave it, secrets masked */
  readonly item: Readonly<Record<string, unknown>>;
  /** of a finding: what it is known by across runs, its own first, then what was merged into it */
  readonly identities?: readonly FindingIdentity[];
}

/** A statement that is not shown, because none of its citations held. */
export interface UnverifiedClaim {
  readonly step_id: string;
  readonly kind: ClaimKind;
  readonly title: string;
  readonly why: CitationState | 'phantom-symbol' | 'no-evidence' | 'not-in-source';
}

/** `raw`: statements that need evidence. */
export type StepCount = Readonly<{ step_id: string; raw: number; unverified: number }>;

/** Output of `verify`. */
export interface VerifyOutput {
  readonly claims: readonly Claim[];
  readonly unverified: readonly UnverifiedClaim[];
  readonly steps: readonly StepCount[];
  /** existing files that agents reported as read, in path order */
  readonly filesRead: readonly string[];
  readonly notChecked: readonly { step_id: string; text: string }[];
}

/** Output of `merge`. */
export interface MergeOutput {
  readonly claims: readonly Claim[];
  /** pairs that may be one, for an arbiter */
  readonly possibleDuplicates: readonly { ids: readonly [string, string]; why: string }[];
  /** how many claims became part of another */
  readonly merged: number;
}

/** One skeptic's ruling on one claim, with checked counter-evidence. */
export interface CheckedRuling extends Readonly<Omit<Ruling, 'counter'>> {
  readonly step_id: string;
  readonly counter: readonly CheckedEvidence[];
  /** whether the skeptic gave it; false when it left the claim out */
  readonly given: boolean;
}

/** Output of `verify-verdicts`. */
export interface RulingsOutput {
  readonly rulings: readonly CheckedRuling[];
  /** rulings on ids that the skeptic was not asked about, and second rulings on one id */
  readonly unknown: number;
  /** whether anyone challenged at all: false with no model */
  readonly challenged: boolean;
  /** what the gap hunt added: numbered after the claims of `merge`, not challenged */
  readonly gap: VerifyOutput;
}

export type ClaimOutcome =
  | 'shown'
  /** over the band's number of findings; listed by title */
  | 'overflow'
  | 'below-gate'
  | 'pre-existing'
  | 'refuted'
  /** an arbiter put it into another */
  | 'merged'
  /** a person does not want to see it */
  | 'dismissed';

/** A claim after the skeptic and the gate. */
export interface JudgedClaim extends Claim {
  /** `contested`: refuted, but with counter-evidence that does not hold; `unchallenged`: nobody looked */
  readonly ruling: Ruling['ruling'] | 'contested' | 'unchallenged';
  readonly because: string;
  /** the skeptic's citations that hold */
  readonly counter: readonly CheckedEvidence[];
  readonly outcome: ClaimOutcome;
  /** of a finding that was compared with earlier runs */
  readonly standing?: Standing;
  /** the statement that a skeptic narrowed to the one above; null for every other */
  readonly before: Correction | null;
  /** the arbiter's note */
  readonly settled: string | null;
}

/** What a finding must reach to be shown, and how many are. */
export interface Gate {
  /** the least anchor */
  readonly confidence: number;
  /** the least anchor of a P0 */
  readonly p0: number;
  /** findings in the body of the report */
  readonly most: number;
  /** how many findings by rules are listed beside those that agents read; null where no model read */
  readonly measured: number | null;
}

/** Output of `verdict`: every claim of the run with its outcome, findings in the order of the report. */
export interface VerdictOutput {
  readonly category: Category;
  readonly gate: Gate;
  readonly claims: readonly JudgedClaim[];
  readonly challenged: boolean;
  /** absent where no earlier runs were looked up */
  readonly ledger?: VerdictLedger;
}

/** A headline or next step. */
export interface CheckedItem {
  readonly text: string;
  readonly refs: readonly string[];
  /** which of them the text names itself; absent in a text by code, which names none */
  readonly named?: readonly string[];
}

/** Output of `check-report`: the synthesis that may be shown. */
export interface CheckedSynthesis {
  readonly synthesis: Omit<Synthesis, 'headline' | 'nextSteps'> & {
    readonly headline: readonly CheckedItem[];
    readonly nextSteps: readonly CheckedItem[];
  };
  /** `code` if there is no synthesist, or if its step failed */
  readonly origin: 'agent' | 'code';
  /** sentences taken out, with the reason; counted in the report */
  readonly struck: readonly { where: string; text: string; why: string }[];
}

/** The file that a claim is about: claims of one file go to one skeptic. */
export function fileOfClaim(claim: Claim): string {
  return claim.evidence.find((evidence) => evidence.path !== null)?.path ?? '';
}

/** The findings of the report, in its order. */
export const shownFindings = (verdict: Pick<VerdictOutput, 'claims'>): JudgedClaim[] =>
  liveClaims(verdict, 'finding');

/** The statements of one kind that passed the gate. */
export const liveClaims = ({ claims }: Pick<VerdictOutput, 'claims'>, kind: string): JudgedClaim[] =>
  claims.filter((claim) => claim.kind === kind && claim.outcome === 'shown');
