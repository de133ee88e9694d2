/** A finding of the document: as data for cards and exports, and with every text that the report shows of it. Pure. */
import type { ReportCitation, ReportFinding } from '../../runner/core/report-document.ts';
import type { CheckedEvidence, JudgedClaim } from '../contracts/checked.ts';
import { fingerprintOf, identityOf, kindOf, knownQuote, leadingCitation } from '../ledger/identity.ts';
import type { Page } from './page.ts';

export function findingOf(finding: JudgedClaim, page: Page): ReportFinding {
  const place = leadingCitation(finding);
  const said = (field: string): string => page.plain(textOf(finding, field));
  return {
    id: finding.id,
    // Every judged finding has both; the defaults are the least alarming.
    severity: finding.severity ?? 'P3',
    impact: finding.impact,
    confidence: finding.confidence ?? 0,
    kind: kindOf(finding),
    title: page.plain(finding.title),
    path: place?.path ?? null,
    line: place?.start ?? null,
    effort: effortOf(finding),
    state: finding.standing?.state ?? 'new',
    fingerprint: finding.standing?.fingerprint ?? fingerprintOf(identityOf(finding, page.facts)),
    url: place === null ? null : page.link({ ...place, end: place.start }),
    source: finding.source,
    rule: ruleOf(finding),
    quote: knownQuote(finding),
    lenses: [...finding.lenses],
    origin: finding.origin,
    ruling: finding.ruling,
    claim: page.plain(finding.claim),
    failure: page.plain(finding.failure),
    fix: said('recommendation'),
    assumes: page.plain(assumptionsOf(finding)),
    citations: citationsOf(finding, page),
    notes: notesOf(finding, page),
  };
}

/** The rule that found it; null for an agent's. */
export function ruleOf(finding: JudgedClaim): string | null {
  return finding.source === 'rule' ? textOf(finding, 'rule') || null : null;
}

function textOf({ item }: JudgedClaim, field: string): string {
  const value = item[field];
  return typeof value === 'string' ? value.trim() : '';
}

const EFFORTS: readonly ReportFinding['effort'][] = ['S', 'M', 'L'];

function effortOf({ item }: JudgedClaim): ReportFinding['effort'] {
  return EFFORTS.find((effort) => effort === item.effort) ?? 'unknown';
}

function assumptionsOf({ item: { assumptions } }: JudgedClaim): string {
  return Array.isArray(assumptions) ? assumptions.filter((text) => typeof text === 'string').join('; ') : '';
}

/** The first citation with its lines, then the others. What a rule measured is in its claim already. */
function citationsOf({ evidence, source }: JudgedClaim, page: Page): ReportCitation[] {
  const leading = evidence.find((one) => one.type === 'code' && hasLines(one)) ?? evidence.find(hasLines);
  if (leading === undefined) return page.citations(evidence);
  const rest = evidence.filter((citation) => citation !== leading);
  return [
    page.citationWithLines(leading),
    ...(source === 'rule'
      ? rest.filter(({ type }) => type !== 'fact').map((citation) => page.citation(citation))
      : page.citations(rest, evidence)),
  ];
}

function hasLines({ path, start, lines = [] }: CheckedEvidence): boolean {
  return path !== null && start !== null && lines.length > 0;
}

function notesOf(finding: JudgedClaim, page: Page): string[] {
  const { because, before, counter, settled, adjusted, dropped } = finding;
  return [
    ...(before === null
      ? []
      : [`narrowed by the skeptic from “${page.said(before.title)}” (${before.severity})`]),
    ...(because === '' ? [] : [`skeptic: ${page.said(because)}`]),
    ...counter.map((citation) => `the skeptic cites ${page.citation(citation).text}`),
    ...(settled === null ? [] : [`arbiter: ${page.said(settled)}`]),
    ...adjusted.map((text) => page.said(text)),
    ...(dropped === 0
      ? []
      : [`${dropped} of its citations did not hold and ${dropped === 1 ? 'is' : 'are'} not shown`]),
  ];
}
