/** The ports through which operators see Baton itself: `Inspection` is what the API serves, `OperatorRecords` what is stored of it. */
import type {
  AppliedDocument,
  AuditEntry,
  DoctorDocument,
  SettingsDocument,
  SpentToday,
} from '../inspection.ts';

/** Who, where and what is asked about: `slack:T0TEAM:U0ALICE`, `slack:C0GENERAL1`, a flow and a project. */
export interface AppliedQuestion {
  readonly who: string;
  readonly where: string;
  /** absent: those of the channel */
  readonly flow?: string;
  readonly project?: string;
}

/** Answers hold no secrets. */
export interface Inspection {
  settings(): Promise<SettingsDocument>;
  /** Answers within a bounded time. Requests at the same time, or soon after, share what was found. */
  doctor(): Promise<DoctorDocument>;
  /** Throws `refused` with the path `who`, `where`, `flow` or `project`. */
  why(question: AppliedQuestion): Promise<AppliedDocument>;
  audit: OperatorRecords['audit'];
}

export interface OperatorRecords {
  spentToday(): Promise<SpentToday>;
  /** The audit log, oldest first, page by page. `since`: ISO 8601, inclusive; null: all of it. */
  audit(since: string | null): AsyncIterable<readonly AuditEntry[]>;
}
