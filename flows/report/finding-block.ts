/** One finding in the report: heading, citations, text, who found it and the skeptic's ruling. */
import type { JudgedClaim } from '../contracts/checked.ts';
import { blocks, bullets, prose } from './markdown.ts';
import type { Page } from './page.ts';

export function findingBlock(finding: JudgedClaim, page: Page, withoutModel: boolean): string {
  const { id, severity, confidence, title, claim, failure, evidence, counter } = finding;
  const fix = textOf(finding, 'recommendation');
  const effort = textOf(finding, 'effort');
  const words = [
    claim === '' ? '' : `**Claim:** ${page.said(claim)}`,
    failure === '' ? '' : `**What fails:** ${page.said(failure)}`,
    fix === '' ? '' : `**Fix:** ${page.said(fix)}`,
    effort === '' || effort === 'unknown' ? '' : `**Effort:** ${prose(effort)}`,
  ].filter((line) => line !== '');
  return blocks(
    `### ${id} · ${severity} · ${confidence} · ${page.said(title)}`,
    bullets(page.citations(evidence)),
    words,
    `${creditOf(finding)} · ${rulingOf(finding, page, withoutModel)}`,
    bullets(counter.map((citation) => `the skeptic cites ${page.citation(citation)}`)),
    notesOf(finding, page),
  );
}

function textOf({ item }: JudgedClaim, field: string): string {
  const value = item[field];
  return typeof value === 'string' ? value.trim() : '';
}

const ORIGINS = { 'incomplete-fix': 'incomplete fix', 'pre-existing': 'there before this change' } as const;

function creditOf({ lenses, source, origin }: JudgedClaim): string {
  const names = lenses.map((lens) => prose(lens)).join(', ');
  const credit =
    source === 'rule'
      ? names === 'rules'
        ? 'Found by rule'
        : `Found by rule, for ${names}`
      : `Found by ${names}`;
  return origin === null || origin === 'introduced' ? credit : `${credit} · ${ORIGINS[origin]}`;
}

function rulingOf({ ruling, because }: JudgedClaim, page: Page, withoutModel: boolean): string {
  const quoted = because === '' ? '' : ` (“${page.said(because)}”)`;
  switch (ruling) {
    case 'unchallenged':
      return withoutModel ? 'not challenged (no model)' : 'not challenged';
    case 'contested':
      return `contested: a refutation without counter-evidence that holds${quoted}`;
    default:
      return `challenged: ${ruling}${quoted}`;
  }
}

function notesOf({ adjusted, dropped, settled, before }: JudgedClaim, page: Page): string {
  const lost =
    dropped > 0
      ? [`${dropped} of its citations did not hold and ${dropped === 1 ? 'is' : 'are'} not shown`]
      : [];
  const notes = [
    ...(before === null
      ? []
      : [`narrowed by the skeptic from “${page.said(before.title)}” (${before.severity})`]),
    ...adjusted.map((text) => page.said(text)),
    ...lost,
    ...(settled === null ? [] : [`arbiter: ${page.said(settled)}`]),
  ];
  return notes.length === 0 ? '' : notes.join(' · ');
}
