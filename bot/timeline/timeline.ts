/** What the timeline of a run shows: a row for each step, in the order in which they started, with its attempts. Pure. */
import type { RunDocument, StepDocument } from '../../runner/core/documents.ts';
import type { RunStatus, StepStatus } from '../../runner/core/run.ts';
import { costText } from '../../runner/core/usage.ts';
import { duration, plural, shortId, utcTime } from '../wording.ts';
import { attemptBars, type Bar, endOf, type TimelineAttempt } from './bars.ts';
import type { Span } from './time-axis.ts';

/** A run as its timeline needs it. */
export interface TimelineRun {
  /** such as `Tech debt · shop @ main` */
  readonly heading: string;
  readonly run: Pick<RunDocument, 'id' | 'status' | 'created_at' | 'started_at' | 'completed_at' | 'usage'>;
  readonly steps: readonly TimelineStep[];
  /** of its agent steps, oldest first */
  readonly attempts: readonly TimelineAttempt[];
  /** milliseconds since 1970: as far as the timeline of a running run goes */
  readonly now: number;
}

export type TimelineStep = Pick<
  StepDocument,
  'step_id' | 'kind' | 'label' | 'needs' | 'status' | 'attempt' | 'error' | 'started_at' | 'completed_at'
>;

export interface TimelineRow {
  readonly step_id: string;
  /** counts the rows from 1 */
  readonly n: number;
  readonly label: string;
  readonly kind: 'agent' | 'code';
  readonly status: StepStatus;
  /** of its last attempt; null for a step that did not run */
  readonly span: Span | null;
  /** when it waited and when it worked, in all its attempts */
  readonly bars: readonly Bar[];
  /** the rows that it needs, such as `1–4, 7` */
  readonly after: string;
  /** the row whose end it waited for: the last of its needs to end; null if that is unknown or none */
  readonly waitedFor: number | null;
  readonly attempt: number;
  /** why it failed, did not run or does not run yet; empty if it completed or runs */
  readonly why: string;
}

/** A step that did not end is taken to have stopped when the run did. */
export function timelineRows({ run, steps, attempts, now }: TimelineRun): readonly TimelineRow[] {
  const end = endOf(run, now);
  const timed = steps.map((step, position) => {
    const span = spanOf(step, end);
    const own = attempts.filter(({ step_id }) => step_id === step.step_id);
    const bars = attemptBars({ status: step.status, span, attempts: own, end });
    return { step, position, span, bars, start: bars[0]?.start ?? Infinity };
  });
  const ordered = timed.sort((one, other) =>
    one.start === other.start ? one.position - other.position : one.start - other.start,
  );
  const rows = new Map(ordered.map(({ step }, index) => [step.step_id, index]));
  return ordered.map(({ step, span, bars }, index): TimelineRow => {
    const needs = step.needs.flatMap((need) => rows.get(need) ?? []);
    return {
      step_id: step.step_id,
      n: index + 1,
      label: step.label,
      kind: step.kind,
      status: step.status,
      span,
      bars,
      after: ranges(needs.map((need) => need + 1)),
      waitedFor: span === null ? null : lastToEnd(needs, span, (need) => ordered[need]?.span ?? null),
      attempt: step.attempt,
      why: whyOf(step, run.status, bars),
    };
  });
}

/** All stretches of time in which something waited or worked. */
export const spansOf = (rows: readonly TimelineRow[]): readonly Span[] => rows.flatMap(({ bars }) => bars);

function spanOf({ started_at, completed_at }: TimelineStep, end: number | null): Span | null {
  if (started_at === null) return null;
  const start = Date.parse(started_at);
  return { start, end: Math.max(start, completed_at === null ? (end ?? start) : Date.parse(completed_at)) };
}

function whyOf({ status, error, started_at }: TimelineStep, of: RunStatus, bars: readonly Bar[]): string {
  if (status === 'completed') return '';
  if (status === 'failed' || status === 'skipped') return `${status}${error === null ? '' : `: ${error}`}`;
  if (of !== 'running') return started_at === null ? 'not started' : 'stopped';
  if (status === 'running') return '';
  return bars.length === 0 ? 'not started yet' : 'waiting for its turn';
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
