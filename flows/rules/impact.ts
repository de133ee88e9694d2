/**
 * Impact: what it costs to leave a finding as it is, from 1 to 100. Every rule states it by a formula of its own, so
 * that findings of all rules have one order, and the severity follows from it.
 */
import type { Severity } from '../contracts/finding.ts';

const HIGH = 80;
const MEDIUM = 40;

/** The highest impact of a finding that is not to be P1. */
export const BELOW_HIGH = HIGH - 1;
/** The highest impact of a finding that is to be P3. */
export const BELOW_MEDIUM = MEDIUM - 1;

/** From 80 on P1, if the finding names a failure; from 40 on P2. */
export function severityOfImpact(impact: number, namesFailure: boolean): Severity {
  if (impact >= HIGH && namesFailure) return 'P1';
  return impact >= MEDIUM ? 'P2' : 'P3';
}

/**
 * An amount (lines, changes, complexity…) as impact on a logarithmic scale: `amounts[0]` or less has the first of
 * `impacts`, `amounts[1]` or more the second. Amounts are positive; two decimals keep unequal amounts apart.
 */
export function onScale(
  amount: number,
  amounts: readonly [number, number],
  impacts: readonly [number, number],
): number {
  const [least, most] = amounts;
  const share = Math.log(Math.max(amount, least) / least) / Math.log(most / least);
  const impact = impacts[0] + Math.min(1, share) * (impacts[1] - impacts[0]);
  return Math.round(impact * 100) / 100;
}
