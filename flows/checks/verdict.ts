/**
 * What becomes of each claim: a refutation that holds kills it, one that does not is shown beside it, doubt costs an
 * anchor, independent agreement gains one, and the category's gate decides. No model, no vote.
 */

import { type Band, CATEGORIES, type Category, type StepSpec } from '../../runner/core/step-spec.ts';
import {
  type CheckedRuling,
  type Claim,
  type ClaimOutcome,
  type Gate,
  isGood,
  type JudgedClaim,
  type RulingsOutput,
  shownFindings,
  type VerdictOutput,
} from '../contracts/checked.ts';
import type { Correction } from '../contracts/judgement.ts';
import { refutes } from './rulings.ts';
import { anchorBy, byGravity, capped } from './severity.ts';

/** Applies the skeptics' rulings to the claims, before the gate. */
export function judgeClaims(
  claims: readonly Claim[],
  { rulings }: Pick<RulingsOutput, 'rulings'>,
): JudgedClaim[] {
  const byClaim = Map.groupBy(rulings, (ruling) => ruling.findingId);
  return claims.map((claim) => judge(claim, byClaim.get(claim.id) ?? []));
}

function judge(claim: Claim, rulings: readonly CheckedRuling[]): JudgedClaim {
  const word = rulings.find(refutes) ?? rulings[0];
  const ruling = rulingOf(word);
  const adjusted = [...claim.adjusted];
  let { confidence } = claim;
  const change = (to: number, why: string): void => {
    if (to !== confidence) adjusted.push(`${confidence} → ${to}: ${why}`);
    confidence = to;
  };
  if (confidence !== null && claim.personas.length > 1 && isProved(claim)) {
    change(anchorBy(confidence, 1), `${claim.personas.length} lenses came to it by themselves`);
  }
  if (confidence !== null && ruling === 'uncertain') {
    // What nobody can read here is no sign that the claim is wrong.
    if (word?.outside === true) adjusted.push(`confidence stays ${confidence}: ${OUTSIDE}`);
    else change(anchorBy(confidence, -1), 'the skeptic is uncertain');
  }
  const corrected = word?.corrected ?? null;
  return {
    ...claim,
    ...(corrected === null ? {} : narrowed(claim, corrected)),
    before: corrected === null ? null : statementOf(claim),
    confidence,
    adjusted,
    ruling,
    because: word?.because ?? '',
    counter: word?.counter.filter(({ state }) => isGood(state)) ?? [],
    outcome: ruling === 'refuted' ? 'refuted' : 'shown',
    settled: null,
  };
}

const OUTSIDE = 'what decides it is outside the repository';

/** The corrected statement; its severity is at most that of the claim. */
function narrowed(
  claim: Claim,
  corrected: Correction,
): Pick<Claim, 'title' | 'claim' | 'failure' | 'severity' | 'ceiling'> {
  const { title, claim: text, failure, severity: given } = corrected;
  if (claim.severity === null) return { title, claim: text, failure, severity: null, ceiling: null };
  const severity = capped(given, claim.severity);
  return { title, claim: text, failure, severity, ceiling: severity };
}

function statementOf({ title, claim, failure, severity }: Claim): Correction {
  return { title, claim, failure, severity: severity ?? 'P3' };
}

/** Agreement raises a confidence only if the first citation holds in the file that it names. */
function isProved(claim: Claim): boolean {
  const first = claim.evidence[0];
  return first !== undefined && first.state !== 'refiled';
}

function rulingOf(word: CheckedRuling | undefined): JudgedClaim['ruling'] {
  if (word === undefined) return 'unchallenged';
  if (word.ruling !== 'refuted') return word.ruling;
  return refutes(word) ? 'refuted' : 'contested';
}

/**
 * Sets the outcome of every claim, findings in the order of the report. Refuted and merged claims keep theirs. Where
 * agents read, what only rules measured comes after all of theirs and has a limit of its own.
 */
export function gateClaims(claims: readonly JudgedClaim[], gate: Gate): JudgedClaim[] {
  const findings = claims.filter((claim) => claim.kind === 'finding').sort(byGravity);
  const { read, measured } = inTwoParts(findings, gate);
  return [
    ...newFirst(limited(read, gate, gate.most)),
    ...newFirst(limited(measured, gate, gate.measured ?? 0)),
    ...claims.filter((claim) => claim.kind !== 'finding'),
  ];
}

/** The findings of the report: those in full, and those that only rules measured while agents read the code. */
export function partsOfShown(verdict: Pick<VerdictOutput, 'claims' | 'gate'>): {
  readonly findings: readonly JudgedClaim[];
  readonly measured: readonly JudgedClaim[];
} {
  const { read, measured } = inTwoParts(shownFindings(verdict), verdict.gate);
  return { findings: read, measured };
}

/** What an agent repeats as its own is read, even in the words of the rule. */
function inTwoParts(
  findings: readonly JudgedClaim[],
  gate: Gate,
): { read: readonly JudgedClaim[]; measured: readonly JudgedClaim[] } {
  const isMeasured = ({ source, lenses }: JudgedClaim): boolean =>
    gate.measured !== null && source === 'rule' && lenses.every((lens) => lens === RULES_LENS);
  return {
    read: findings.filter((finding) => !isMeasured(finding)),
    measured: findings.filter(isMeasured),
  };
}

/** What is credited with a finding that only code made. */
const RULES_LENS = 'rules';

function limited(findings: readonly JudgedClaim[], gate: Gate, most: number): JudgedClaim[] {
  let shown = 0;
  return findings.map((finding): JudgedClaim => {
    const passed = outcomeOf(finding, gate);
    if (passed === 'shown') shown += 1;
    return { ...finding, outcome: passed === 'shown' && shown > most ? 'overflow' : passed };
  });
}

/** What is new stands first; the limits apply before, so that no new trifle hides a grave finding. */
function newFirst(findings: readonly JudgedClaim[]): JudgedClaim[] {
  const isKnown = ({ standing }: JudgedClaim): boolean => standing?.state === 'persisting';
  return findings.toSorted((a, b) => Number(isKnown(a)) - Number(isKnown(b)));
}

function outcomeOf(claim: JudgedClaim, gate: Gate): ClaimOutcome {
  if (claim.outcome === 'refuted' || claim.outcome === 'merged') return claim.outcome;
  if (isDismissed(claim)) return 'dismissed';
  const isP0 = claim.severity === 'P0';
  if ((claim.confidence ?? 0) < (isP0 ? gate.p0 : gate.confidence)) return 'below-gate';
  return claim.origin === 'pre-existing' && !isP0 ? 'pre-existing' : 'shown';
}

const isDismissed = ({ standing }: JudgedClaim): boolean =>
  standing !== undefined && standing.dismissal !== null;

/** The least anchor of a finding, and of a P0, which is worth a look before it is sure. */
const ANCHORS: Readonly<Record<Category, Pick<Gate, 'confidence' | 'p0'>>> = {
  Analysis: { confidence: 50, p0: 50 },
  Discovery: { confidence: 50, p0: 50 },
  Planning: { confidence: 50, p0: 50 },
  Authoring: { confidence: 50, p0: 50 },
  Review: { confidence: 75, p0: 50 },
};

const MOST_FINDINGS: Readonly<Record<Band, number>> = { small: 5, medium: 10, large: 20 };

/** `read`: whether an agent with a model looked at the code. */
export function gateOf(category: Category, band: Band, read: boolean): Gate {
  const most = MOST_FINDINGS[band];
  return { ...ANCHORS[category], most, measured: read ? most : null };
}

/** The category that the verdict step carries; what carries none is an Analysis. */
export function categoryOf(verdict: StepSpec | undefined): Category {
  return CATEGORIES.find((category) => category === verdict?.params?.category) ?? 'Analysis';
}
