/** Reads what two runs are compared by: what their reports show, and what was fixed between them. */
import type { ReportedFindings } from '../core/comparison.ts';
import { time } from './document-rows.ts';
import type { Statement, Transaction } from './transaction.ts';

/** A run of which it is not yet known whether it can be compared. */
export interface ComparableRun extends Omit<ReportedFindings, 'shown'> {
  /** null for a run without an outcome */
  readonly shown: ReportedFindings['shown'] | null;
  readonly status: string;
  /** fingerprints of what its report calls fixed */
  readonly fixed: readonly string[];
}

const fingerprints = (list: string): string =>
  `ARRAY(SELECT finding ->> 'fingerprint' FROM jsonb_array_elements(${list}) AS entry (finding))`;

const readRuns: Statement = {
  name: 'compared_runs',
  text: `SELECT id AS run_id, project_id, flow_name, commit_sha, status, ${time('created_at')},
                outcome -> 'findings' AS shown,
                ${fingerprints("document -> 'dismissed'")} || ${fingerprints("document #> '{ledger,unshown}'")} AS unshown,
                ${fingerprints("document #> '{ledger,fixed}'")} AS fixed
           FROM flow_runs WHERE id = ANY ($1::uuid[]) ORDER BY flow_runs.created_at, id`,
};

/** Returns those of the runs that exist, the earlier one first. */
export async function comparedRuns(tx: Transaction, run_ids: readonly string[]): Promise<ComparableRun[]> {
  return (await tx.query<ComparableRun & Record<string, unknown>>(readRuns, [run_ids])).rows;
}

const fixedBetween: Statement = {
  name: 'fixed_between',
  text: `SELECT fingerprint FROM flow_runs earlier, flow_runs later JOIN findings USING (project_id, flow_name)
          WHERE earlier.id = $1 AND later.id = $2 AND findings.state = 'fixed'
            AND findings.fixed_seen BETWEEN earlier.completed_at AND later.completed_at`,
};

/** Returns the fingerprints of what the ledger says was fixed after the one run ended, and no later than the other did. */
export async function fixedBetweenRuns(tx: Transaction, earlier: string, later: string): Promise<string[]> {
  const { rows } = await tx.query<{ fingerprint: string }>(fixedBetween, [earlier, later]);
  return rows.map(({ fingerprint }) => fingerprint);
}
