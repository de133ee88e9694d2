/**
 * What the faces (CLI, HTTP, and later the chat adapters) may ask of the runner. The runner implements it over
 * PostgreSQL; every call may be made from any process, for any run.
 */
import type { RunDetail, RunPage } from './documents.ts';
import type { Frame } from './frames.ts';
import type { QuestionDocument } from './posts.ts';
import type { RunRequest } from './run-request.ts';
import type { WaitingReason } from './waiting.ts';

/** A follow-up question to the agent of a step that ran. */
export interface QuestionRequest {
  /** as with a run: one that exists is not asked again */
  readonly id: string | null;
  readonly run_id: string;
  readonly step_id: string;
  readonly question: string;
  readonly asked_by: string;
}

export interface FrameFilter {
  readonly project_id?: string;
  readonly run_id?: string;
}

export interface RunnerService {
  /** Writes run, steps and first wave in one transaction. Throws `BatonError` kind `refused` before anything is stored. */
  start(request: RunRequest): Promise<{ run_id: string }>;
  /** Throws `not_found` (`unknown_run`), or `conflict` (`run_ended`) for a run that has ended. */
  cancel(run_id: string, by: string): Promise<void>;
  /** Throws `not_found`, or `conflict` (`not_retryable`) unless it failed, was cancelled, or completed without some of its steps. */
  retry(run_id: string, by: string): Promise<void>;
  /** Throws `not_found`. */
  run(run_id: string): Promise<RunDetail>;
  runs(query: { project_id?: string; limit: number; cursor?: string }): Promise<RunPage>;
  /** The full id of the run that begins so; throws `not_found`, or `refused` (`ambiguous_run`). */
  resolveRunId(prefix: string): Promise<string>;
  /**
   * Stores the question; a worker has the same persona answer it, read-only, with the step's own transcript at the
   * run's commit. Throws `not_found` (`unknown_run`, `unknown_step`), `refused` (`blank_question`, `long_question`,
   * `no_agent`) or `conflict` (`not_answered_yet`: the step has no answer to ask about).
   */
  ask(request: QuestionRequest): Promise<QuestionDocument>;
  /** Waits until the question is answered or has failed. Throws `not_found`; ends with the signal's reason. */
  answered(question_id: string, signal: AbortSignal): Promise<QuestionDocument>;
  /** Frames as they happen, from any process; begins with `flow_run_started` of the runs that are under way. Ends when the signal aborts. */
  frames(filter: FrameFilter, signal: AbortSignal): AsyncIterable<Frame>;
  /** Whether the database serves; tells within two seconds, whatever the database does. */
  ready(): Promise<Readiness>;
  /** Why a run, or a question, makes no progress just now; null while it does, or has ended. Never waits for long. */
  waiting(of: WaitingFor): Promise<WaitingReason | null>;
}

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly remedy: string };

export type WaitingFor = { readonly run_id: string } | { readonly question_id: string };
