/**
 * The report of every flow, and of a run that failed on the way: verdict first, findings, the flow's own sections, next
 * steps, and always what was not looked at. Pure: the same model gives the same bytes.
 */
import { linkText } from '../../runner/core/pull-request.ts';
import type { KnownPlaces } from '../checks/places.ts';
import {
  type CheckedEvidence,
  type CheckedItem,
  type ClaimOutcome,
  type JudgedClaim,
  shownFindings,
} from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutText } from '../wording.ts';
import { citationLine, factLine } from './citations.ts';
import { coverage } from './coverage.ts';
import { findingBlock } from './finding-block.ts';
import { blocks, bullets, folded, prose } from './markdown.ts';
import { Page } from './page.ts';
import { answerText, headlineItems, isWithoutModel, type ReportModel } from './report-model.ts';
import { verdictText } from './verdict-line.ts';

/** A flow's own sections, between findings and next steps. */
export type FlowSections = (model: ReportModel, page: Page) => string;

export function renderReport(model: ReportModel, places: KnownPlaces, sections: FlowSections): string {
  const page = new Page(places);
  const body = [
    heading(model),
    `**Verdict:** ${page.said(verdictText(model))}`,
    changeLink(model),
    answer(model, page),
    headlines(model, page),
    findings(model, page),
    sections(model, page),
    nextSteps(model, page),
    openQuestions(model, page),
    coverage(model),
  ];
  return `${blocks(body, appendix(model, page))}\n`;
}

function heading(model: ReportModel): string {
  const agents = model.steps.filter(
    ({ kind, status }) => kind === 'agent' && (status === 'completed' || status === 'failed'),
  );
  const parts = [
    prose(model.title),
    prose(model.project),
    prose(model.label),
    model.band,
    ...(model.fast ? ['fast'] : []),
    `${agents.length} agent${agents.length === 1 ? '' : 's'}`,
    ...(isWithoutModel(model) ? ['no model configured'] : []),
  ];
  return `# ${parts.join(' · ')}`;
}

/** Its address is one that `parsePullRequest` made, without characters that Markdown reads. */
function changeLink({ pullRequest }: ReportModel): string {
  return pullRequest === null ? '' : `Reviewed: [${linkText(pullRequest)}](${pullRequest.url})`;
}

const MOST_QUOTED = 200;

function answer(model: ReportModel, page: Page): string {
  if (!model.focused || model.failure !== null) return '';
  const asked = cutText(model.question, MOST_QUOTED);
  return `**Answer to your focus “${prose(asked)}”:** ${page.said(answerText(model) ?? 'none that rests on what was checked.')}`;
}

function headlines(model: ReportModel, page: Page): string {
  const items = headlineItems(model);
  return items.length === 0 ? '' : blocks('## Headlines', bullets(items.map((item) => withRefs(item, page))));
}

/** References that the text does not name itself follow it. */
function withRefs({ text, refs, named = [] }: CheckedItem, page: Page): string {
  const rest = refs.filter((ref) => !named.includes(ref));
  return rest.length === 0 ? page.said(text) : `${page.said(text)} ${page.refs(...rest)}`;
}

function findings(model: ReportModel, page: Page): string {
  const shown = shownFindings(model.verdict);
  if (shown.length === 0) return nothingFound(model);
  const withoutModel = isWithoutModel(model);
  return blocks(
    '## Findings',
    shown.map((finding) => findingBlock(finding, page, withoutModel)),
  );
}

/** Explains an empty list of findings. */
function nothingFound({ verdict, verified }: ReportModel): string {
  if (verified === null) return '';
  const dropped = verdict.claims.filter(
    ({ kind, outcome }) => kind === 'finding' && outcome !== 'shown',
  ).length;
  if (verdict.claims.length > 0 && dropped === 0 && verdict.category !== 'Review') return '';
  const why =
    dropped === 0
      ? 'None was made that has a citation which holds.'
      : `${dropped} did not pass; see the appendix.`;
  return blocks('## Findings', `No finding passed the gate. ${why}`);
}

function nextSteps({ checked, failure }: ReportModel, page: Page): string {
  const { nextSteps: steps } = checked.synthesis;
  if (steps.length === 0 || failure !== null) return '';
  return blocks(
    '## Next steps',
    steps
      .slice(0, 5)
      .map((step, at) => `${at + 1}. ${withRefs(step, page)}`)
      .join('\n'),
  );
}

function openQuestions({ checked, failure }: ReportModel, page: Page): string {
  const { openQuestions: questions } = checked.synthesis;
  if (questions.length === 0 || failure !== null) return '';
  return blocks('## Open questions', bullets(questions.slice(0, 5).map((text) => page.said(text))));
}

/** What the body leaves out, and the facts that it cites. */
function appendix(model: ReportModel, page: Page): string {
  const cited = page.cited();
  const { claims } = model.verdict;
  const by = (outcome: ClaimOutcome): JudgedClaim[] => claims.filter((claim) => claim.outcome === outcome);
  const titles = (outcome: ClaimOutcome): string[] => by(outcome).map((claim) => titleLine(claim, page));
  const refuted = by('refuted').map((claim) => [titleLine(claim, page), ...reasons(claim, page)].join(' — '));
  const merged = by('merged').map((claim) => `${titleLine(claim, page)} — ${prose(claim.settled ?? '')}`);
  const facts = (model.pack?.facts ?? []).filter(({ id }) => cited.has(id));
  const text = blocks(
    group('Over the limit', titles('overflow')),
    group('Below the gate', titles('below-gate')),
    group('Joined by the arbiter', merged),
    group('Refuted', refuted),
    group('Facts', facts.map(factLine)),
  );
  return text === '' ? '' : blocks('## Appendix', text);
}

function group(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : folded(`${name} (${lines.length})`, bullets(lines));
}

function titleLine({ id, severity, confidence, title }: JudgedClaim, page: Page): string {
  return [id, severity, confidence, page.said(title)].filter((part) => part !== null).join(' · ');
}

function reasons({ because, counter }: JudgedClaim, page: Page): string[] {
  const cited = counter.map(citationLine).join('; ');
  return [because === '' ? '' : `“${page.said(because)}”`, cited].filter((part) => part !== '');
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
