/**
 * The service port: what the command line, the API and the chat commands can ask of the runner. Any process may call any
 * method, for any run. Implemented by `runner/engine/service.ts`.
 */
import type { RunDetail, RunPage } from '../documents.ts';
import type { Frame } from '../frames.ts';
import type { QuestionDocument } from '../run-snapshot.ts';
import type { Band } from '../step-spec.ts';
import type { WaitingReason } from '../waiting.ts';
import type { Project } from './repository.ts';

export interface RunRequest {
  /** the id for the run; if a run with that id exists, it is returned and nothing is started. Null: a new id */
  readonly id: string | null;
  readonly project: Project;
  readonly flow_name: string;
  readonly band: Band;
  readonly fast: boolean;
  /** null: the flow's default question. Refused if blank or over 4,000 characters after trimming. */
  readonly question: string | null;
  readonly base: string | null;
  readonly head: string | null;
  /** globs of the files to read; empty means all */
  readonly paths: readonly string[];
  readonly model: string | null;
  /** null: the first available back end, in the configured order */
  readonly backend: string | null;
  /**
   * `later`: the run's first step pins the commit. Exception: refs and paths that are given for a repository on this host
   * are resolved before `start` returns, so that wrong ones are refused.
   */
  readonly resolves: 'now' | 'later';
  /** where the run is to appear; the workspace may be null if the platform has only one */
  readonly post_to: PostTo | null;
  /** the requester, e.g. `cli:ana` or `api` */
  readonly requested_by: string;
  /** another request with the same key within a day starts nothing and returns the same run */
  readonly once?: RequestKey;
}

/** Makes a request take effect only once. */
export interface RequestKey {
  readonly key: string;
  /** hash of the request; the same key with another hash is refused */
  readonly hash: string;
}

export interface PostTo {
  readonly platform: string;
  readonly workspace: string | null;
  readonly channel: string;
  /** an existing thread to post in; null: the run's card is posted in the channel and starts a thread */
  readonly thread: string | null;
}

/** A follow-up question to the agent of a step that ran. */
export interface QuestionRequest {
  /** the id for the question; one that exists is not asked again */
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
  /** Stores the run and its steps, and dispatches the first ones, in one transaction. Throws `BatonError` of kind `refused` before anything is stored. */
  start(request: RunRequest): Promise<{ run_id: string }>;
  /** Throws `not_found` (`unknown_run`), or `conflict` (`run_ended`) for a run that has ended. */
  cancel(run_id: string, by: string): Promise<void>;
  /** Throws `not_found`, or `conflict` (`not_retryable`) if the run is running or a retry can't change its outcome. */
  retry(run_id: string, by: string): Promise<void>;
  /** Throws `not_found`. */
  run(run_id: string): Promise<RunDetail>;
  runs(query: { project_id?: string; limit: number; cursor?: string }): Promise<RunPage>;
  /** Returns the id of the only run whose id starts with the prefix. Throws `not_found`, or `refused` (`ambiguous_run`). */
  resolveRunId(prefix: string): Promise<string>;
  /**
   * Stores a follow-up question, which a worker then has the same persona answer, with the step's transcript and at the
   * run's commit. Throws `not_found` (`unknown_run`, `unknown_step`), `refused` (`blank_question`, `long_question`,
   * `no_agent`) or `conflict` (`not_answered_yet`: the step has no answer to ask about).
   */
  ask(request: QuestionRequest): Promise<QuestionDocument>;
  /** Waits until the question is answered or has failed. Throws `not_found`, or the signal's reason. */
  answered(question_id: string, signal: AbortSignal): Promise<QuestionDocument>;
  /** Streams the frames of runs in all processes, beginning with `flow_run_started` for the running ones. Ends when the signal aborts. */
  frames(filter: FrameFilter, signal: AbortSignal): AsyncIterable<Frame>;
  /** Whether the database is usable; answers within two seconds, whatever its state. */
  ready(): Promise<Readiness>;
  /** Returns why a run or a question makes no progress; null if it does, or has ended. Never waits for long. */
  waiting(of: WaitingFor): Promise<WaitingReason | null>;
}

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly remedy: string };

export type WaitingFor = { readonly run_id: string } | { readonly question_id: string };
