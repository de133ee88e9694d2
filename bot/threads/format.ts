/** What the messages of a thread show of steps and people: a sign for each status, one-line states, names. */
import type { Line, Span } from '../../runner/core/ports/views.ts';
import type { StepStatus } from '../../runner/core/run.ts';
import type { RunSnapshot, SnapshotStep } from '../../runner/core/run-snapshot.ts';

/** The sign in front of a step or a run. */
export const MARKS: Readonly<Record<StepStatus, string>> = {
  pending: '○',
  running: '◐',
  completed: '✓',
  failed: '✗',
  skipped: '–',
};

/** Returns what a step is doing, or its outcome; empty while it waits. */
export function progressLine({ status, activity, error }: SnapshotStep): string {
  if (status === 'pending') return activity ?? '';
  if (status === 'failed') return error ?? 'failed';
  if (status === 'skipped') return error ?? 'skipped';
  return activity ?? (status === 'running' ? 'at work' : 'done');
}

/** Names a person of a chat platform (`slack:T1:U1`); other actors (`cli:ana`, `api`) are plain text. */
export function personSpan(actor: string): Span {
  const [, , id] = actor.split(':', 3);
  return id === undefined ? { text: actor } : { text: id, person: id };
}

/** Leads back to the message on which the run was started. */
export function sourceLines({ input: { source } }: RunSnapshot['run']): Line[] {
  return source === undefined ? [] : [['Started on ', { text: 'this message', link: source.url }]];
}
