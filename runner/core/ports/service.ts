/**
 * The service port: what the command line, the API and the chat commands can ask of the runner. Any process may call any
 * method, for any run. Implemented by `runner/engine/service.ts`.
 */
import type { RunCounts, RunDetail, RunPage } from '../documents.ts';
import type { ExpectedRun, WantedRun } from '../expected-run.ts';
import type { Frame } from '../frames.ts';
import type { RunStatus } from '../run.ts';
import type { RunRequest } from '../run-request.ts';
import type { QuestionDocument, RunBrief, StepDetail } from '../step-detail.ts';
import type { WaitingReason } from '../waiting.ts';
import type { ReportedRun } from './report-formats.ts';

/** A follow-up question to the agent of a step that ran. */
export interface QuestionRequest {
  /** the id for the question; one that exists is not asked again */
  readonly id: string | null;
  readonly run_id: string;
  readonly step_id: string;
  readonly question: string;
  readonly asked_by: string;
  /** where its answer appears; absent: in the run's own thread */
  readonly answer_in?: AnswerPlace;
}

/** The thread of one of the run's cards, by the card's key, or a channel of its own. */
export type AnswerPlace =
  | { readonly card: string }
  | { readonly platform: string; readonly workspace: string; readonly channel: string };

/** Which runs a list is to have; what is absent is not looked at. */
export interface RunFilter {
  readonly project_id?: string;
  readonly status?: RunStatus;
  readonly flow_name?: string;
  /** who asked for it, such as `slack:T1:U0ANA` */
  readonly requested_by?: string;
  /** in its question, its verdict or its error, in any letter case; or the start of its id or its commit */
  readonly text?: string;
}

export interface FrameFilter {
  readonly project_id?: string;
  readonly run_id?: string;
}

export interface RunnerService {
  /** Stores the run and its steps, and dispatches the first ones, in one transaction. Throws `BatonError` of kind `refused` before anything is stored. */
  start(request: RunRequest): Promise<{ run_id: string }>;
  /** What such a run would take, as runs like it did. Throws what would be refused at its start, as far as that is known. */
  expected(wanted: WantedRun): Promise<ExpectedRun>;
  /** Throws `not_found` (`unknown_run`), or `conflict` (`run_ended`) for a run that has ended. */
  cancel(run_id: string, by: string): Promise<void>;
  /** Throws `not_found`, or `conflict` (`not_retryable`) if the run is running or a retry can't change its outcome. */
  retry(run_id: string, by: string): Promise<void>;
  /** Throws `not_found`. */
  run(run_id: string): Promise<RunDetail>;
  /** The same without outputs and the report, and with the attempts of its steps. Throws `not_found`. */
  brief(run_id: string): Promise<RunBrief>;
  /** All that is known of one step. Throws `not_found` (`unknown_run`, `unknown_step`). */
  step(run_id: string, step_id: string): Promise<StepDetail>;
  /** The same with the report as data, which may be large. Throws `not_found` (`unknown_run`, or `no_report` while there is none). */
  report(run_id: string): Promise<ReportedRun>;
  /** Returns the newest first. Throws `refused` (`bad_cursor`). */
  runs(query: RunFilter & { readonly limit: number; readonly cursor?: string }): Promise<RunPage>;
  /** Counts the runs that fit by status; its own status is not looked at. */
  runCounts(filter: RunFilter): Promise<RunCounts>;
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
