/**
 * What the faces (CLI, HTTP, and later the chat adapters) may ask of the runner. The runner implements it over
 * PostgreSQL; every call may be made from any process, for any run.
 */
import type { RunDetail, RunPage } from '../documents.ts';
import type { Frame } from '../frames.ts';
import type { QuestionDocument } from '../run-snapshot.ts';
import type { Band } from '../step-spec.ts';
import type { WaitingReason } from '../waiting.ts';
import type { Project } from './repository.ts';

export interface RunRequest {
  /** The id that the run is to have: a request for one that exists starts nothing and gives that run. Null: a new one. */
  readonly id: string | null;
  readonly project: Project;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  /** null: the flow's own question. Blank or over 4,000 characters after trimming is refused. */
  readonly question: string | null;
  readonly base: string | null;
  readonly head: string | null;
  /** globs that narrow what is read; empty means everything */
  readonly paths: readonly string[];
  readonly model: string | null;
  /** null: the first back end that is there, in the configured order */
  readonly backend: string | null;
  /**
   * `later`: the commit is settled by the run's first step, not before `start` returns; but for refs that were named of
   * a repository on this host, so that a wrong one is refused
   */
  readonly resolves: 'now' | 'later';
  /** where the run is to appear; the workspace may be null where a platform has only one */
  readonly post_to: PostTo | null;
  /** who asked, e.g. `cli:ana` or `api` */
  readonly requested_by: string;
  /** a request that has the same key and comes within a day starts nothing and gives that run */
  readonly once?: RequestKey;
}

/** What makes a request act once. */
export interface RequestKey {
  readonly key: string;
  /** of what is asked for: the same key with another hash is refused */
  readonly hash: string;
}

export interface PostTo {
  readonly platform: string;
  readonly workspace: string | null;
  readonly channel: string;
  /** an existing thread that the run stays in; null: its card stands in the channel and opens one */
  readonly thread: string | null;
}

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
