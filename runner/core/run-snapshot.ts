/** A run as its thread in a chat shows it: the run, its steps without their outputs, the report, and the follow-up questions. */
import type { RunDocument } from './documents.ts';
import type { SkipCause, StepStatus } from './run.ts';
import type { QuestionDocument } from './step-detail.ts';
import type { StepFate, StepFindings } from './step-findings.ts';

export interface SnapshotStep {
  readonly step_id: string;
  readonly kind: 'agent' | 'code';
  readonly persona: string | null;
  readonly label: string;
  readonly status: StepStatus;
  /** what it is doing, while it runs or waits for its next attempt; its one-line result afterward */
  readonly activity: string | null;
  readonly error: string | null;
  readonly skip_cause: SkipCause | null;
  readonly fail_code: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  /** what executes an agent step */
  readonly backend: string;
  /** whether the report rests on it: a lens, an explorer or a drafter */
  readonly primary: boolean;
  /** null for a step that returns no findings, and for one that an earlier version completed */
  readonly findings: StepFindings | null;
  /** what became of them; null until the challenge is over */
  readonly fate: StepFate | null;
  /** of all its attempts; null where no model reported any */
  readonly tokens: number | null;
}

/** All of it as of one moment. */
export interface RunSnapshot {
  readonly run: RunDocument & {
    /** what is read, such as `main (a1b2c3d)`; null until the commit is pinned */
    readonly label: string | null;
    /** whether the person who started it wants no notifications */
    readonly starter_is_muted: boolean;
  };
  readonly steps: readonly SnapshotStep[];
  readonly report: string | null;
  readonly questions: readonly QuestionDocument[];
}
