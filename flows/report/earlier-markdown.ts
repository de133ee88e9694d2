/** The parts of a Markdown report about earlier runs: what changed since, and what people dismissed. Empty in a first run. */
import type { EarlierFinding } from '../../runner/core/ledger.ts';
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { place } from '../wording.ts';
import { blocks, bullets, codeSpan, folded, prose } from './markdown.ts';

const MOST_FIXED = 10;

/** `2 new, 5 persisting (1 not shown), 3 fixed, 1 not reviewed`, with those that the report does not show otherwise. */
export function sinceText({ ledger, findings, measured }: ReportDocument): string {
  if (ledger === null) return '';
  const { since, fixed, not_reviewed, unshown = [] } = ledger;
  const shown = [...findings, ...measured];
  const persisting = shown.filter(({ state }) => state === 'persisting').length + unshown.length;
  const hidden = unshown.length === 0 ? '' : ` (${unshown.length} not shown)`;
  const counts = [
    `${shown.filter(({ state }) => state === 'new').length} new`,
    ...(persisting === 0 ? [] : [`${persisting} persisting${hidden}`]),
    ...(fixed.length === 0 ? [] : [`${fixed.length} fixed`]),
    ...(not_reviewed.length === 0 ? [] : [`${not_reviewed.length} not reviewed`]),
  ];
  const rest = fixed.length - MOST_FIXED;
  return blocks(
    `## Since ${prose(since)}`,
    counts.join(', '),
    fixed.length === 0 ? '' : 'Fixed:',
    bullets([...fixed.slice(0, MOST_FIXED).map(inFile), ...(rest > 0 ? [`and ${rest} more`] : [])]),
    foldedList('Not reviewed', not_reviewed.map(atPlace)),
  );
}

/** Folded: those that were found again, with who dismissed them and why. */
export function dismissedText({ dismissed }: ReportDocument): string {
  return foldedList(
    'Dismissed',
    dismissed.map((finding) => {
      const { reason, until, note, by } = finding.dismissal;
      const day = until === null ? '' : ` until ${until}`;
      return `${atPlace(finding)} — ${reason}${day}, by ${prose(by)}${note === '' ? '' : `: “${prose(note)}”`}`;
    }),
  );
}

function foldedList(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : folded(`${title} (${lines.length})`, bullets(lines));
}

function inFile({ title, path }: EarlierFinding): string {
  return path === null ? prose(title) : `${prose(title)} (${codeSpan(path)})`;
}

function atPlace({ severity, title, path, line }: EarlierFinding): string {
  const at = path === null ? '' : ` (${codeSpan(place({ path, line }))})`;
  return `${severity} · ${prose(title)}${at}`;
}
