/**
 * The report of every flow, and of a run that failed on the way: verdict first, then the findings, the flow's own
 * sections, and always what was not looked at. Nothing is said twice. Pure: the same model gives the same bytes.
 */
import type { KnownPlaces } from '../checks/places.ts';
import { partsOfShown } from '../checks/verdict.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutText } from '../wording.ts';
import { coverage } from './coverage.ts';
import { details } from './details.ts';
import { findingBlock } from './finding-block.ts';
import { findingTable, measuredTable } from './finding-tables.ts';
import { blocks, bullets, prose } from './markdown.ts';
import { mentions } from './mentions.ts';
import { Page } from './page.ts';
import { quietLine, titleLine } from './quiet-line.ts';
import { answerText, isWithoutModel, type ReportModel } from './report-model.ts';
import { verdictText } from './verdict-line.ts';

type Section = (model: ReportModel, page: Page) => string;

/** A flow's own sections: what stands before its findings, if that is its point, and what follows them. */
export interface FlowSections {
  readonly before?: Section;
  readonly after: Section;
}

export function pageOf(model: ReportModel): Page {
  const { permalink, shas, pack } = model;
  return new Page({ places: knownPlaces(model), facts: pack?.facts ?? [], permalink, shas });
}

export function renderReport(model: ReportModel, page: Page, sections: FlowSections): string {
  const before = sections.before?.(model, page) ?? '';
  const overview = findingTable(model, page);
  const body = [
    titleLine(model),
    `**Verdict:** ${page.said(verdictText(model))}`,
    quietLine(model),
    answer(model, page),
    before,
    // Below a flow's own tables the overview needs the heading above it.
    ...(before === '' ? [overview, findings(model, page)] : [findings(model, page, overview)]),
    measuredTable(model, page),
    sections.after(model, page),
    openQuestions(model, page),
    coverage(model),
    details(model, page),
  ];
  return `${blocks(body)}\n`;
}

const MOST_QUOTED = 200;

function answer(model: ReportModel, page: Page): string {
  if (!model.focused || model.failure !== null) return '';
  const asked = cutText(model.question, MOST_QUOTED);
  if (isWithoutModel(model)) return mentions(model, page, asked);
  return `**Answer to your focus “${prose(asked)}”:** ${page.said(answerText(model) ?? 'none that rests on what was checked.')}`;
}

function findings(model: ReportModel, page: Page, overview = ''): string {
  const shown = partsOfShown(model.verdict).findings;
  if (shown.length === 0) return '';
  return blocks(
    '## Findings',
    overview,
    shown.map((finding) => findingBlock(finding, page)),
  );
}

const MOST_QUESTIONS = 5;

function openQuestions({ checked, failure }: ReportModel, page: Page): string {
  const { openQuestions: questions } = checked.synthesis;
  if (questions.length === 0 || failure !== null) return '';
  const lines = questions.slice(0, MOST_QUESTIONS).map((text) => page.said(text));
  return blocks('## Open questions', bullets(lines));
}

export function knownPlaces({
  scope,
  pack,
  verdict,
}: Pick<ReportModel, 'scope' | 'pack' | 'verdict'>): KnownPlaces {
  const cited: Pick<CheckedEvidence, 'path' | 'start' | 'end'>[] = [
    ...verdict.claims
      .filter(({ outcome }) => outcome !== 'refuted')
      .flatMap(({ evidence, counter }) => [...evidence, ...counter]),
    ...(pack?.facts ?? []).flatMap(placesOfFact),
  ];
  const paths = [...(scope?.files ?? []), ...(scope?.changed ?? []), ...cited].map(({ path }) => path);
  return { cited, paths: [...new Set(paths.filter((path) => path !== null))] };
}

/** A copy has two places. */
function placesOfFact(fact: Fact): Pick<CheckedEvidence, 'path' | 'start' | 'end'>[] {
  const own = { path: fact.path, start: fact.line, end: fact.end ?? fact.line };
  if (fact.kind !== 'dup') return [own];
  const { path, line, end } = fact.data.other;
  return [own, { path, start: line, end }];
}
