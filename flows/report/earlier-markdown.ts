/** The parts of a Markdown report about earlier runs: what changed since, and what people dismissed. Empty in a first run. */
import type { EarlierFinding } from '../../runner/core/ledger.ts';
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { place } from '../wording.ts';
import { blocks, bullets, codeSpan, folded, prose } from './markdown.ts';
import { sinceCounts } from './report-words.ts';

const MOST_FIXED = 10;

/** What changed since the last run at another commit. */
export function sinceText(document: ReportDocument): string {
  const { ledger } = document;
  if (ledger === null) return '';
  const { since, fixed, not_reviewed } = ledger;
  const rest = fixed.length - MOST_FIXED;
  return blocks(
    `## Since ${prose(since)}`,
    sinceCounts(document),
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

/** Many titles name the file already. */
function inFile({ title, path }: EarlierFinding): string {
  return path === null || title.includes(path) ? prose(title) : `${prose(title)} (${codeSpan(path)})`;
}

function atPlace({ severity, title, path, line }: EarlierFinding): string {
  const at = path === null ? '' : ` (${codeSpan(place({ path, line }))})`;
  return `${severity} · ${prose(title)}${at}`;
}
