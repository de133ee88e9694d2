/**
 * Runs and steps: their statuses, as stored and as shown everywhere, and `RunState`, the state that `advance` decides on.
 */
import type { Given } from './flow-input.ts';
import type { ChangeDescription, Project } from './ports/repository.ts';
import type { Band, Facts, StepSpec } from './step-spec.ts';

export const RUN_STATUSES = ['running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** There is no `queued`: a step that waits for a worker is still `pending`. */
export const STEP_STATUSES = ['pending', 'running', 'completed', 'failed', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/**
 * Why a step was skipped: its condition does not hold · a failed step ends the run · a budget is used up · its back end
 * refused another step for a reason that applies to this one too · it needs a model, and none is configured.
 */
export const SKIP_CAUSES = ['condition', 'failure', 'budget', 'backend_refused', 'no_model'] as const;
export type SkipCause = (typeof SKIP_CAUSES)[number];

/** One step of a run as `advance` sees it. */
export interface StepState {
  readonly spec: StepSpec;
  readonly status: StepStatus;
  /** whether this attempt has been dispatched and has not ended */
  readonly dispatched: boolean;
  /** counts dispatches; together with step and worker it fences off late answers */
  readonly attempt: number;
  /** failed tries for temporary reasons since the run started or was retried, including those within an attempt */
  readonly faults: number;
  /** delay before its next attempt */
  readonly delay_ms: number;
  /** how many workers died while they held this step */
  readonly losses: number;
  /** the worker that holds it; null while it waits */
  readonly worker_id: string | null;
  readonly facts: Facts;
  /** why it failed or was skipped, for people */
  readonly error: string | null;
  /** why it was skipped; null for a step that was not */
  readonly skip_cause: SkipCause | null;
  /** the code of the error that it failed with; null for a step that did not fail, or failed because of a bug */
  readonly fail_code: string | null;
}

export interface RunState {
  readonly status: RunStatus;
  readonly steps: readonly StepState[];
}

/** Whether a step has ended. */
export function isSettled(status: StepStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'skipped';
}

/** Causes that follow from the run itself, so that a retry would skip the step again. */
const LASTING_CAUSES: ReadonlySet<SkipCause | null> = new Set<SkipCause | null>([
  null,
  'condition',
  'no_model',
]);

/** Whether a retry may do a step that was not done: it failed, or was skipped because of something else. */
export function isUndone({ status, skip_cause }: Pick<StepState, 'status' | 'skip_cause'>): boolean {
  return status === 'failed' || (status === 'skipped' && !LASTING_CAUSES.has(skip_cause));
}

/** Error codes that follow from the stored run (its pinned commit, its paths, its project's URL) and so recur in every retry. */
const PERMANENT_FAILURES: ReadonlySet<string> = new Set(['no_files', 'bad_url']);

/** Whether a step failed in a way that a retry can't change. */
export function isPermanentlyFailed({ status, fail_code }: Pick<StepState, 'status' | 'fail_code'>): boolean {
  return status === 'failed' && fail_code !== null && PERMANENT_FAILURES.has(fail_code);
}

/** Whether a retry of the run may lead to another outcome. */
export function isRetryable(
  status: RunStatus,
  steps: readonly Pick<StepState, 'status' | 'skip_cause' | 'fail_code'>[],
): boolean {
  if (status === 'running') return false;
  if (status === 'completed') return steps.some((step) => isUndone(step) && !isPermanentlyFailed(step));
  return !steps.some(isPermanentlyFailed);
}

/** What every step of a run may know about it. */
export interface RunInfo {
  readonly id: string;
  readonly project_id: string;
  readonly project: Project;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  /** the user's focus, or the flow's default question */
  readonly question: string;
  /** whether the question is the user's focus */
  readonly focused: boolean;
  readonly paths: readonly string[];
  /** what it was given beside the focus */
  readonly given: Given;
  /** what the author of the reviewed pull request wrote, where its code host told it; untrusted */
  readonly description: ChangeDescription | null;
  readonly model: string | null;
  /** the back end of its agent steps that have none of their own */
  readonly backend: string;
}

/** The back end that answers by rules, without a model. */
export const RULES_BACKEND = 'offline';

/** Returns what executes an agent step: its own back end and model, or else the run's. */
export function agentOf(
  run: Pick<RunInfo, 'backend' | 'model'>,
  { agent }: Pick<StepSpec, 'agent'>,
): { readonly backend: string; readonly model: string | null } {
  return agent ?? { backend: run.backend, model: run.model };
}
