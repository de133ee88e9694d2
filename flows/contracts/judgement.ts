/** What the agents that judge return: the skeptic's rulings, the arbiter's settlement, the synthesist's answer. */
import { z } from 'zod';
import { Evidence, Finding, MOST_EVIDENCE, Severity } from './finding.ts';

/** A claim as a skeptic corrects it: what is true of it, in the limits of `Finding`. */
export const Correction = Finding.pick({ title: true, claim: true, failure: true, severity: true });
export type Correction = z.infer<typeof Correction>;

export const RULINGS = ['upheld', 'narrowed', 'refuted', 'uncertain'] as const;

export const Ruling = z
  .object({
    /** the id of the claim that was challenged, e.g. `F3` */
    findingId: z.string(),
    ruling: z.enum(RULINGS),
    because: z.string().max(400),
    counter: z.array(Evidence).max(MOST_EVIDENCE),
    /** what stands instead of a narrowed claim; null with every other ruling */
    corrected: Correction.nullable().default(null),
    /** of an uncertain claim: what would decide it is outside the repository, such as a setting or a service */
    outside: z.boolean().default(false),
  })
  .superRefine((ruling, context) => {
    if (ruling.ruling === 'refuted' && ruling.counter.length === 0) {
      context.addIssue({ code: 'custom', path: ['counter'], message: 'a refutation needs counter-evidence' });
    }
    if (ruling.ruling === 'narrowed' && ruling.corrected === null) {
      context.addIssue({ code: 'custom', path: ['corrected'], message: 'a narrowed claim needs its text' });
    }
  });
export type Ruling = z.infer<typeof Ruling>;

/** Every claim of the shard exactly once; code checks that. */
export const SkepticOutput = z.object({
  verdicts: z.array(Ruling),
  /** false when rules answered for want of a script, so that nothing was challenged */
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
