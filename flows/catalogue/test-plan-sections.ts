/** The sections of a test plan: its risks and cases where a model wrote them, and what the facts say of the tests that are there. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import type { JudgedClaim } from '../contracts/checked.ts';
import { draftOf } from '../contracts/draft.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { doubt, openSection, problemsSection } from '../report/draft.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import { list, section } from '../report/sections.ts';
import { count, list as joined } from '../wording.ts';
import { changedSection, layoutSection, testReachLine, untestedSections } from './tests-today-sections.ts';

export const testPlanSections: FlowSections = {
  verdict: verdictOf,
  after: (model, page) => {
    if (model.failure !== null) return [];
    const draft = draftOf(model.draft, 'TestPlan');
    return [
      ...risks(draft, page),
      ...cases(draft, page),
      ...notWorthTesting(draft, page),
      ...(draft === null ? [] : openSection(draft.document, page)),
      ...(draft === null ? [] : problemsSection(draft, page)),
      ...(model.compares ? changedSection(model, page) : untestedSections(model, page)),
      ...howToRun(draft, page),
      ...layoutSection(model),
    ];
  },
};

type Draft = ReturnType<typeof draftOf<'TestPlan'>>;

function verdictOf({ draft: checked, pack, scope }: VerdictView): string | null {
  const draft = draftOf(checked, 'TestPlan');
  if (draft === null || pack === null || scope === null) return null;
  if (draft.written) {
    const { cases: planned } = draft.document;
    const grave = standing(draft, 'risk').filter(({ item }) => item.level === 'high').length;
    return `${count(planned.length, 'case')} for ${count(standing(draft, 'risk').length, 'risk')}, ${grave} of them high.`;
  }
  return `${testReachLine(pack, scope)} No cases without a model.`;
}

function standing(draft: Draft, kind: string): JudgedClaim[] {
  return (draft?.claims ?? []).filter((claim) => claim.kind === kind && claim.outcome !== 'refuted');
}

function risks(draft: Draft, page: Page): ReportSection[] {
  const lines = standing(draft, 'risk').map((claim) => ({
    text: `**${String(claim.item.id)} ${page.said(claim.title)}** (${String(claim.item.level)}) — ${page.said(claim.claim)}${doubt(claim)} [${claim.id}]`,
    below: page.citations(claim.evidence).map((citation) => citation.text),
  }));
  return section('Risks', list(lines));
}

function cases(draft: Draft, page: Page): ReportSection[] {
  const lines = (draft?.document.cases ?? []).map(
    ({ id, level, target, given, when, expected, ...covers }) => {
      const covered = [...covers.risks, ...covers.requirements];
      return `**${id}** ${level} · ${codeSpan(target)} — given ${page.said(given)}, when ${page.said(when)}, then ${page.said(expected)}${covered.length === 0 ? '' : ` (covers ${prose(joined(covered, 6))})`}`;
    },
  );
  return section('Cases', list(lines));
}

function notWorthTesting(draft: Draft, page: Page): ReportSection[] {
  const lines = (draft?.document.notWorthTesting ?? []).map(
    ({ text: what, why }) => `${page.said(what)} — ${page.said(why)}`,
  );
  return section('Not worth testing', list(lines));
}

function howToRun(draft: Draft, page: Page): ReportSection[] {
  const lines = standing(draft, 'command').map(({ title, evidence }) => {
    const [source] = evidence;
    return `${codeSpan(title)}${source === undefined ? '' : ` — by ${page.place(source)}`}`;
  });
  return section('How to run the tests', list(lines));
}
