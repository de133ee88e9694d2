/**
 * The root message of a run: while it runs, a roster with one line per agent; afterward the verdict first, at most
 * three headlines, the counts, and buttons for what can be done next. Pure and without a clock: the card depends on the
 * stored run alone, so every process renders the same state as the same message.
 */

import { FLOW_INPUTS } from '../../runner/core/flow-input.ts';
import { INPUT_DISPLAYS } from '../../runner/core/input-options.ts';
import type { Block, Button, Line, MessageView, Span } from '../../runner/core/ports/views.ts';
import { linkText, shortName } from '../../runner/core/pull-request.ts';
import { isRetryable } from '../../runner/core/run.ts';
import { type OutcomeHeadline, SEVERITIES } from '../../runner/core/run-outcome.ts';
import type { RunSnapshot, SnapshotStep } from '../../runner/core/run-snapshot.ts';
import { costText, estimateText } from '../../runner/core/usage.ts';
import { capitalized, clipped, lasting, plural, shortId, shortProject } from '../wording.ts';
import { MARKS, personSpan, progressLine, sourceLines } from './format.ts';

export interface CardSettings {
  /** the flow's title */
  readonly title: (flow_name: string) => string;
  /** where reports can be read in a browser; null if there is no public URL */
  readonly publicUrl: string | null;
}

/** Returns the card as it should be at present. */
export function cardOf(snapshot: RunSnapshot, settings: CardSettings): MessageView {
  return snapshot.run.status === 'running' ? workingCard(snapshot, settings) : endedCard(snapshot, settings);
}

const bold = (text: string): Span => ({ text, mark: 'bold' });

/** What is read and what is asked: the same on every card of the run. */
function aboutLines(run: RunSnapshot['run']): Line[] {
  return [...changeLine(run), ...sourceLines(run), factsLine(run), ...givenLines(run), ...focusLine(run)];
}

function workingCard({ run, steps }: RunSnapshot, settings: CardSettings): MessageView {
  // What needs a model and has none is no part of this run.
  const agents = steps.filter((step) => step.kind === 'agent' && step.skip_cause !== 'no_model');
  const done = agents.filter((step) => step.status !== 'pending' && step.status !== 'running').length;
  const title = runHeading(run, settings);
  const blocks: Block[] = [
    { kind: 'title', text: title },
    {
      kind: 'lines',
      lines: [...aboutLines(run), ...spendingLines(run)],
    },
    { kind: 'lines', lines: [codeLine(steps), ...agents.map(rosterLine)] },
    { kind: 'buttons', buttons: [cancelButton(run.id)] },
  ];
  return { text: `${title}: ${done} of ${plural(agents.length, 'agent')} done`, blocks };
}

function endedCard(snapshot: RunSnapshot, settings: CardSettings): MessageView {
  const { run } = snapshot;
  const title = runHeading(run, settings);
  const ending = outcomeLine(snapshot);
  const headlines = (run.outcome?.headlines ?? []).map(headlineLine);
  const blocks: Block[] = [
    { kind: 'title', text: title },
    { kind: 'lines', lines: [[bold(clipped(ending, 1500))]] },
    ...(headlines.length > 0 ? [{ kind: 'lines' as const, lines: headlines }] : []),
    {
      kind: 'lines',
      lines: [...aboutLines(run), countsLine(snapshot)],
    },
    { kind: 'buttons', buttons: endedButtons(snapshot, settings) },
  ];
  return { text: `${title}: ${clipped(ending, 1500)}`, blocks };
}

/** Returns the verdict of a completed run, or how the run ended, in one line. */
export function outcomeLine({ run, report }: Pick<RunSnapshot, 'run' | 'report'>): string {
  // A run that an earlier version completed has a report and no outcome.
  const without = report === null ? 'The run completed without a report.' : 'Completed: see the report.';
  if (run.status === 'completed') return run.outcome?.verdict ?? without;
  if (run.status === 'cancelled') return 'Cancelled.';
  const why = run.error ?? 'no reason was stored';
  return `Failed: ${why}`;
}

/** Returns the card's title: the flow, the project and the commit. */
export function runHeading(run: RunSnapshot['run'], { title }: Pick<CardSettings, 'title'>): string {
  const what = `${title(run.flow_name)} · ${shortProject(run.project_id)}`;
  const request = run.input.pull_request;
  const label = run.label ?? run.commit_sha?.slice(0, 7) ?? (request ? shortName(request) : null);
  return label === null ? what : `${what} @ ${label}`;
}

/** Adds the findings that a headline rests on, where its text does not name them. */
function headlineLine({ text, refs }: OutcomeHeadline): Line {
  const named = new Set(text.split(/\W+/));
  const rest = refs.filter((ref) => !named.has(ref));
  return [`• ${clipped(text, 400)}${rest.length === 0 ? '' : ` [${rest.join(', ')}]`}`];
}

/** Size, requester, start time, and the short id of the run. */
function factsLine(run: RunSnapshot['run']): Line {
  const size = run.fast ? `${run.band}, fast` : run.band;
  const at = { text: `${run.created_at.slice(0, 16).replace('T', ' ')} UTC`, time: run.created_at };
  return [
    `${size} · asked by `,
    personSpan(run.requested_by),
    ' · ',
    at,
    ' · run ',
    { text: shortId(run.id), mark: 'code' },
  ];
}

/** Links to the pull request that is reviewed. */
function changeLine({ input: { pull_request: request } }: RunSnapshot['run']): Line[] {
  return request === undefined ? [] : [[{ text: capitalized(linkText(request)), link: request.url }]];
}

const MOST_FOCUS = 300;

/** Shows the focus that the user typed; empty if the run uses the flow's default question. */
function focusLine(run: RunSnapshot['run']): Line[] {
  if (run.input.focused !== true) return [];
  return [
    ['Focus: ', { text: clipped(run.input.question.replaceAll(/\s+/g, ' '), MOST_FOCUS), mark: 'italic' }],
  ];
}

/** Shows what the run was given beside its focus; of a log, how long it is. */
function givenLines({ input: { given = {} } }: RunSnapshot['run']): Line[] {
  return FLOW_INPUTS.flatMap((name): Line[] => {
    const text = given[name];
    if (text === undefined) return [];
    const label = `${INPUT_DISPLAYS.get(name)?.field?.label ?? name}: `;
    if (name === 'log') return [[label, plural(text.split('\n').length, 'line')]];
    return [[label, { text: clipped(text.replaceAll(/\s+/g, ' '), MOST_FOCUS), mark: 'italic' }]];
  });
}

/** Summarizes the code steps in one line; they run between the agents and have no lines of their own. */
function codeLine(steps: readonly SnapshotStep[]): Line {
  const code = steps.filter((step) => step.kind === 'code');
  const now = code.find((step) => step.status === 'running');
  if (now !== undefined)
    return [`${MARKS.running} ${now.label}${now.activity === null ? '' : `: ${clipped(now.activity, 120)}`}`];
  const done = code.findLast((step) => step.status === 'completed');
  return done === undefined
    ? [`${MARKS.pending} waiting for a worker`]
    : [`${MARKS.completed} ${done.label}`];
}

function rosterLine(step: SnapshotStep): Line {
  const rest = progressLine(step);
  return [`${MARKS[step.status]} `, bold(step.label), ...(rest === '' ? [] : [` — ${clipped(rest, 140)}`])];
}

/** Replaces the roster once the run has ended: agents, findings, duration, and cost where known. */
function countsLine({ run, steps }: RunSnapshot): Line {
  const agents = steps.filter((step) => step.kind === 'agent');
  const ran = agents.filter((step) => step.status === 'completed').length;
  const failed = agents.filter((step) => step.status === 'failed').length;
  const severities = SEVERITIES.flatMap((severity) => {
    const count = run.outcome?.counts[severity] ?? 0;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const took = lasting(run.started_at, run.completed_at, new Date(run.completed_at ?? run.created_at));
  return [
    [
      `${plural(ran, 'agent')}${failed > 0 ? `, ${failed} failed` : ''}`,
      ...(severities.length > 0 ? [severities.join(', ')] : []),
      ...(took === null ? [] : [took]),
      ...usageParts(run.usage),
    ].join(' · '),
  ];
}

function usageParts(usage: RunSnapshot['run']['usage']): string[] {
  const { input_tokens, output_tokens, cost, unknown_tokens } = usage;
  const isKnown = input_tokens !== null || output_tokens !== null;
  if (!isKnown && cost === null && unknown_tokens === 0) return [];
  const tokens = plural((input_tokens ?? 0) + (output_tokens ?? 0), 'token');
  const least = unknown_tokens > 0 ? 'at least ' : '';
  return [isKnown ? `${least}${tokens}` : 'tokens unknown', costText(usage)];
}

/** Shows the expected usage and the budget warning, if there are any. */
function spendingLines({ estimate, budget_warning }: RunSnapshot['run']): Line[] {
  const warning = budget_warning ?? estimate?.warning ?? null;
  return [
    ...(estimate === null ? [] : [[`Expected: ${estimateText(estimate)}`]]),
    ...(warning === null ? [] : [[`⚠ Budget: ${warning}`]]),
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

function endedButtons({ run, steps }: RunSnapshot, { publicUrl }: CardSettings): Button[] {
  const answered = steps.some((step) => step.kind === 'agent' && step.status === 'completed');
  const retryable = isRetryable(run.status, steps);
  return [
    ...(retryable ? [{ action: 'retry', value: run.id, label: 'Retry failed', look: 'main' as const }] : []),
    { action: 'export', value: run.id, label: 'Export…' },
    ...(answered ? [{ action: 'ask', value: run.id, label: 'Ask an agent…' }] : []),
    { action: 'again', value: run.id, label: 'Run again…' },
    { action: 'timeline', value: run.id, label: 'Timeline' },
    ...(run.outcome === null || run.outcome.findings.length === 0 ? [] : [findingsButton(run.id)]),
    ...(publicUrl === null
      ? []
      : [
          {
            action: 'open',
            value: run.id,
            label: 'Open',
            link: `${publicUrl}/api/runs/${run.id}/report.html`,
          },
        ]),
  ];
}

/** Opens the form by which people say what they think of the findings. */
export const findingsButton = (run_id: string): Button => ({
  action: 'findings',
  value: run_id,
  label: 'Findings…',
});
