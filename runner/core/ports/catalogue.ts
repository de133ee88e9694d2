/**
 * The catalogue port: how the runner, which imports no flow, gets the flows. Implemented by `flows/`, wired in
 * `bot/app`.
 */
import type { KnownFindings } from '../ledger.ts';
import type { ReportDocument } from '../report-document.ts';
import type { RunInfo, SkipCause, StepStatus } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { StepFates, StepFindings } from '../step-findings.ts';
import type { Band, Facts, Flow, StepSpec } from '../step-spec.ts';
import type { Pin, Repository } from './repository.ts';

/** The result of a step, agent or code. */
export interface StepResult {
  /** stored in full: JSON of the step's contract, or Markdown from the renderer */
  readonly output: string;
  /** small values for `when` conditions */
  readonly facts?: Facts;
  /** one line for people, e.g. `3 findings, 1 dropped by the citation check` */
  readonly summary: string;
  /** from the step that writes the report: what the run came to */
  readonly outcome?: RunOutcome;
  /** from the same step: the report as data */
  readonly document?: ReportDocument;
  /** from an agent step that returns findings */
  readonly findings?: StepFindings;
  /** from a step after the challenge: what became of the findings of the steps that the report rests on */
  readonly fates?: StepFates;
}

/** Another step of the same run, as visible to a step. */
export interface StepView {
  readonly spec: StepSpec;
  readonly status: StepStatus;
  readonly error: string | null;
  readonly skip_cause: SkipCause | null;
  readonly facts: Facts;
  readonly summary: string | null;
}

/** The input of a step. */
export interface StepInput {
  readonly run: RunInfo;
  readonly pin: Pin;
  readonly step: StepSpec;
  /** every step of the run, in the flow's order */
  readonly steps: readonly StepView[];
  /** the full output of a completed step; null if it has none */
  readonly read: (step_id: string) => Promise<string | null>;
  /**
   * What was known of the flow's findings on the project before its first completed run at this commit, so that another
   * run at the commit gets the same answer: open ones, those fixed at this commit, and dismissed ones. A finding that was
   * new at this commit is not among them, unless a person has dismissed it.
   */
  readonly ledger: () => Promise<KnownFindings>;
  readonly repository: Repository;
  readonly signal: AbortSignal;
  /** reports progress in a few words; shown live, at most one per second is kept */
  readonly activity: (line: string) => void;
}

/** A code step: pure except for what it reads from the repository. Throws a `BatonError` of kind `step`. */
export type CodeHandler = (input: StepInput) => Promise<StepResult>;

/** The prompt of an agent step, as text and as data. */
export interface AgentBrief {
  readonly system: string;
  readonly prompt: string;
  /** the same as data */
  readonly brief: unknown;
  /** how many files the agent is told to read first; absent where it is told none */
  readonly files?: number;
}

/** A follow-up question to the agent of a completed step. */
export interface FollowUp {
  readonly question: string;
  /** the agent's messages and tool calls, as far as they were kept; empty if none were */
  readonly transcript: string;
  /** its earlier questions and answers, oldest first */
  readonly earlier: readonly { readonly question: string; readonly answer: string }[];
}

/** An answer that did not meet its contract. */
export interface FailedAnswer {
  /** empty if it was cut off at the token limit */
  readonly answer: string;
  /** what is wrong, and where */
  readonly fault: string;
}

export interface AgentSteps {
  prepare(input: StepInput): Promise<AgentBrief>;
  /**
   * Builds the prompt of a follow-up question to the same persona, to be answered in Markdown. `input.read` returns the
   * step's own output too.
   */
  prepareQuestion(input: StepInput, followUp: FollowUp): Promise<AgentBrief>;
  /** Builds the prompt for one more try after an answer to `asked` that did not meet the contract. */
  prepareRepair(asked: AgentBrief, failed: FailedAnswer): AgentBrief;
  /** Checks an agent's answer against the step's contract. Throws a `BatonError` of kind `step`, code `contract`. */
  accept(answer: string, input: StepInput): Promise<StepResult>;
}

export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly contract: string;
  readonly factKinds: readonly string[];
  readonly maxFindings: number;
  /** the Markdown below the front matter */
  readonly body: string;
  /** set for one that the operator wrote */
  readonly own?: true;
}

export interface Catalogue {
  readonly flows: readonly Flow[];
  readonly personas: readonly Persona[];
  readonly handlers: Readonly<Record<string, CodeHandler>>;
  readonly agentSteps: AgentSteps;
  /** the steps of a run, needs before dependents; the last one is the sink */
  plan(flow: Flow, band: Band, fast: boolean): readonly StepSpec[];
  /** what is wrong with a run's paths if none of them matches any of these files; null if one does */
  pathFault(paths: readonly string[], files: readonly string[]): string | null;
}
