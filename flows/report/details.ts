/** What did not become a finding of the report, folded: over the limit, below the gate, refuted, joined, there before. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import type { ClaimOutcome, JudgedClaim } from '../contracts/checked.ts';
import type { Page } from './page.ts';
import type { ReportModel } from './report-model.ts';
import { foldedSection, list } from './sections.ts';

export function details({ verdict }: ReportModel, page: Page): ReportSection[] {
  const by = (outcome: ClaimOutcome): JudgedClaim[] =>
    verdict.claims.filter((claim) => claim.outcome === outcome);
  const titled = (outcome: ClaimOutcome, more: (claim: JudgedClaim) => string[] = () => []): string[] =>
    by(outcome).map((claim) => [titleOf(claim, page), ...more(claim)].join(' — '));
  return [
    ...group(
      'There before this change',
      titled('pre-existing', (claim) => leading(claim, page)),
    ),
    ...group('Over the limit', titled('overflow')),
    ...group('Below the gate', titled('below-gate')),
    ...group(
      'Refuted',
      titled('refuted', (claim) => reasons(claim, page)),
    ),
    ...group(
      'Joined with another',
      titled('merged', ({ settled }) => [page.said(settled ?? '')]),
    ),
  ];
}

function group(name: string, lines: readonly string[]): ReportSection[] {
  return foldedSection(`${name} (${lines.length})`, list(lines));
}

function titleOf({ id, severity, confidence, title }: JudgedClaim, page: Page): string {
  const sure = confidence === null ? null : `confidence ${confidence} %`;
  return [id, severity, sure, page.said(title)].filter((part) => part !== null).join(' · ');
}

function leading({ evidence }: JudgedClaim, page: Page): string[] {
  const [first] = evidence;
  return first === undefined ? [] : [page.citation(first).text];
}

function reasons({ because, counter }: JudgedClaim, page: Page): string[] {
  const cited = counter.map((citation) => page.citation(citation).text).join('; ');
  return [because === '' ? '' : `“${page.said(because)}”`, cited].filter((part) => part !== '');
}
