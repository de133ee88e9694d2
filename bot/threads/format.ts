/** Formats steps and people for the messages of a thread. */
import { cutText } from '../../flows/wording.ts';
import type { Span } from '../../runner/core/ports/views.ts';
import type { SnapshotStep } from '../../runner/core/posts.ts';
import type { StepStatus } from '../../runner/core/run.ts';

export const MARKS: Readonly<Record<StepStatus, string>> = {
  pending: '○',
  running: '◐',
  completed: '✓',
  failed: '✗',
  skipped: '–',
};

/** Shortens text for one line of a roster; the full text is in the step's reply or in the report. */
export function clipped(text: string, most: number): string {
  return cutText(text, most);
}

/** Returns what a step is doing, or its outcome; empty while it waits. */
export function actionLine({ status, activity, error }: SnapshotStep): string {
  if (status === 'pending') return activity ?? '';
  if (status === 'failed') return error ?? 'failed';
  if (status === 'skipped') return error ?? 'skipped';
  return activity ?? (status === 'running' ? 'at work' : 'done');
}

/** Renders `slack:T1:U1` as a mention of that person; `cli:ana` and `api` as plain text. */
export function personOf(actor: string): Span {
  const [platform = '', workspace, id] = actor.split(':');
  if (id !== undefined && workspace !== undefined && (platform === 'slack' || platform === 'discord')) {
    return { text: id, person: id };
  }
  return { text: actor };
}
