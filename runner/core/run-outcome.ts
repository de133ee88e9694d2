/**
 * The outcome of a run as data, written by the same step as the report. Cards, lists, the command line and the API show
 * this; nothing reads the report's text back. Whether a run completes or fails is decided in `ending.ts`.
 */
import { z } from 'zod';

export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Severities as people say them. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  P0: 'critical',
  P1: 'high',
  P2: 'medium',
  P3: 'low',
};

/** `1 high, 2 medium`; empty for no findings. */
export function countsInWords(counts: Readonly<Record<Severity, number>>): string {
  return SEVERITIES.flatMap((severity) =>
    counts[severity] > 0 ? [`${counts[severity]} ${SEVERITY_WORDS[severity]}`] : [],
  ).join(', ');
}

/** A finding that the report shows. */
export const OutcomeFinding = z.object({
  /** as in the report, e.g. `F1` */
  id: z.string(),
  severity: z.enum(SEVERITIES),
  /** what it costs to leave it as it is, from 1 to 100, as a rule states it; null for what an agent found */
  impact: z.number().nullable().default(null),
  confidence: z.int(),
  kind: z.string(),
  title: z.string(),
  /** its first citation that has a file; null without one */
  path: z.string().nullable(),
  line: z.int().nullable(),
  /** its permalink on a known code host; null for one that an earlier version stored */
  url: z.string().nullable().default(null),
  effort: z.enum(['S', 'M', 'L', 'unknown']),
  /** compared with the flow's earlier runs on the project at other commits; `new` where there are none */
  state: z.enum(['new', 'persisting']),
  /** equal for the same finding in another run, even at another line */
  fingerprint: z.string(),
});
export type OutcomeFinding = z.infer<typeof OutcomeFinding>;

export const OutcomeHeadline = z.object({
  text: z.string(),
  /** ids of the findings, statements and facts that it rests on */
  refs: z.array(z.string()),
});
export type OutcomeHeadline = z.infer<typeof OutcomeHeadline>;

/** How many statements there were, and how many are left after each check; findings are statements too. */
export const OutcomeFunnel = z.object({
  statements: z.int(),
  /** with a valid citation */
  verified: z.int(),
  /** left after duplicates were merged */
  merged: z.int(),
  refuted: z.int(),
  below_gate: z.int(),
  shown: z.int(),
});

/** All texts are plain: one line each, without markup. */
export const RunOutcome = z.object({
  verdict: z.string(),
  /** the verdict in a few words, as in `fix 2 high first`, for titles; absent in one that an earlier version stored */
  short: z.string().optional(),
  /** what the verdict says beyond those words, without ids of findings; absent where a count says it all */
  statement: z.string().optional(),
  /** its findings against earlier runs, as in `2 new, 5 persisting, 1 fixed`; absent in a first run */
  since: z.string().optional(),
  /** to the user's focus; null without one, and if no checked statement answers it */
  answer: z.string().nullable(),
  /** at most three */
  headlines: z.array(OutcomeHeadline),
  /** in the report's order */
  findings: z.array(OutcomeFinding),
  /** number of findings by severity */
  counts: z.object({ P0: z.int(), P1: z.int(), P2: z.int(), P3: z.int() }),
  funnel: OutcomeFunnel,
});
export type RunOutcome = z.infer<typeof RunOutcome>;
