/** Ended runs for tests of their timelines. */
import type { TimelineRun, TimelineStep } from '../../../bot/timeline/timeline.ts';
import { runDocument, stepDocument } from '../memory-service.ts';

export const BEGIN = Date.parse('2026-03-01T12:00:00Z');

/** Seconds since the run began. */
export const at = (seconds: number): string => new Date(BEGIN + seconds * 1000).toISOString();

/** A step that ran from one second to another. */
export function step(
  step_id: string,
  needs: readonly string[],
  [from, to]: readonly [number, number],
  over: Partial<TimelineStep> = {},
): TimelineStep {
  return stepDocument(step_id, {
    label: step_id,
    needs: [...needs],
    status: 'completed',
    attempt: 1,
    started_at: at(from),
    completed_at: at(to),
    ...over,
  });
}

export function skipped(step_id: string, needs: readonly string[], error: string | null): TimelineStep {
  return stepDocument(step_id, { needs: [...needs], status: 'skipped', error });
}

export function timelineOfSteps(
  steps: readonly TimelineStep[],
  heading = 'Tech debt · shop',
  attempts: TimelineRun['attempts'] = [],
): TimelineRun {
  const run = runDocument({ id: 'd7dda02b-0000-4000-8000-000000000000', status: 'completed' });
  return { heading, run: { ...run, completed_at: at(10_000) }, steps, attempts, now: 0 };
}

/** A large run: a step of code, lenses in turns of six, and what needs all of them. */
export function largeRun(agents: number): TimelineRun {
  const lenses = Array.from({ length: agents }, (_, index) => {
    const from = 10 + Math.floor(index / 6) * 20;
    return step(`lens ${index}`, ['scope'], [from, from + 12 + (index % 6)]);
  });
  const names = lenses.map(({ step_id }) => step_id);
  return timelineOfSteps([
    step('scope', [], [0, 9], { kind: 'code' }),
    ...lenses,
    step('report', names, [300, 300.05], { kind: 'code' }),
  ]);
}
