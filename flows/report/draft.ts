/** The sections that plans and documents share: what they rest on, what code finds wrong with them, what stays open. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import type { CheckedDraft } from '../contracts/draft.ts';
import { oneLine } from '../wording.ts';
import type { Page } from './page.ts';
import { foldedSection, list, section, text } from './sections.ts';

const MOST_QUOTED = 300;
/** Headings, quotes and lists of Markdown at the start of lines. */
const MARKS = /^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+/gm;

/** What was asked for, in its own words; a focus stands in the report anyway. */
export function requestSection(request: string | undefined, page: Page): ReportSection[] {
  return request === undefined
    ? []
    : section('Request', text(`“${page.said(oneLine(request.replace(MARKS, ''), MOST_QUOTED))}”`));
}

/** The statements about the repository that it rests on, each with its citations. */
export function basisSection({ claims }: CheckedDraft, page: Page): ReportSection[] {
  const basis = claims.filter(({ kind }) => kind === 'basis');
  return foldedSection(
    'What it rests on',
    list(
      basis.map((claim) => ({
        text: `**${String(claim.item.id)}** ${page.said(claim.title)}${doubt(claim)}`,
        below: page.citations(claim.evidence).map(({ text }) => text),
      })),
    ),
  );
}

/** What a reader must know of a statement before relying on it; empty for one that was upheld. */
export function doubt({ assumption, ruling, because }: JudgedClaim): string {
  const notes = [
    ...(assumption ? ['assumption'] : []),
    ...(ruling === 'refuted' ? [`refuted: ${because}`] : []),
    ...(ruling === 'uncertain' || ruling === 'contested' ? [ruling] : []),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

/** What code found wrong and its author did not mend. */
export function problemsSection({ problems, unverified }: CheckedDraft, page: Page): ReportSection[] {
  const left = unverified === 0 ? [] : [`Statements left out because no citation holds: ${unverified}.`];
  const found = problems.map(({ at, text }) => page.said(at === '' ? text : `${at}: ${text}`));
  return section('Problems found by code', list([...found, ...left]));
}

/** What was assumed and what somebody must answer. */
export function openSection(
  {
    assumptions = [],
    openQuestions,
  }: { readonly assumptions?: readonly string[]; readonly openQuestions: readonly string[] },
  page: Page,
): ReportSection[] {
  const assumed = assumptions.map((text) => `Assumed: ${page.said(text)}`);
  const asked = openQuestions.map((text) => page.said(text));
  return section('Assumptions and open questions', list([...asked, ...assumed]));
}
