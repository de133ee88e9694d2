/** The sections of a root cause report: the explanations that hold, then what the trace, its message and its history show. */
import type { ReportItem, ReportSection } from '../../runner/core/report-document.ts';
import { type JudgedClaim, liveClaims } from '../contracts/checked.ts';
import { factsOf } from '../contracts/evidence-pack.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import type { Page } from '../report/page.ts';
import { isWithoutModel, type ReportModel } from '../report/report-model.ts';
import { list, section, text } from '../report/sections.ts';
import { symptomLine } from '../report/symptom-line.ts';
import { cutText } from '../wording.ts';
import { nextChecks } from './root-cause-checks.ts';
import { traceSections } from './trace-sections.ts';

export const rootCauseSections: FlowSections = {
  before: (model, page) => [...explanations(model, page), ...traceSections(model, page)],
  after: (model, page) => checks(model, page),
  verdict: verdictLine,
};

const LONGEST_STATEMENT = 150;

/** The likeliest explanation; without one, where the trace ends. */
function verdictLine(view: VerdictView): string | null {
  const [likeliest] = rankedHypotheses(view);
  if (likeliest !== undefined)
    return `Most likely: ${cutText(likeliest.title, LONGEST_STATEMENT)} [${likeliest.id}]`;
  const symptom = view.pack === null ? null : symptomLine(view.pack);
  return symptom ?? 'Cause not determined: no stack trace or quoted error message was given.';
}

/** What skeptics left standing comes first, then what the investigators were surer of. */
const RULINGS: readonly JudgedClaim['ruling'][] = [
  'upheld',
  'narrowed',
  'unchallenged',
  'uncertain',
  'contested',
];

export function rankedHypotheses(model: Pick<ReportModel, 'verdict'>): JudgedClaim[] {
  const rank = ({ ruling }: JudgedClaim): number => {
    const at = RULINGS.indexOf(ruling);
    return at === -1 ? RULINGS.length : at;
  };
  return liveClaims(model.verdict, 'hypothesis').toSorted(
    (a, b) => rank(a) - rank(b) || confidenceOf(b) - confidenceOf(a),
  );
}

const confidenceOf = ({ item, confidence }: JudgedClaim): number =>
  confidence ?? (typeof item.confidence === 'number' ? item.confidence : 0);

function explanations(model: ReportModel, page: Page): ReportSection[] {
  const [likeliest, ...rivals] = rankedHypotheses(model);
  if (model.failure !== null) return [];
  if (likeliest === undefined) return section('Most likely cause', text(undetermined(model)));
  return [
    ...section(
      'Most likely cause',
      text(`**${page.said(likeliest.title)}** [${likeliest.id}]`),
      text(page.said(likeliest.claim === likeliest.title ? '' : likeliest.claim)),
      list(details(likeliest, model, page)),
    ),
    ...section(
      'Rivals and what would separate them',
      list(
        rivals.map((one): ReportItem => {
          const why = one.claim === '' || one.claim === one.title ? '' : ` — ${page.said(one.claim)}`;
          return { text: `**${page.said(one.title)}**${why} [${one.id}]`, below: details(one, model, page) };
        }),
      ),
    ),
    ...section('Test to run', list(said([likeliest, ...rivals], 'test', page), true)),
    ...section('Fix options', list(said([likeliest, ...rivals], 'fix', page))),
  ];
}

function undetermined(model: ReportModel): string {
  if (isWithoutModel(model)) return 'Not determined (no model configured). What the facts show is below.';
  return 'Not determined: no explanation passed the checks.';
}

/** How sure it is, what else must be seen if it is true, what speaks against it, and what it rests on. */
function details(claim: JudgedClaim, { verdict }: ReportModel, page: Page): string[] {
  const { item, step_id, ruling, because } = claim;
  const against = liveClaims(verdict, 'objection').filter(
    (one) => one.step_id === step_id && one.item.of === item.id,
  );
  const predicts = Array.isArray(item.predicts) ? item.predicts.map(String) : [];
  return [
    `confidence ${confidenceOf(claim)} %, ${ruling}${because === '' ? '' : `: ${page.said(because)}`}`,
    ...(predicts.length === 0 ? [] : [`If it is true: ${predicts.map((one) => page.said(one)).join('; ')}`]),
    ...against.map((one) => `Against: ${page.said(one.claim)} [${one.id}]`),
    ...page.citations(claim.evidence).map((cited) => cited.text),
  ];
}

function said(claims: readonly JudgedClaim[], field: 'test' | 'fix', page: Page): string[] {
  return claims.flatMap(({ id, item }) => {
    const words = item[field];
    return typeof words === 'string' && words.trim() !== '' ? [`${page.said(words)} [${id}]`] : [];
  });
}

function checks(model: ReportModel, page: Page): ReportSection[] {
  if (model.pack === null || model.failure !== null) return [];
  if (factsOf(model.pack, 'symptom').length + factsOf(model.pack, 'frame').length === 0 && model.focused)
    return section(
      'Check next',
      list(['Run again with the stack trace or the log line: `--log FILE`, or pasted into the focus.']),
    );
  return section('Check next', list(nextChecks(model.pack, page), true));
}
