/** The outcome of a run: what cards, lists and the API show of its document. Pure. */
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { OutcomeFinding, type RunOutcome } from '../../runner/core/run-outcome.ts';
import { sinceCounts } from './report-words.ts';
import type { ShortVerdict } from './short-verdict.ts';

export function outcomeOf(
  { verdict, focus, headlines, ...document }: ReportDocument,
  { short, statement }: ShortVerdict,
): RunOutcome {
  const findings = [...document.findings, ...document.measured].map((finding) =>
    // Only what an outcome has of a finding.
    OutcomeFinding.parse(finding),
  );
  const counts = { P0: 0, P1: 0, P2: 0, P3: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  const { funnel } = document;
  const since = sinceCounts({ ...document, verdict, focus, headlines });
  const said = { verdict, short, ...(statement === null ? {} : { statement }) };
  const known = since === '' ? {} : { since };
  return { ...said, ...known, answer: focus?.answer ?? null, headlines, findings, counts, funnel };
}
