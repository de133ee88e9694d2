/** The report as data: what cards, lists and the API show of a run. From the same model, so the two never differ. Pure. */
import type { OutcomeFinding, OutcomeHeadline, RunOutcome } from '../../runner/core/run-outcome.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { shownFindings } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { fingerprintOf, identityOf, kindOf, leadingCitation } from '../ledger/identity.ts';
import type { Page } from './page.ts';
import { answerText, funnelOf, headlineItems, type ReportModel } from './report-model.ts';
import { verdictText } from './verdict-line.ts';

export function outcomeOf(model: ReportModel, page: Page): RunOutcome {
  const said = (text: string): string => page.plain(text);
  const facts = new Map(model.pack?.facts.map((fact) => [fact.id, fact]));
  const findings = shownFindings(model.verdict).map((finding) => findingOf(finding, said, facts));
  const answer = answerText(model);
  const { by, ...funnel } = funnelOf(model);
  return {
    verdict: said(verdictText(model)),
    answer: answer === null ? null : said(answer),
    headlines: headlineItems(model).map(
      ({ text, refs, named = [] }): OutcomeHeadline => ({
        text: said(text),
        refs: [...new Set([...named, ...refs])].filter((ref) => !ref.startsWith('K')),
      }),
    ),
    findings,
    counts: countsOf(findings),
    funnel: {
      ...funnel,
      refuted: by('refuted'),
      below_gate: by('below-gate'),
      shown: by('shown'),
    },
  };
}

function findingOf(
  finding: JudgedClaim,
  said: (text: string) => string,
  facts: ReadonlyMap<string, Fact>,
): OutcomeFinding {
  const place = leadingCitation(finding);
  return {
    id: finding.id,
    // Every judged finding has both; the defaults are the least alarming.
    severity: finding.severity ?? 'P3',
    impact: finding.impact,
    confidence: finding.confidence ?? 0,
    kind: kindOf(finding),
    title: said(finding.title),
    path: place?.path ?? null,
    line: place?.start ?? null,
    effort: effortOf(finding),
    state: finding.standing?.state ?? 'new',
    fingerprint: finding.standing?.fingerprint ?? fingerprintOf(identityOf(finding, facts)),
  };
}

const EFFORTS: readonly OutcomeFinding['effort'][] = ['S', 'M', 'L'];

function effortOf({ item }: JudgedClaim): OutcomeFinding['effort'] {
  return EFFORTS.find((effort) => effort === item.effort) ?? 'unknown';
}

function countsOf(findings: readonly OutcomeFinding[]): RunOutcome['counts'] {
  const counts = { P0: 0, P1: 0, P2: 0, P3: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}
