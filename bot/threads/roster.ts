/**
 * The agents on the card of a run that works: one line each, shorter the more there are, so that the card fits into one
 * message of every platform. Pure.
 */
import type { Block, Line } from '../../runner/core/ports/views.ts';
import type { StepStatus } from '../../runner/core/run.ts';
import type { SnapshotStep } from '../../runner/core/run-snapshot.ts';
import { plural } from '../wording.ts';
import { bold, fitted, MARKS, progressLine } from './format.ts';

/** What all lines take, at most. */
const ROOM = 1_700;
const MOST_LABEL = 60;
const MOST_STATE = 240;
/** A line says nothing in less. */
const LEAST_LINE = 60;
const MOST_SKIPPED = 250;
const MOST_CODE = 150;
/** What is left out first where there is no room for all. */
const FOLDED: readonly StepStatus[] = ['pending', 'completed'];
const FOLDED_WORDS: Partial<Readonly<Record<StepStatus, string>>> = { pending: 'waiting', completed: 'done' };

export function rosterBlocks(steps: readonly SnapshotStep[]): Block[] {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const skipped = agents.filter(({ status }) => status === 'skipped');
  const shown = agents.filter(({ status }) => status !== 'skipped');
  return [
    { kind: 'lines', lines: [codeLine(steps), ...agentLines(shown)] },
    ...(skipped.length === 0 ? [] : [{ kind: 'quiet' as const, line: skippedLine(skipped) }]),
  ];
}

/** The facts that were collected, and the code step that is at work now. */
function codeLine(steps: readonly SnapshotStep[]): Line {
  const code = steps.filter(({ kind }) => kind === 'code');
  const now = code.find(({ status }) => status === 'running');
  const evidence = code.find(({ step_id, status }) => step_id === 'evidence' && status === 'completed');
  const facts = evidence === undefined ? [] : [`${MARKS.completed} ${stateOf(evidence)}`];
  if (now !== undefined) return [[...facts, `${MARKS.running} ${stateOf(now)}`].join(' · ')];
  if (evidence !== undefined) return facts;
  const done = code.findLast(({ status }) => status === 'completed');
  return done === undefined
    ? [`${MARKS.pending} waiting for a worker`]
    : [`${MARKS.completed} ${fitted(done.label, MOST_LABEL)}`];
}

/** `Evidence: 743 facts from 12 collectors`. */
function stateOf({ label, activity }: SnapshotStep): string {
  return fitted(activity === null ? label : `${label}: ${activity}`, MOST_CODE);
}

function agentLines(agents: readonly SnapshotStep[]): Line[] {
  const most = Math.floor(ROOM / LEAST_LINE);
  const folded = new Set<StepStatus>();
  const listed = () => agents.filter(({ status }) => !folded.has(status));
  for (const status of FOLDED) if (listed().length + folded.size > most) folded.add(status);
  const lines = listed().slice(0, most);
  const room = Math.min(MOST_LABEL + MOST_STATE, Math.floor(ROOM / Math.max(1, lines.length)));
  return [
    ...lines.map((step) => agentLine(step, room)),
    ...[...folded].map((status): Line => {
      const { length } = agents.filter((step) => step.status === status);
      return [`${MARKS[status]} ${plural(length, 'agent')} ${FOLDED_WORDS[status] ?? status}`];
    }),
    ...(listed().length > most ? [[`… and ${plural(listed().length - most, 'other agent')}`]] : []),
  ];
}

function agentLine(step: SnapshotStep, room: number): Line {
  const label = fitted(step.label, Math.min(MOST_LABEL, room - 10));
  const rest = fitted(progressLine(step), Math.max(1, room - label.length - 10));
  return [`${MARKS[step.status]} `, bold(label), ...(rest === '' || rest === '…' ? [] : [` — ${rest}`])];
}

/** `Skipped: Skeptic, Gap hunt (no model configured); Data (nothing of data here)`. */
function skippedLine(skipped: readonly SnapshotStep[]): Line {
  const reasons = Map.groupBy(skipped, ({ error }) => error ?? 'no reason was stored');
  const parts = [...reasons].map(
    ([reason, steps]) => `${steps.map(({ label }) => label).join(', ')} (${reason})`,
  );
  return [fitted(`${MARKS.skipped} Skipped: ${parts.join('; ')}`, MOST_SKIPPED)];
}
