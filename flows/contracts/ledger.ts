/** How the findings of a run compare with those of the flow's earlier runs on the project. */
import type { Dismissal, EarlierFinding } from '../../runner/core/ledger.ts';
import type { LensOutput } from './finding.ts';

/** What makes a finding the same in two runs. */
export interface FindingIdentity {
  /** null for what is about no file */
  readonly path: string | null;
  /** 1-based; only tells equal lines of a file apart. Null without one */
  readonly line: number | null;
  /** the cited line or the symbol, in a form that white space and numbering do not change */
  readonly what: readonly (string | null)[];
  readonly kind: string;
}

/** What the ledger says of a finding of this run. */
export interface Standing {
  /** as it was when the finding was first found, wherever its file is now */
  readonly fingerprint: string;
  readonly state: 'new' | 'persisting';
  /** the dismissal that is in force */
  readonly dismissal: Dismissal | null;
}

/** What a rule told in this run, and what its silence about a file proves. */
export interface RuleRun {
  readonly rule: string;
  /** what it tells in one finding: a place, all that there is of it in a file, or all that there is in the run */
  readonly per: 'place' | 'file' | 'run';
  /** whether a file of which it tells nothing has nothing of it */
  readonly vouches: boolean;
}

/** What the `rules` step leaves of one persona's rules. */
export interface RulesOutput extends LensOutput {
  /** the rules that ran; absent in outputs of older versions, as the next one */
  readonly ran?: readonly RuleRun[];
  /** fingerprints of the known findings that they found again: also those beyond a limit, and dismissed ones */
  readonly seen?: readonly string[];
}

export type DismissedFinding = EarlierFinding & { readonly dismissal: Dismissal };

/** What the `verdict` step has compared. */
export interface VerdictLedger {
  /** the short name of the commit that was read last before this one; null if this is a first run */
  readonly since: string | null;
  readonly fixed: readonly EarlierFinding[];
  readonly not_reviewed: readonly EarlierFinding[];
  /** found again by a rule, but beyond its limits, so that no claim stands for them */
  readonly beyond: readonly EarlierFinding[];
  /** the same for dismissed ones */
  readonly dismissed: readonly DismissedFinding[];
}
