/**
 * Applies an arbitration within limits: it joins claims, changes severities up to what the evidence allows, and
 * notes how conflicts were settled. It cannot add a finding, drop a citation or bypass the gate.
 */
import type { StepInput } from '../../runner/core/ports/catalogue.ts';
import type { ClaimOutcome, JudgedClaim, VerdictOutput } from '../contracts/checked.ts';
import { Arbitration } from '../contracts/judgement.ts';
import { documentOf } from '../spine/upstream.ts';
import { mergeGroup } from './merge.ts';
import { capped } from './severity.ts';
import { gateClaims } from './verdict.ts';

/** What the run's arbiter answered; null without an arbiter or a valid answer. */
export async function arbitrationOf(input: StepInput): Promise<Arbitration | null> {
  const arbiter = input.steps.findLast(({ spec }) => spec.contract === 'Arbitration');
  return Arbitration.safeParse(await documentOf(input, arbiter)).data ?? null;
}

/** The verdict after arbitration; unchanged without one. */
export function settle(verdict: VerdictOutput, arbitration: Arbitration | null): VerdictOutput {
  if (arbitration === null) return verdict;
  let claims: readonly JudgedClaim[] = verdict.claims;
  for (const cluster of arbitration.clusters) claims = join(claims, cluster);
  for (const change of arbitration.severityChanges) {
    claims = claims.map((claim) => (claim.id === change.id ? regraded(claim, change) : claim));
  }
  for (const { ids, ruling } of arbitration.conflicts) {
    claims = claims.map((claim) =>
      ids.includes(claim.id) ? { ...claim, settled: noted(claim, ruling) } : claim,
    );
  }
  return { ...verdict, claims: gateClaims(claims, verdict.gate) };
}

function join(
  claims: readonly JudgedClaim[],
  { ids, keep, rootCause }: Arbitration['clusters'][number],
): readonly JudgedClaim[] {
  const members = claims.filter(
    (claim) => ids.includes(claim.id) && claim.kind === 'finding' && !isSettledAway(claim),
  );
  const kept = members.find((claim) => claim.id === keep) ?? members[0];
  if (kept === undefined || members.length < 2) return claims;
  const others = members.filter((claim) => claim !== kept);
  const joined: JudgedClaim = {
    ...kept,
    ...mergeGroup([kept, ...others]),
    id: kept.id,
    ...standingOfOne([kept, ...others]),
    settled: noted(kept, rootCause),
  };
  return claims.map((claim) => {
    if (claim === kept) return joined;
    return others.includes(claim) ? { ...claim, outcome: 'merged', settled: `one with ${kept.id}` } : claim;
  });
}

const SETTLED: ReadonlySet<ClaimOutcome> = new Set(['refuted', 'merged', 'dismissed']);

function isSettledAway({ outcome }: JudgedClaim): boolean {
  return SETTLED.has(outcome);
}

/** What one of them is known as, they are known as together. */
function standingOfOne(members: readonly JudgedClaim[]): Pick<JudgedClaim, 'standing'> {
  const standing = members.find((member) => member.standing?.state === 'persisting')?.standing;
  return standing === undefined ? {} : { standing };
}

function regraded(claim: JudgedClaim, { to, because }: Arbitration['severityChanges'][number]): JudgedClaim {
  if (claim.severity === null || claim.ceiling === null) return claim;
  const severity = capped(to, claim.ceiling);
  if (severity === claim.severity) return claim;
  return { ...claim, severity, adjusted: [...claim.adjusted, `${claim.severity} → ${severity}: ${because}`] };
}

function noted(claim: JudgedClaim, note: string): string {
  return claim.settled === null ? note : `${claim.settled}; ${note}`;
}
