/** How steps and people are said in a thread. */
import { cutText } from '../../flows/quality/line.ts';
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

/** For one line of a roster, where the whole stands elsewhere (the step's reply, the report). */
export function clipped(text: string, most: number): string {
  return cutText(text, most);
}

/** What a step is doing, or what came of it; empty while it waits its turn. */
export function actionLine({ status, activity, error }: SnapshotStep): string {
  if (status === 'pending') return activity ?? '';
  if (status === 'failed') return error ?? 'failed';
  if (status === 'skipped') return error ?? 'skipped';
  return activity ?? (status === 'running' ? 'at work' : 'done');
}

/** `slack:T1:U1` as the platform's own person; `cli:ana` and `api` as they are. */
export function personOf(actor: string): Span {
  const [platform = '', workspace, id] = actor.split(':');
  if (id !== undefined && workspace !== undefined && (platform === 'slack' || platform === 'discord')) {
    return { text: id, person: id };
  }
  return { text: actor };
}
