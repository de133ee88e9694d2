/** What the Markdown and the page of a report say in the same words, as plain text. Pure. */
import type { ReportDocument, ReportFinding } from '../../runner/core/report-document.ts';

const ORIGINS = {
  introduced: null,
  'incomplete-fix': 'incomplete fix',
  'pre-existing': 'there before this change',
} as const;

/** What a finding is: `bug`, `confidence 100 %`, `effort S`, then `found by api, tests`, `challenged: upheld`. */
export function aboutFinding(finding: ReportFinding): {
  readonly what: readonly string[];
  readonly proof: readonly string[];
} {
  const { kind, confidence, effort, source, lenses, ruling } = finding;
  const origin = finding.origin === null ? null : ORIGINS[finding.origin];
  const by = source === 'agent' && lenses.length > 0 ? `found by ${lenses.join(', ')}` : null;
  const what = [kind, `confidence ${confidence} %`, effort === 'unknown' ? null : `effort ${effort}`];
  const proof = [by, challenge(ruling, source), origin];
  const said = (parts: readonly (string | null)[]): string[] =>
    parts.flatMap((part) => (part === null || part === '' ? [] : [part]));
  return { what: said(what), proof: said(proof) };
}

/** Rules' findings in a run without a model are not challenged, which the report says once. */
function challenge(ruling: ReportFinding['ruling'], source: ReportFinding['source']): string | null {
  switch (ruling) {
    case 'unchallenged':
      return source === 'rule' ? null : 'not challenged';
    case 'contested':
      return 'contested: a refutation without counter-evidence that holds';
    default:
      return `challenged: ${ruling}`;
  }
}

export const MEASURED_NOTE = 'Found by rules over the facts, apart from what agents read.';

export function focusLabel({ by_model }: NonNullable<ReportDocument['focus']>): string {
  return by_model ? 'Answer to your focus' : 'Your focus';
}

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
