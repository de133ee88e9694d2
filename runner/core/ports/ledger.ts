/**
 * The ledger port: what the command line, the API and chats can ask about findings across runs. Implemented by
 * `runner/engine/ledger.ts`.
 */
import type { Dismissal, EarlierFinding, FindingState, LedgerFinding } from '../ledger.ts';
import type { OutcomeFinding } from '../run-outcome.ts';

/** Names a finding. The same lines may be found in several projects and by several flows. */
export interface FindingKey {
  readonly fingerprint: string;
  /** absent: the only project that has it */
  readonly project_id?: string;
  /** absent: all flows of the project that have it */
  readonly flow_name?: string;
}

export interface FindingQuery {
  readonly project_id?: string;
  readonly flow_name?: string;
  /** `open`: new, persisting or not reviewed, and not dismissed; default all */
  readonly state?: FindingState | 'open' | 'dismissed';
  /** those that this run reported, or found again though they were dismissed */
  readonly run_id?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Two ended runs of one flow on one project, the earlier one first. */
export interface Comparison {
  readonly from: ComparedRun;
  readonly to: ComparedRun;
  readonly new: readonly OutcomeFinding[];
  readonly persisting: readonly OutcomeFinding[];
  readonly fixed: readonly EarlierFinding[];
  readonly not_reviewed: readonly EarlierFinding[];
}

export interface ComparedRun {
  readonly run_id: string;
  readonly project_id: string;
  readonly flow_name: string;
  readonly commit_sha: string | null;
  readonly created_at: string;
}

export interface Ledger {
  /** The worst first. Throws `refused` (`bad_cursor`). */
  findings(
    query: FindingQuery,
  ): Promise<{ readonly findings: readonly LedgerFinding[]; readonly next_cursor: string | null }>;
  /**
   * Returns the rows that it changed. Throws `not_found` (`unknown_finding`), `conflict` (`ambiguous_finding`) if several
   * projects have it and none is named, or `refused` (`bad_date`, `bad_note`).
   */
  dismiss(
    key: FindingKey,
    why: Pick<Dismissal, 'reason' | 'until' | 'note'>,
    by: string,
  ): Promise<readonly LedgerFinding[]>;
  /** Shows a dismissed finding again; one that is not dismissed stays as it is. Returns the rows that the key names. */
  restore(key: FindingKey, by: string): Promise<readonly LedgerFinding[]>;
  /** A person has one vote; a later one replaces it, null takes it back. */
  vote(key: FindingKey, vote: 'up' | 'down' | null, by: string): Promise<readonly LedgerFinding[]>;
  /**
   * Compares what two runs show; what the later one found but did not show (dismissed, over a limit) is left out.
   * Throws `not_found`, or `conflict` (`not_comparable`) for runs without an outcome, of two flows or of two projects.
   */
  compare(a: string, b: string): Promise<Comparison>;
}
