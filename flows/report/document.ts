/**
 * The report as data, for every flow and for a run that failed on the way: verdict first, then the findings, the flow's
 * own sections, and always what was not looked at. Nothing is said twice. Pure: the same model gives the same document.
 */
import type { Given } from '../../runner/core/flow-input.ts';
import type { ReportDocument, ReportSection } from '../../runner/core/report-document.ts';
import type { OutcomeHeadline } from '../../runner/core/run-outcome.ts';
import { partsOfShown } from '../checks/verdict.ts';
import type { VerdictOutput } from '../contracts/checked.ts';
import type { CheckedDraft } from '../contracts/draft.ts';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';
import { coverage } from './coverage.ts';
import { details } from './details.ts';
import { findingOf } from './finding.ts';
import { focusOf } from './focus.ts';
import { dismissedOf, ledgerOf } from './ledger.ts';
import type { Page } from './page.ts';
import { quietLine } from './quiet-line.ts';
import { funnelOf, headlineItems, type ReportModel } from './report-model.ts';
import { list, section } from './sections.ts';
import { verdictText } from './verdict-line.ts';

/** What the verdict by code follows from. */
export interface VerdictView {
  readonly verdict: VerdictOutput;
  readonly pack: EvidencePack | null;
  readonly scope: Scope | null;
  readonly draft: CheckedDraft | null;
  readonly question: string;
  readonly focused: boolean;
  readonly given: Given;
  /** whether a model looked at the code */
  readonly read: boolean;
}

/** What a flow itself puts into its report. */
export interface FlowSections {
  /** its verdict by code, where that is more than a count of findings; null where it has nothing of its own to say */
  readonly verdict?: (view: VerdictView) => string | null;
  /** what stands before its findings, if that is its point */
  readonly before?: (model: ReportModel, page: Page) => ReportSection[];
  readonly after: (model: ReportModel, page: Page) => ReportSection[];
  /** whether its sections list where the repository speaks of the focus, so that this is not said twice */
  readonly listsMentions?: true;
  /** the files for a map of the repository */
  readonly map?: (model: ReportModel) => ReportDocument['map'];
}

export function reportDocument(model: ReportModel, page: Page, sections: FlowSections): ReportDocument {
  const { findings, measured } = partsOfShown(model.verdict);
  const dismissed = dismissedOf(model, page);
  const { flow, project, label, shas, date, codeHost, pullRequest, band, fast, backend } = model;
  return {
    version: 1,
    ...{ flow, project, label, date, band, fast, backend },
    commit_sha: shas.head,
    base_sha: shas.base,
    repository_url: codeHost?.url ?? null,
    pull_request:
      pullRequest === null
        ? null
        : { kind: pullRequest.kind, url: pullRequest.url, number: pullRequest.number },
    model: model.model,
    verdict: page.plain(verdictText(model)),
    summary: quietLine(model),
    focus: focusOf(model, page, sections.listsMentions),
    headlines: headlines(model, page),
    funnel: funnelOf(model),
    findings: findings.map((finding) => findingOf(finding, page)),
    measured: measured.map((finding) => findingOf(finding, page)),
    ledger: ledgerOf(model, page),
    dismissed,
    ...sectionsOf(model, page, sections),
    coverage: coverage(model, dismissed),
    rest: details(model, page),
    map: sections.map?.(model) ?? [],
  };
}

/** A document is the point of its flow, so all of it stands before the findings, and it has its own open questions. */
function sectionsOf(
  model: ReportModel,
  page: Page,
  sections: FlowSections,
): Pick<ReportDocument, 'before' | 'after'> {
  const [before, after] = [sections.before?.(model, page) ?? [], sections.after(model, page)];
  return model.draft === null
    ? { before, after: [...after, ...openQuestions(model, page)] }
    : { before: [...before, ...after], after: model.draft.written ? [] : openQuestions(model, page) };
}

function headlines(model: ReportModel, page: Page): OutcomeHeadline[] {
  return headlineItems(model).map(({ text, refs, named = [] }) => ({
    text: page.plain(text),
    refs: [...new Set([...named, ...refs])].filter((ref) => !ref.startsWith('K')),
  }));
}

const MOST_QUESTIONS = 5;

function openQuestions({ checked, failure }: ReportModel, page: Page): ReportSection[] {
  if (failure !== null) return [];
  const questions = checked.synthesis.openQuestions.slice(0, MOST_QUESTIONS);
  return section('Open questions', list(questions.map((text) => page.said(text))));
}
