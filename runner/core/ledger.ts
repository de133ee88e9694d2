/**
 * The ledger: what is known of the findings of a flow on a project across its runs. A finding is known by its
 * fingerprint, which survives moved lines and renamed files.
 */
import { z } from 'zod';
import { SEVERITIES } from './run-outcome.ts';

/**
 * `new`: not known at an earlier commit, or fixed there · `persisting`: known, and found again · `fixed`: known, and its
 * lines are gone, or the rule that found it no longer does · `not_reviewed`: known, and nobody judged its place this time.
 */
export const FINDING_STATES = ['new', 'persisting', 'fixed', 'not_reviewed'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export const DISMISSAL_REASONS = ['not real', "won't fix", 'later'] as const;
export type DismissalReason = (typeof DISMISSAL_REASONS)[number];

/** A finding that is not to be shown until its lines change. */
export const Dismissal = z.object({
  reason: z.enum(DISMISSAL_REASONS),
  /** of `later` only: the day, `2026-12-31`, from which it is shown again */
  until: z.iso.date().nullable(),
  /** the person's own words; empty without any */
  note: z.string(),
  by: z.string(),
  at: z.iso.datetime({ offset: true }),
});
export type Dismissal = z.infer<typeof Dismissal>;

/** A finding of an earlier run, as a later run's report names it. */
export const EarlierFinding = z.object({
  fingerprint: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  kind: z.string(),
  /** the rule that found it; null for an agent's, absent where that is not told */
  rule: z.string().nullable().optional(),
  /** where it was last found; null without a file */
  path: z.string().nullable(),
  line: z.int().nullable(),
});
export type EarlierFinding = z.infer<typeof EarlierFinding>;

/** A row of the ledger, as the API lists it. */
export const LedgerFinding = EarlierFinding.extend({
  project_id: z.string(),
  flow_name: z.string(),
  /** as of the last run that judged it */
  state: z.enum(FINDING_STATES),
  dismissed: Dismissal.nullable(),
  /** how many people found it useful, and how many did not */
  votes: z.object({ up: z.int(), down: z.int() }),
  /** whose votes those are */
  voters: z.array(z.object({ actor: z.string(), vote: z.enum(['up', 'down']) })),
  /** the runs that found it first and last; null once they are deleted */
  first_run: z.uuid().nullable(),
  last_run: z.uuid().nullable(),
  first_seen: z.iso.datetime({ offset: true }),
  last_seen: z.iso.datetime({ offset: true }),
});
export type LedgerFinding = z.infer<typeof LedgerFinding>;

/** A finding as a step of a later run knows it. */
export interface KnownFinding extends EarlierFinding {
  /** as stored with it: see `ReportFinding` */
  readonly quote: string | null;
  readonly source: 'agent' | 'rule';
  readonly rule: string | null;
  readonly state: FindingState;
  /** the commit at which it was new, and the one at which it was found last */
  readonly new_at: string;
  readonly found_at: string;
  /** the commit at which it was fixed; null while it is not */
  readonly fixed_at: string | null;
  /** the address of the pull request in which it was found last; null for another run */
  readonly pull_request: string | null;
  /** null also once a `later` has passed */
  readonly dismissed: Dismissal | null;
}

/** What a run is told of its flow's earlier runs on its project. */
export interface KnownFindings {
  /**
   * the last run at another commit, on whichever branch, that had completed before the first run at this commit began;
   * null if there is none
   */
  readonly since: { readonly commit_sha: string; readonly label: string } | null;
  readonly findings: readonly KnownFinding[];
}
