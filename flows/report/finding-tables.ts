/** Tables of findings: those in full, and those that only rules measured while agents read the code. */
import { SEVERITY_WORDS } from '../checks/severity.ts';
import { partsOfShown } from '../checks/verdict.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { leadingCitation } from '../ledger/identity.ts';
import { blocks, cell, table } from './markdown.ts';
import type { Page } from './page.ts';
import type { ReportModel } from './report-model.ts';

export function findingTable({ verdict }: ReportModel, page: Page): string {
  const { findings } = partsOfShown(verdict);
  return findings.length === 0 ? '' : tableOf(findings, page);
}

export function measuredTable({ verdict }: ReportModel, page: Page): string {
  const { measured } = partsOfShown(verdict);
  if (measured.length === 0) return '';
  return blocks('## Measured', 'Found by rules. No agent reported the same.', tableOf(measured, page));
}

function tableOf(claims: readonly JudgedClaim[], page: Page): string {
  const rows = claims.map((claim) => [
    claim.id,
    severityText(claim),
    cell(page.plain(claim.title)),
    page.location(leadingCitation(claim)),
    typeof claim.item.effort === 'string' && claim.item.effort !== 'unknown' ? cell(claim.item.effort) : '–',
  ]);
  return table(['', 'Severity', 'Finding', 'Location', 'Effort'], rows);
}

/** `P1 high`. */
function severityText({ severity }: Pick<JudgedClaim, 'severity'>): string {
  return severity === null ? '–' : `${severity} ${SEVERITY_WORDS[severity]}`;
}
