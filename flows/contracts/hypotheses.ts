/** What an investigator returns: rival explanations of a symptom, each with what speaks for it, against it, and a test. */
import { z } from 'zod';
import { Anchor, GROUNDED } from './finding.ts';

export const Hypothesis = z.object({
  id: z.string().regex(/^H\d+$/),
  statement: z.string().min(1).max(300),
  /** how the cause leads to the symptom, step by step */
  mechanism: z.string().max(600),
  /** what else must be seen if it is true */
  predicts: z.array(z.string().min(1).max(200)).max(4),
  /** the cheapest thing to do that would tell it from its rivals */
  test: z.string().max(300),
  /** the smallest change that would remove the cause; empty while the cause is open */
  fix: z.string().max(300),
  confidence: Anchor,
  ...GROUNDED,
});
export type Hypothesis = z.infer<typeof Hypothesis>;

export const Hypotheses = z.object({
  filesRead: z.array(z.string()).default([]),
  /** rivals, the most likely first; none when nothing explains the symptom */
  hypotheses: z
    .array(Hypothesis)
    .max(5)
    .refine((some) => some.length !== 1, {
      error: 'one hypothesis has no rival: name at least two, or none',
    }),
  /** what speaks against one of them */
  against: z.array(z.object({ of: z.string(), text: z.string().min(1).max(300), ...GROUNDED })).max(10),
  notChecked: z.array(z.string()).max(10).default([]),
});
export type Hypotheses = z.infer<typeof Hypotheses>;
