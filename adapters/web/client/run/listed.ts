/** The findings of a run as its page lists them: those that the report shows, and those that people dismissed. Pure. */
import type { Dismissal, LedgerFinding } from '../../../../runner/core/ledger.ts';
import type { ReportDocument, ReportFinding } from '../../../../runner/core/report-document.ts';
import type { OutcomeFinding, Severity } from '../../../../runner/core/run-outcome.ts';

export type ListedState = 'new' | 'persisting' | 'dismissed';

export interface ListedFinding {
  /** its id in the report, or, for one that was dismissed before the run, its fingerprint */
  readonly key: string;
  /** null for one that the report does not show */
  readonly id: string | null;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly title: string;
  readonly kind: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly state: ListedState;
  /** who found it: personas, or the rules */
  readonly by: readonly string[];
  /** with all that the report says; null until the report is read, and for one that it does not show */
  readonly full: ReportFinding | null;
  readonly dismissal: Dismissal | null;
  /** as the ledger has it now; null for one that it does not have */
  readonly known: LedgerFinding | null;
}

export interface Sources {
  /** what the run itself tells, before its report is read and where there is none */
  readonly outcome: readonly OutcomeFinding[];
  readonly document: Pick<ReportDocument, 'findings' | 'measured' | 'dismissed'> | null;
  /** by fingerprint; null until it is read */
  readonly ledger: ReadonlyMap<string, LedgerFinding> | null;
}

const RULES = 'rules';

/** In the report's order; those that were dismissed before the run come last. */
export function listedFindings({ outcome, document, ledger }: Sources): ListedFinding[] {
  const full = document === null ? null : [...document.findings, ...document.measured];
  const shown = (full ?? outcome).map((finding): ListedFinding => {
    const known = ledger?.get(finding.fingerprint) ?? null;
    const dismissal = known?.dismissed ?? null;
    const report = isFull(finding) ? finding : null;
    return {
      ...partsOf(finding),
      key: finding.id,
      id: finding.id,
      state: dismissal === null ? finding.state : 'dismissed',
      by: report === null ? [] : report.source === 'rule' ? [RULES] : report.lenses,
      full: report,
      dismissal,
      known,
    };
  });
  const hidden = (document?.dismissed ?? []).map((finding): ListedFinding => {
    const known = ledger?.get(finding.fingerprint) ?? null;
    return {
      ...partsOf(finding),
      key: finding.fingerprint,
      id: null,
      state: 'dismissed',
      by: [],
      full: null,
      dismissal: known === null ? finding.dismissal : known.dismissed,
      known,
    };
  });
  return [...shown, ...hidden];
}

const isFull = (finding: OutcomeFinding | ReportFinding): finding is ReportFinding => 'lenses' in finding;

type Parts = Pick<ListedFinding, 'fingerprint' | 'severity' | 'title' | 'kind' | 'path' | 'line'>;

const partsOf = ({ fingerprint, severity, title, kind, path, line }: Parts): Parts => ({
  ...{ fingerprint, severity, title, kind, path, line },
});

/** What the reader wants to see; null: everything. */
export interface FindingFilter {
  readonly severity: string | null;
  readonly by: string | null;
  readonly file: string | null;
  readonly text: string | null;
  readonly state: string | null;
}

/** Dismissed ones are seen by those who ask for them. */
export function filtered(all: readonly ListedFinding[], filter: FindingFilter): ListedFinding[] {
  const { severity, by, file, text, state } = filter;
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(
    (finding) =>
      (severity === null || finding.severity === severity) &&
      (by === null || finding.by.includes(by)) &&
      (file === null || finding.path === file) &&
      (state === null ? finding.state !== 'dismissed' : finding.state === state) &&
      words.every((word) => textOf(finding).includes(word)),
  );
}

function textOf({ id, title, path, kind, full }: ListedFinding): string {
  const said = full === null ? [] : [full.claim, full.failure, full.fix];
  return [id ?? '', title, path ?? '', kind, ...said].join('\n').toLowerCase();
}

/** The values of a property that findings have, each with how many have it, the most frequent first. */
export function countsOf(
  findings: readonly ListedFinding[],
  valuesOf: (finding: ListedFinding) => readonly string[],
): (readonly [value: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const value of findings.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, more]) => more - many || a.localeCompare(b));
}
