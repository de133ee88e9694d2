/** What each finding of a run's page needs to know of its run. */
import type { LedgerFinding } from '../../../../runner/core/ledger.ts';

export interface FindingPage {
  readonly run_id: string;
  readonly project_id: string;
  readonly flow_name: string;
  /** the steps that find something, by the names that reports have for them */
  readonly lenses: ReadonlyMap<string, { readonly label: string; readonly step_id: string }>;
  /** takes in what the ledger says of a finding after a change */
  changed(findings: readonly LedgerFinding[]): void;
}
