/** How a later run's findings compare with what was known, in one line. Pure. */
import type { ReportDocument } from '../../runner/core/report-document.ts';

/**
 * `2 new, 5 persisting (1 not shown), 3 fixed, 1 not reviewed`, with those that the report does not show otherwise; empty in
 * a first run.
 */
export function sinceCounts({ ledger, findings, measured }: ReportDocument): string {
  if (ledger === null) return '';
  const { fixed, not_reviewed, unshown = [] } = ledger;
  const shown = [...findings, ...measured];
  const persisting = shown.filter(({ state }) => state === 'persisting').length + unshown.length;
  const hidden = unshown.length === 0 ? '' : ` (${unshown.length} not shown)`;
  return [
    `${shown.filter(({ state }) => state === 'new').length} new`,
    ...(persisting === 0 ? [] : [`${persisting} persisting${hidden}`]),
    ...(fixed.length === 0 ? [] : [`${fixed.length} fixed`]),
    ...(not_reviewed.length === 0 ? [] : [`${not_reviewed.length} not reviewed`]),
  ].join(', ');
}
