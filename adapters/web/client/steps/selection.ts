/** Which step is open while the reader has chosen none. Pure. */
import type { RunDocument, StepDocument } from '../../../../runner/core/documents.ts';

/**
 * The step that works, and of several the one that was followed before, else the last to start; before the first, none. Of
 * an ended run, the first that failed.
 */
export function activeStep(
  { status }: Pick<RunDocument, 'status'>,
  steps: readonly StepDocument[],
  followed: string | null,
): StepDocument | null {
  if (status !== 'running') return steps.find((step) => step.status === 'failed') ?? null;
  const working = steps.filter((step) => step.status === 'running');
  const same = working.find(({ step_id }) => step_id === followed);
  if (same !== undefined) return same;
  const candidates = working.length > 0 ? working : steps.filter(({ started_at }) => started_at !== null);
  return (
    [...candidates].sort((one, other) => (other.started_at ?? '').localeCompare(one.started_at ?? ''))[0] ??
    null
  );
}
