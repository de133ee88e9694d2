/**
 * The root message of a run: while it runs, a roster with one line per agent; afterward the verdict in its title, at most
 * three headlines, the counts, and buttons for what can be done next. Pure and without a clock: the card depends on the
 * stored run alone, so every process renders the same state as the same message.
 */
import type { Block, Button, Line, MessageView } from '../../runner/core/ports/views.ts';
import { isRetryable } from '../../runner/core/run.ts';
import type { OutcomeFinding, OutcomeHeadline } from '../../runner/core/run-outcome.ts';
import type { RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { estimateText } from '../../runner/core/usage.ts';
import { withoutIds } from '../../runner/core/wording.ts';
import type { Notify } from '../config/chat.ts';
import { plural } from '../wording.ts';
import { factsLine, givenLines, runHeading } from './about.ts';
import { agentsPart, endingWords, funnelPart, reasonLine, spentParts } from './ending.ts';
import { findingsButton } from './findings-button.ts';
import { bold, findingLine, fitted } from './format.ts';
import { rosterBlocks } from './roster.ts';
import { headlinesOf, sinceLines } from './schedule-lines.ts';

export interface CardSettings {
  /** the flow's title */
  readonly title: (flow_name: string) => string;
  /** where reports can be read in a browser; null if there is no public URL */
  readonly publicUrl: string | null;
  /** whom the end of a run in that channel notifies */
  readonly notify: (channel: string) => Notify;
}

/** Returns the card as it should be at present. */
export function cardOf(snapshot: RunSnapshot, settings: Omit<CardSettings, 'notify'>): MessageView {
  return snapshot.run.status === 'running' ? workingCard(snapshot, settings) : endedCard(snapshot, settings);
}

type Settings = Omit<CardSettings, 'notify'>;

function workingCard(snapshot: RunSnapshot, settings: Settings): MessageView {
  const { run, steps } = snapshot;
  const agents = steps.filter(({ kind, status }) => kind === 'agent' && status !== 'skipped');
  const done = agents.filter(({ status }) => status !== 'pending' && status !== 'running').length;
  const title = runHeading(run, settings);
  const blocks: Block[] = [
    { kind: 'title', text: title },
    {
      kind: 'lines',
      lines: [factsLine(snapshot), ...givenLines(run), ...spendingLines(run)],
    },
    ...rosterBlocks(steps),
    { kind: 'buttons', buttons: [cancelButton(run.id)] },
  ];
  return { text: `${title}: ${done} of ${plural(agents.length, 'agent')} done`, blocks };
}

function endedCard(snapshot: RunSnapshot, settings: Settings): MessageView {
  const { run, steps } = snapshot;
  const title = `${runHeading(run, settings)}: ${endingWords(snapshot)}`;
  const counts = [agentsPart(steps), ...funnelPart(run), ...spentParts(run)].join(' · ');
  const blocks: Block[] = [
    { kind: 'title', text: title },
    ...linesBlock([...reasonLines(run), ...sinceLines(run), ...headlineLines(run)]),
    ...linesBlock([...givenLines(run), ...answerLine(run)]),
    { kind: 'lines', lines: [[counts]] },
    { kind: 'quiet', line: factsLine(snapshot) },
    { kind: 'buttons', buttons: endedButtons(snapshot, settings) },
  ];
  return { text: title, blocks };
}

const linesBlock = (lines: readonly Line[]): Block[] =>
  lines.length === 0 ? [] : [{ kind: 'lines', lines }];

const MOST_STATEMENT = 300;
const MOST_WARNING = 250;
const MOST_HEADLINES = 3;
const MOST_HEADLINE = 160;

/** Why it failed, or what its verdict says beyond the title. */
function reasonLines(run: RunSnapshot['run']): Line[] {
  const reason = reasonLine(run);
  if (reason !== null) return [reason];
  const statement = run.outcome?.statement;
  return statement === undefined ? [] : [[fitted(statement, MOST_STATEMENT)]];
}

function headlineLines(run: RunSnapshot['run']): Line[] {
  const { outcome, status } = run;
  if (outcome === null || status !== 'completed') return [];
  const titles = new Map(outcome.findings.map(({ id, title }) => [id, title]));
  return headlinesOf(run)
    .slice(0, MOST_HEADLINES)
    .map((headline): Line => ['• ', ...headlineParts(headline, outcome.findings, titles)]);
}

/** One sentence, with the severity and the place of the gravest finding that it rests on. */
function headlineParts(
  { text, refs }: OutcomeHeadline,
  findings: readonly OutcomeFinding[],
  titles: ReadonlyMap<string, string>,
): Line {
  const said = firstSentence(withoutIds(text, titles));
  const [finding] = findings
    .filter(({ id }) => refs.includes(id))
    .toSorted((one, other) => (one.severity < other.severity ? -1 : 1));
  if (finding === undefined) return [fitted(said, MOST_HEADLINE)];
  // One that an earlier version stored has no address.
  const { severity, path, line, url = null } = finding;
  return findingLine({ severity, title: said, path, line, url }, MOST_HEADLINE);
}

/** A period within a name, a number or code ends no sentence. */
function firstSentence(text: string): string {
  return text.split(/(?<=[.!?])\s+(?=[\p{Lu}`“"])/u)[0]?.replace(/\.$/, '') ?? '';
}

/** What answers the person's focus. */
function answerLine({ outcome }: RunSnapshot['run']): Line[] {
  if (outcome === null || outcome.answer === null) return [];
  const titles = new Map(outcome.findings.map(({ id, title }) => [id, title]));
  return [[bold('Answer: '), fitted(withoutIds(outcome.answer, titles), MOST_STATEMENT)]];
}

/** Shows the expected usage and the budget warning, if there are any. */
function spendingLines({ estimate, budget_warning }: RunSnapshot['run']): Line[] {
  const warning = budget_warning ?? estimate?.warning ?? null;
  return [
    ...(estimate === null ? [] : [[`Expected: ${estimateText(estimate)}`]]),
    ...(warning === null ? [] : [[`⚠ Budget: ${fitted(warning, MOST_WARNING)}`]]),
  ];
}

function cancelButton(run_id: string): Button {
  return {
    action: 'cancel',
    value: run_id,
    label: 'Cancel',
    look: 'danger',
    confirm: {
      title: 'Cancel this run?',
      text: 'Its agents stop. Completed steps are kept, and the run can be retried.',
      yes: 'Cancel the run',
      no: 'Go on',
    },
  };
}

function endedButtons({ run, steps }: RunSnapshot, { publicUrl }: Settings): Button[] {
  const answered = steps.some((step) => step.kind === 'agent' && step.status === 'completed');
  const retryable = isRetryable(run.status, steps);
  return [
    { action: 'export', value: run.id, label: 'Export…' },
    ...(answered ? [{ action: 'ask', value: run.id, label: 'Ask an agent…' }] : []),
    { action: 'again', value: run.id, label: 'Run again…' },
    ...(retryable ? [{ action: 'retry', value: run.id, label: 'Retry failed', look: 'main' as const }] : []),
    { action: 'timeline', value: run.id, label: 'Timeline' },
    ...findingsButton(run),
    ...(publicUrl === null
      ? []
      : [
          {
            action: 'open',
            value: run.id,
            label: 'Open',
            link: `${publicUrl}/runs/${run.id}`,
          },
        ]),
  ];
}
