/** What a report says of earlier runs: what is fixed, not reviewed, or found again without being shown. Pure. */
import type { EarlierFinding } from '../../runner/core/ledger.ts';
import type { ReportLedger } from '../../runner/core/report-document.ts';
import type { ClaimOutcome, JudgedClaim } from '../contracts/checked.ts';
import type { DismissedFinding } from '../contracts/ledger.ts';
import { kindOf, leadingCitation } from '../ledger/identity.ts';
import { byGravity } from '../ledger/rest.ts';
import { ruleOf } from './finding.ts';
import type { Page } from './page.ts';
import type { ReportModel } from './report-model.ts';

/** Null for a first run. */
export function ledgerOf({ verdict: { ledger, claims } }: ReportModel, page: Page): ReportLedger | null {
  if (ledger === undefined || ledger.since === null) return null;
  const { since, fixed, not_reviewed, beyond } = ledger;
  const unshown = [...claims.filter(isUnshown).flatMap((claim) => earlier(claim, page)), ...beyond];
  return {
    since,
    fixed: [...fixed],
    not_reviewed: [...not_reviewed],
    ...(unshown.length === 0 ? {} : { unshown }),
  };
}

const UNSHOWN: ReadonlySet<ClaimOutcome> = new Set(['overflow', 'below-gate', 'pre-existing']);

function isUnshown({ standing, outcome }: JudgedClaim): boolean {
  return standing?.state === 'persisting' && UNSHOWN.has(outcome);
}

/** Each once, the gravest first: a lens may repeat what the rules left out. */
export function dismissedOf({ verdict: { claims, ledger } }: ReportModel, page: Page): DismissedFinding[] {
  const found = claims.flatMap((claim): DismissedFinding[] => {
    const dismissal = claim.standing?.dismissal ?? null;
    if (claim.outcome !== 'dismissed' || dismissal === null) return [];
    return earlier(claim, page).map((finding) => ({ ...finding, dismissal }));
  });
  const all = [...(ledger?.dismissed ?? []), ...found];
  return [...new Map(all.map((finding) => [finding.fingerprint, finding])).values()].sort(byGravity);
}

function earlier(claim: JudgedClaim, page: Page): EarlierFinding[] {
  const { standing, severity, title } = claim;
  if (standing === undefined) return [];
  const place = leadingCitation(claim);
  return [
    {
      fingerprint: standing.fingerprint,
      title: page.plain(title),
      severity: severity ?? 'P3',
      kind: kindOf(claim),
      rule: ruleOf(claim),
      path: place?.path ?? null,
      line: place?.start ?? null,
    },
  ];
}
