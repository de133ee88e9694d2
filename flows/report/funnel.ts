/** How many statements were made, and how many each check left: for the report's line and for the outcome alike. */
import type { ClaimOutcome } from '../contracts/checked.ts';
import type { ReportModel } from './report-model.ts';

export interface Funnel {
  readonly statements: number;
  readonly verified: number;
  /** left after those said twice became one */
  readonly merged: number;
  /** claims by what became of them */
  readonly by: (outcome: ClaimOutcome) => number;
}

export function funnelOf({
  verified,
  rulings,
  verdict,
}: Pick<ReportModel, 'verified' | 'rulings' | 'verdict'>): Funnel {
  const gates = [verified, rulings?.gap].filter((gate) => gate !== null && gate !== undefined);
  const holding = gates.reduce((sum, { claims }) => sum + claims.length, 0);
  const unverified = gates.reduce((sum, gate) => sum + gate.unverified.length, 0);
  return {
    statements: holding + unverified,
    verified: holding,
    merged: verdict.claims.length,
    by: (outcome) => verdict.claims.filter((claim) => claim.outcome === outcome).length,
  };
}
