/** What the timeline of an ended run shows: a row for each step, in the order in which they started. Pure. */
import type { RunDocument, StepDocument } from '../../runner/core/documents.ts';
import type { RunStatus, StepStatus } from '../../runner/core/run.ts';
import { costText } from '../../runner/core/usage.ts';
import { duration, plural, shortId, utcTime } from '../wording.ts';
import type { Span } from './time-axis.ts';

/** A run as its timeline needs it. */
export interface TimelineRun {
  /** such as `Tech debt · shop @ main` */
  readonly heading: string;
  readonly run: Pick<RunDocument, 'id' | 'status' | 'created_at' | 'started_at' | 'completed_at' | 'usage'>;
  readonly steps: readonly TimelineStep[];
}

export type TimelineStep = Pick<
  StepDocument,
  'step_id' | 'kind' | 'label' | 'needs' | 'status' | 'attempt' | 'error' | 'started_at' | 'completed_at'
>;

export interface TimelineRow {
  /** counts the rows from 1 */
  readonly n: number;
  readonly label: string;
  readonly kind: 'agent' | 'code';
  readonly status: StepStatus;
  /** null for a step that did not run */
  readonly span: Span | null;
  /** the rows that it needs, such as `1–4, 7` */
  readonly after: string;
  /** the row whose end it waited for: the last of its needs to end; null if that is unknown or none */
  readonly waitedFor: number | null;
  readonly attempt: number;
  /** why it failed or did not run; empty if it completed */
  readonly why: string;
}

/** A step that did not end is taken to have stopped when the run did. */
export function timelineRows({ run, steps }: TimelineRun): readonly TimelineRow[] {
  const ended = run.completed_at === null ? null : Date.parse(run.completed_at);
  const timed = steps.map((step, position) => ({ step, position, span: spanOf(step, ended) }));
  const ordered = timed.sort((one, other) => {
    const [a, b] = [one.span?.start ?? Infinity, other.span?.start ?? Infinity];
    return a === b ? one.position - other.position : a - b;
  });
  const rows = new Map(ordered.map(({ step }, index) => [step.step_id, index]));
  return ordered.map(({ step, span }, index): TimelineRow => {
    const needs = step.needs.flatMap((need) => rows.get(need) ?? []);
    return {
      n: index + 1,
      label: step.label,
      kind: step.kind,
      status: step.status,
      span,
      after: ranges(needs.map((need) => need + 1)),
      waitedFor: span === null ? null : lastToEnd(needs, span, (need) => ordered[need]?.span ?? null),
      attempt: step.attempt,
      why: whyOf(step),
    };
  });
}

function spanOf({ started_at, completed_at }: TimelineStep, ended: number | null): Span | null {
  if (started_at === null) return null;
  const start = Date.parse(started_at);
  const end = completed_at === null ? (ended ?? start) : Date.parse(completed_at);
  return { start, end: Math.max(start, end) };
}

function whyOf({ status, error, started_at }: TimelineStep): string {
  if (status === 'completed') return '';
  if (status === 'failed' || status === 'skipped') return `${status}${error === null ? '' : `: ${error}`}`;
  return started_at === null ? 'not started' : 'stopped';
}

/** A need that ended after the step began belongs to a later attempt, so the step did not wait for it. */
function lastToEnd(
  needs: readonly number[],
  { start }: Span,
  spanAt: (row: number) => Span | null,
): number | null {
  const ended = needs.flatMap((row) => {
    const span = spanAt(row);
    return span === null || span.end > start ? [] : [{ row, end: span.end }];
  });
  return ended.sort((one, other) => other.end - one.end || one.row - other.row)[0]?.row ?? null;
}

/** Writes numbers as `1–4, 7`. */
export function ranges(numbers: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const open = runs.at(-1);
    if (open !== undefined && number <= open.last + 1) open.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs
    .map(({ first, last }) =>
      first === last ? `${first}` : `${first}${last === first + 1 ? ', ' : '–'}${last}`,
    )
    .join(', ');
}

/** Formats a duration to read off a picture: `80 ms`, `4.2 s`, `1:12`, `1:02:03`. */
export function timelineDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

/** The line below the heading: how it ended, how long it took, and what worked for how long. */
export function totalsLine({ run }: TimelineRun, rows: readonly TimelineRow[], ms: number): string {
  const agents = rows.filter(({ kind, span }) => kind === 'agent' && span !== null);
  const worked = agents.reduce((sum, { span }) => sum + (span === null ? 0 : span.end - span.start), 0);
  const count = (status: StepStatus) => rows.filter((row) => row.status === status).length;
  const others = (['failed', 'skipped'] as const).flatMap((status) =>
    count(status) === 0 ? [] : [`${count(status)} ${status}`],
  );
  return [
    run.status satisfies RunStatus,
    timelineDuration(ms),
    [plural(rows.length, 'step'), ...others].join(', '),
    ...(agents.length === 0
      ? []
      : [`${plural(agents.length, 'agent')} worked ${timelineDuration(worked)} in all`]),
    ...(run.usage.cost === null ? [] : [costText(run.usage)]),
    `run ${shortId(run.id)}`,
    utcTime(run.started_at ?? run.created_at),
  ].join(' · ');
}
