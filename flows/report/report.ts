/**
 * The report, for every flow and for a run that failed on the way: verdict first, findings, the flow's own sections,
 * what to do next, and always what was not looked at. Pure: the same model gives the same bytes.
 */
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { shownFindings } from '../quality/compose.ts';
import { cutText } from '../quality/line.ts';
import type { KnownPlaces } from '../quality/places.ts';
import { refsIn } from '../quality/synthesis-lint.ts';
import { appendix } from './appendix.ts';
import { coverage } from './coverage.ts';
import { findingBlock, type Said, saidWith } from './finding-block.ts';
import { blocks, bullets, prose } from './markdown.ts';
import { answerText, headlineItems, isWithoutModel, type ReportModel } from './report-model.ts';
import { flowSections } from './sections/flow-sections.ts';
import { verdictText } from './verdict-line.ts';

export function renderReport(model: ReportModel, places: KnownPlaces): string {
  const said = saidWith(places);
  const body = blocks(
    heading(model),
    `**Verdict:** ${said(verdictText(model))}`,
    answer(model, said),
    headlines(model, said),
    findings(model, said),
    flowSections(model, said),
    nextSteps(model, said),
    openQuestions(model, said),
    coverage(model),
  );
  return `${blocks(body, appendix(model, said, body))}\n`;
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

const MOST_QUOTED = 200;

function answer(model: ReportModel, said: Said): string {
  if (!model.focused || model.failure !== null) return '';
  const asked = cutText(model.question, MOST_QUOTED);
  return `**Answer to your focus “${prose(asked)}”:** ${said(answerText(model) ?? 'none that rests on what was checked.')}`;
}

function headlines(model: ReportModel, said: Said): string {
  const items = headlineItems(model);
  return items.length === 0 ? '' : blocks('## Headlines', bullets(items.map((item) => withRefs(item, said))));
}

function withRefs({ text, refs }: { text: string; refs: readonly string[] }, said: Said): string {
  const named = refsIn(text);
  const rest = refs.filter((ref) => !named.includes(ref));
  return rest.length === 0 ? said(text) : `${said(text)} [${rest.join(', ')}]`;
}

function findings(model: ReportModel, said: Said): string {
  const shown = shownFindings(model.verdict);
  if (shown.length === 0) return nothingFound(model);
  const withoutModel = isWithoutModel(model);
  return blocks(
    '## Findings',
    shown.map((finding) => findingBlock(finding, said, withoutModel)),
  );
}

/** An empty list is a good answer, and says what it rests on. */
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

function nextSteps({ checked, failure }: ReportModel, said: Said): string {
  const { nextSteps: steps } = checked.synthesis;
  if (steps.length === 0 || failure !== null) return '';
  return blocks(
    '## Next steps',
    steps
      .slice(0, 5)
      .map((step, at) => `${at + 1}. ${withRefs(step, said)}`)
      .join('\n'),
  );
}

function openQuestions({ checked, failure }: ReportModel, said: Said): string {
  const { openQuestions: questions } = checked.synthesis;
  if (questions.length === 0 || failure !== null) return '';
  return blocks('## Open questions', bullets(questions.slice(0, 5).map(said)));
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
