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

/** One step of a run as `advance` sees it. */
export interface StepState {
  readonly spec: StepSpec;
  readonly status: StepStatus;
  /** a job for this attempt exists: handed out, and no worker has settled it yet */
  readonly dispatched: boolean;
  /** counts every hand-out; together with step and worker it fences late answers */
  readonly attempt: number;
  /** passing faults so far, since the run began or was retried */
  readonly faults: number;
  /** times that a worker died while it had this step */
  readonly losses: number;
  /** the worker that has it; null while it waits */
  readonly worker_id: string | null;
  readonly facts: Facts;
  /** why it failed or was skipped */
  readonly error: string | null;
}

export interface RunState {
  readonly status: RunStatus;
  readonly steps: readonly StepState[];
}

/** Whether a step has ended for good, in this attempt. */
export function isSettled(status: StepStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'skipped';
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
