/** The report of a decision: the record as a file to copy, and the records that are there. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import type { Adr } from '../contracts/documents.ts';
import { draftOf } from '../contracts/draft.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { focusMatcher, focusWords } from '../evidence/collectors/text/focus-words.ts';
import type { FlowSections, VerdictView } from '../report/document.ts';
import { basisSection, problemsSection } from '../report/draft.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { foldedSection, section, table, text } from '../report/sections.ts';
import { count, cutText, list, place } from '../wording.ts';
import { type DecisionConvention, decisionConvention } from './decision-convention.ts';
import { recordLines } from './decision-record.ts';

export const adrSections: FlowSections = { verdict: verdictLine, after: sections };

type Asked = Pick<ReportModel, 'given' | 'question'>;

/** The decision in question, in one line. */
function askedOf({ given, question }: Asked): string {
  return cutText((given.decision ?? question).replace(/\s+/g, ' ').trim(), 120);
}

function titleOf(draft: ReportModel['draft'], asked: Asked): string {
  const record = draftOf(draft, 'Adr');
  return record?.written === true ? record.document.title : askedOf(asked);
}

function verdictLine({ draft, pack, ...asked }: VerdictView): string | null {
  if (pack === null) return null;
  const file = decisionConvention(pack).fileFor(titleOf(draft, asked));
  const record = draftOf(draft, 'Adr');
  if (record?.written !== true)
    return `Decision not made (no model configured). The record would be ${file}; ${recordsOf(pack)}.`;
  const { outcome, options } = record.document;
  return outcome.chosen === null
    ? `No option chosen of ${options.length}; proposed record: ${file}`
    : `Proposed: ${cutText(outcome.chosen, 100)} (${count(options.length, 'option')} weighed); record ${file}`;
}

function recordsOf(pack: EvidencePack): string {
  const there = factsOf(pack, 'adrs').length;
  return there === 0 ? 'no decision records are here yet' : `${count(there, 'decision record')} here`;
}

function sections(model: ReportModel, page: Page): ReportSection[] {
  const { pack, failure, draft } = model;
  if (pack === null || failure !== null) return [];
  const convention = decisionConvention(pack);
  const record = draftOf(draft, 'Adr');
  const written = record?.written === true;
  const adr = sayable(record?.document ?? null, titleOf(draft, model), page);
  const basis = record === null || !written ? [] : basisLines(record.claims, page);
  const lines = recordLines({ adr, convention, written, basis, context: contextLines(model, pack, page) });
  return [
    ...section('The record', text(introOf(convention, titleOf(draft, model))), {
      type: 'code',
      language: 'markdown',
      lines,
    }),
    ...index(pack),
    ...(record === null || !written ? [] : [...problemsSection(record, page), ...basisSection(record, page)]),
  ];
}

function introOf(convention: DecisionConvention, title: string): string {
  const { records, template, number } = convention;
  const why =
    records === 0
      ? 'No decision records are here yet: this is the folder and form of MADR 4.0.'
      : `Number ${number} and the ${template} form follow the ${count(records, 'record')} in that folder.`;
  return `To copy to ${codeSpan(convention.fileFor(title))}. ${why}`;
}

type BasisClaims = NonNullable<ReportModel['draft']>['claims'];

function basisLines(claims: BasisClaims, page: Page): string[] {
  return claims
    .filter(({ kind, ruling }) => kind === 'basis' && ruling !== 'refuted')
    .map(({ item, title, evidence }) => {
      const places = evidence
        .filter(({ path }) => path !== null)
        .map((one) => place({ path: one.path, line: one.start, end: one.end }));
      return `${String(item.id)}: ${page.plain(title)}${places.length === 0 ? '' : ` (${list(places, 2)})`}`;
    });
}

/** Its texts in one line each, in which only checked places are named. */
function sayable(adr: Adr | null, title: string, page: Page): Adr {
  const said = (words: string): string => page.plain(words);
  const all = (words: readonly string[]): string[] => words.map(said);
  const base: Adr = adr ?? NOTHING;
  return {
    ...base,
    title: said(title),
    context: said(base.context),
    drivers: all(base.drivers),
    options: base.options.map(({ name, summary, pros, cons }) => ({
      name: said(name),
      summary: said(summary),
      pros: all(pros),
      cons: all(cons),
    })),
    outcome: {
      chosen: base.outcome.chosen === null ? null : said(base.outcome.chosen),
      because: said(base.outcome.because),
    },
    consequences: { good: all(base.consequences.good), bad: all(base.consequences.bad) },
    confirmation: said(base.confirmation),
    moreInfo: said(base.moreInfo),
    openQuestions: all(base.openQuestions),
  };
}

const NOTHING: Adr = {
  ...{ title: '', status: 'proposed', context: '', drivers: [], options: [], basis: [], supersedes: null },
  ...{ outcome: { chosen: null, because: '' }, consequences: { good: [], bad: [] }, confirmation: '' },
  ...{ moreInfo: '', openQuestions: [] },
};

const MOST_PLACES = 5;

/** What the repository has on the question, for the context of a record that nobody wrote. */
function contextLines(model: ReportModel, pack: EvidencePack, page: Page): string[] {
  const asked = askedOf(model);
  const match = focusMatcher(focusWords(asked));
  const mentions = factsOf(pack, 'mention').filter(({ path }) => path !== null);
  const commits = factsOf(pack, 'mention').filter(({ path }) => path === null);
  const related = factsOf(pack, 'adrs').filter(({ subject }) => match(subject ?? '').length > 0);
  const dependencies = [
    ...new Set(
      factsOf(pack, 'manifests')
        .flatMap(({ data }) => [...data.dependencies, ...data.devDependencies])
        .filter((name) => match(name).length > 0),
    ),
  ];
  const places = mentions.slice(0, MOST_PLACES).map((one) => place({ ...one, end: null }));
  return [
    ...[`> ${page.plain(asked)}`, ''],
    ...(places.length === 0 ? [] : [`* The repository speaks of it in ${list(places, MOST_PLACES)}`]),
    ...(dependencies.length === 0 ? [] : [`* Dependencies concerned: ${list(dependencies, 6)}`]),
    ...related.slice(0, MOST_PLACES).map((one) => `* Related record: ${one.path} (${one.value})`),
    ...commits.map((one) => `* Commit ${one.value}: ${page.plain(one.text)}`),
  ];
}

/** All of them with number and status, the newest first. */
function index(pack: EvidencePack): ReportSection[] {
  const rows = factsOf(pack, 'adrs').map((one) => [
    one.data.number ?? '–',
    prose(one.subject ?? ''),
    prose(`${one.value}${linked(one)}`),
    one.data.date ?? '',
    codeSpan(one.path ?? ''),
  ]);
  return foldedSection('Decision records here', table(['Number', 'Title', 'Status', 'Date', 'File'], rows));
}

function linked({ data: { supersedes, superseded_by } }: FactOf<'adrs'>): string {
  if (superseded_by !== undefined) return ` by ${superseded_by}`;
  return supersedes === undefined ? '' : `, supersedes ${supersedes}`;
}
