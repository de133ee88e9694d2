/** What the scribe returns: a decision record and a runbook, written from verified material only. */
import { z } from 'zod';
import { Evidence, GROUNDED, line, lines } from './finding.ts';
import { Basis } from './plans.ts';

/** The fields of MADR 4.0. `[B1]` in its texts refers to the basis. */
export const Adr = z.object({
  title: line(120),
  status: z.literal('proposed'),
  context: z.string().max(1200),
  drivers: lines(200, 8),
  options: z
    .array(
      z.object({ name: line(100), summary: z.string().max(400), pros: lines(200, 6), cons: lines(200, 6) }),
    )
    .max(5),
  /** `chosen` is the name of an option; null while nothing is decided */
  outcome: z.object({ chosen: z.string().max(100).nullable(), because: z.string().max(600) }),
  consequences: z.object({ good: lines(200, 6), bad: lines(200, 6) }),
  /** how one will see that the decision is kept */
  confirmation: z.string().max(400),
  basis: z.array(Basis).max(15),
  /** the file of the record that this one replaces */
  supersedes: z.string().max(300).nullable(),
  moreInfo: z.string().max(400),
  openQuestions: lines(300, 8),
});
export type Adr = z.infer<typeof Adr>;

export const Runbook = z.object({
  services: z.array(z.object({ name: line(100), purpose: line(300), ...GROUNDED })).max(10),
  settings: z
    .array(
      z.object({
        name: line(100),
        required: z.boolean(),
        /** null without one */
        default: z.string().max(200).nullable(),
        meaning: z.string().max(200),
        ...GROUNDED,
      }),
    )
    .max(40),
  commands: z
    .array(
      z.object({
        use: z.enum(['start', 'stop', 'deploy', 'rollback', 'check']),
        command: line(200),
        source: Evidence,
      }),
    )
    .max(15),
  health: z.array(z.object({ name: line(100), how: line(300), ...GROUNDED })).max(10),
  alerts: z
    .array(
      z.object({
        /** what an operator sees, such as a message in the log */
        symptom: line(200),
        causes: lines(200, 4),
        checks: lines(200, 5),
        actions: lines(200, 5),
        ...GROUNDED,
      }),
    )
    .max(15),
  rollback: z.string().max(600),
  /** what the repository does not say, such as who is called */
  unknowns: lines(200, 10),
});
export type Runbook = z.infer<typeof Runbook>;
