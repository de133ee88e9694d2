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

/** Sets the outcome of every claim, findings in order of severity. Refuted and merged claims keep theirs. */
export function gateClaims(claims: readonly JudgedClaim[], gate: Gate): JudgedClaim[] {
  const findings = claims.filter((claim) => claim.kind === 'finding').sort(byGravity);
  let shown = 0;
  const gated = findings.map((finding): JudgedClaim => {
    const passed = outcomeOf(finding, gate);
    if (passed === 'shown') shown += 1;
    return { ...finding, outcome: passed === 'shown' && shown > gate.most ? 'overflow' : passed };
  });
  return [...gated, ...claims.filter((claim) => claim.kind !== 'finding')];
}

function outcomeOf(claim: JudgedClaim, gate: Gate): ClaimOutcome {
  if (claim.outcome === 'refuted' || claim.outcome === 'merged') return claim.outcome;
  const isP0 = claim.severity === 'P0';
  if ((claim.confidence ?? 0) < (isP0 ? gate.p0 : gate.confidence)) return 'below-gate';
  return claim.origin === 'pre-existing' && !isP0 ? 'pre-existing' : 'shown';
}

/** The least anchor of a finding, and of a P0, which is worth a look before it is sure. */
const ANCHORS: Readonly<Record<Category, Omit<Gate, 'most'>>> = {
  Analysis: { confidence: 50, p0: 50 },
  Discovery: { confidence: 50, p0: 50 },
  Planning: { confidence: 50, p0: 50 },
  Authoring: { confidence: 50, p0: 50 },
  Review: { confidence: 75, p0: 50 },
};

const MOST_FINDINGS: Readonly<Record<Band, number>> = { small: 5, medium: 10, large: 20 };

export function gateOf(category: Category, band: Band): Gate {
  return { ...ANCHORS[category], most: MOST_FINDINGS[band] };
}

/** The category that the verdict step carries; what carries none is an Analysis. */
export function categoryOf(verdict: StepSpec | undefined): Category {
  return CATEGORIES.find((category) => category === verdict?.params?.category) ?? 'Analysis';
}
