/** What the agents that judge return: the skeptic's rulings, the arbiter's settlement, the synthesist's answer. */
import { z } from 'zod';
import { Evidence, Severity } from './finding.ts';

export const Ruling = z
  .object({
    /** the id of the claim that was challenged, e.g. `F3` */
    findingId: z.string(),
    ruling: z.enum(['upheld', 'refuted', 'uncertain']),
    because: z.string().max(400),
    counter: z.array(Evidence),
  })
  .superRefine((ruling, context) => {
    if (ruling.ruling === 'refuted' && ruling.counter.length === 0) {
      context.addIssue({ code: 'custom', path: ['counter'], message: 'a refutation needs counter-evidence' });
    }
  });
export type Ruling = z.infer<typeof Ruling>;

/** Every claim of the shard exactly once; code checks that. */
export const SkepticOutput = z.object({
  verdicts: z.array(Ruling),
  /** false when nothing was challenged, as with the offline back end */
  challenged: z.boolean().default(true),
});
export type SkepticOutput = z.infer<typeof SkepticOutput>;

export const Arbitration = z.object({
  clusters: z.array(z.object({ ids: z.array(z.string()), keep: z.string(), rootCause: z.string() })),
  conflicts: z.array(z.object({ ids: z.array(z.string()), ruling: z.string() })),
  severityChanges: z.array(z.object({ id: z.string(), to: Severity, because: z.string() })),
});
export type Arbitration = z.infer<typeof Arbitration>;

export const Synthesis = z.object({
  verdict: z.string().min(1).max(200),
  headline: z.array(z.object({ text: z.string().max(240), refs: z.array(z.string()).min(1) })).max(3),
  answer: z.string().max(1200),
  nextSteps: z.array(z.object({ text: z.string(), refs: z.array(z.string()) })).max(5),
  openQuestions: z.array(z.string()).max(5),
});
export type Synthesis = z.infer<typeof Synthesis>;
