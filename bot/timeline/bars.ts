/** The bars of a step in a timeline: in each attempt it waits for a worker, and then works. Pure. */
import type { RunDocument } from '../../runner/core/documents.ts';
import type { StepStatus } from '../../runner/core/run.ts';
import type { AttemptDocument } from '../../runner/core/step-detail.ts';
import type { Span } from './time-axis.ts';

export type TimelineAttempt = Pick<
  AttemptDocument,
  'step_id' | 'attempt' | 'state' | 'created_at' | 'started_at' | 'completed_at'
>;

export interface Bar extends Span {
  /** `stopped`: cancelled, or its worker was lost */
  readonly kind: 'waiting' | 'working' | 'completed' | 'failed' | 'stopped';
}

interface Attempted {
  readonly status: StepStatus;
  /** of the step's last attempt */
  readonly span: Span | null;
  readonly attempts: readonly TimelineAttempt[];
  /** where a bar that has no end ends; null if that is not known */
  readonly end: number | null;
}

/** The end of the run, or `now` while it runs; null for an ended run of which it is not known. */
export function endOf(
  { status, completed_at }: Pick<RunDocument, 'status' | 'completed_at'>,
  now: number,
): number | null {
  if (completed_at !== null) return Date.parse(completed_at);
  return status === 'running' ? now : null;
}

/** Steps that code does have no attempts on record, and wait for nobody. */
export function attemptBars({ status, span, attempts, end }: Attempted): readonly Bar[] {
  if (attempts.length === 0) return span === null ? [] : [{ ...span, kind: kindOf(status) }];
  return attempts.flatMap(({ state, created_at, started_at, completed_at }): Bar[] => {
    const queued = Date.parse(created_at);
    const last = Math.max(queued, completed_at === null ? (end ?? queued) : Date.parse(completed_at));
    if (started_at === null) return [{ start: queued, end: last, kind: 'waiting' }];
    const started = Math.max(queued, Date.parse(started_at));
    const worked: Bar = { start: started, end: Math.max(started, last), kind: kindOf(state) };
    return started > queued ? [{ start: queued, end: started, kind: 'waiting' }, worked] : [worked];
  });
}

function kindOf(state: TimelineAttempt['state'] | StepStatus): Bar['kind'] {
  if (state === 'completed' || state === 'failed') return state;
  return state === 'running' ? 'working' : 'stopped';
}
