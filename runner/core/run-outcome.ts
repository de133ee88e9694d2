/**
 * What a run came to, as data: beside the report, from the step that writes it. Cards, lists, the command line and the
 * API show this; nobody reads the report's text back. How a run ends, completed or failed, is in `ending.ts`.
 */
import { z } from 'zod';

export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;

/** A finding that the report shows. */
export const OutcomeFinding = z.object({
  /** as in the report, e.g. `F1` */
  id: z.string(),
  severity: z.enum(SEVERITIES),
  confidence: z.int(),
  kind: z.string(),
  title: z.string(),
  /** its first citation that has a file; null without one */
  path: z.string().nullable(),
  line: z.int().nullable(),
  effort: z.enum(['S', 'M', 'L', 'unknown']),
  /** `new`: not compared with earlier runs */
  state: z.enum(['new']),
  /** the same for the same thing in another run, at another line too */
  fingerprint: z.string(),
});
export type OutcomeFinding = z.infer<typeof OutcomeFinding>;

export const OutcomeHeadline = z.object({
  text: z.string(),
  /** the findings, statements and facts that it rests on */
  refs: z.array(z.string()),
});
export type OutcomeHeadline = z.infer<typeof OutcomeHeadline>;

/** All texts are plain: one line each, without markup. */
export const RunOutcome = z.object({
  verdict: z.string(),
  /** to the person's focus; null without one, and when nothing that was checked answers it */
  answer: z.string().nullable(),
  /** at most three */
  headlines: z.array(OutcomeHeadline),
  /** in the report's order */
  findings: z.array(OutcomeFinding),
  /** of the findings, by severity */
  counts: z.object({ P0: z.int(), P1: z.int(), P2: z.int(), P3: z.int() }),
  /** what was stated, and how much of it each check left; findings and other statements alike */
  funnel: z.object({
    statements: z.int(),
    /** with a citation that holds */
    verified: z.int(),
    /** left after those said twice became one */
    merged: z.int(),
    refuted: z.int(),
    below_gate: z.int(),
    shown: z.int(),
  }),
});
export type RunOutcome = z.infer<typeof RunOutcome>;
