/**
 * The words for a run and its steps, as the database holds them and as every face shows them.
 * `RunState` is what `advance` sees: no outputs, no clock, nothing that a tick does not need.
 */
import type { Project } from './ports/repository.ts';
import type { Band, Facts, StepSpec } from './step-spec.ts';

export const RUN_STATUSES = ['running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** There is no `queued`: a step that waits for a worker is still `pending`. */
export const STEP_STATUSES = ['pending', 'running', 'completed', 'failed', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/**
 * Why a step was skipped: its condition does not hold · a step failed that ends the run · a budget is used up · its back
 * end refused another step in a way that it would refuse this one too.
 */
export const SKIP_CAUSES = ['condition', 'failure', 'budget', 'backend_refused'] as const;
export type SkipCause = (typeof SKIP_CAUSES)[number];

/** One step of a run as `advance` sees it. */
export interface StepState {
  readonly spec: StepSpec;
  readonly status: StepStatus;
  /** a job for this attempt exists: handed out, and no worker has settled it yet */
  readonly dispatched: boolean;
  /** counts every hand-out; together with step and worker it fences late answers */
  readonly attempt: number;
  /** failed tries so far for passing reasons, since the run began or was retried, those within an attempt included */
  readonly faults: number;
  /** milliseconds that its next attempt waits */
  readonly delay_ms: number;
  /** times that a worker died while it had this step */
  readonly losses: number;
  /** the worker that has it; null while it waits */
  readonly worker_id: string | null;
  readonly facts: Facts;
  /** why it failed or was skipped, for people */
  readonly error: string | null;
  /** why it was skipped; null for a step that was not */
  readonly skip_cause: SkipCause | null;
  /** the code of the error that it failed with; null for one that did not fail, or met a bug */
  readonly fail_code: string | null;
}

export interface RunState {
  readonly status: RunStatus;
  readonly steps: readonly StepState[];
}

/** Whether a step has ended for good, in this attempt. */
export function isSettled(status: StepStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'skipped';
}

/** Whether a step has not been done that a retry may do: it failed, or was skipped for what happened elsewhere. */
export function isUndone({ status, skip_cause }: Pick<StepState, 'status' | 'skip_cause'>): boolean {
  return status === 'failed' || (status === 'skipped' && skip_cause !== null && skip_cause !== 'condition');
}

/**
 * Codes of errors that follow from what the run was stored with (its pinned commit, its paths, its project's URL) and so
 * come again in every retry.
 */
const PERMANENT_FAILURES: ReadonlySet<string> = new Set(['no_files', 'bad_url']);

/** Whether a step failed in a way that a retry of its run cannot change. */
export function isPermanentlyFailed({ status, fail_code }: Pick<StepState, 'status' | 'fail_code'>): boolean {
  return status === 'failed' && fail_code !== null && PERMANENT_FAILURES.has(fail_code);
}

/** Whether a retry of the run has anything to do that may end otherwise. */
export function isRetryable(
  status: RunStatus,
  steps: readonly Pick<StepState, 'status' | 'skip_cause' | 'fail_code'>[],
): boolean {
  if (status === 'running') return false;
  if (status === 'completed') return steps.some((step) => isUndone(step) && !isPermanentlyFailed(step));
  return !steps.some(isPermanentlyFailed);
}

/** What every part of a run may know about it. */
export interface RunInfo {
  readonly id: string;
  readonly project_id: string;
  readonly project: Project;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  /** the person's focus, or the flow's own question */
  readonly question: string;
  /** whether the question is the person's own */
  readonly focused: boolean;
  readonly paths: readonly string[];
  readonly model: string | null;
  /** the back end of its agent steps that have none of their own */
  readonly backend: string;
}

/** What executes an agent step: its own back end and model, else the run's. */
export function agentOf(
  run: Pick<RunInfo, 'backend' | 'model'>,
  { agent }: Pick<StepSpec, 'agent'>,
): { readonly backend: string; readonly model: string | null } {
  return agent ?? { backend: run.backend, model: run.model };
}
