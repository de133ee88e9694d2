/** Findings with more beside them: what the steward of an API, a threat model and a dependency audit return. */
import { z } from 'zod';
import { GROUNDED, LensOutput, line } from './finding.ts';

export const ApiSurface = LensOutput.extend({
  changes: z
    .array(
      z.object({
        /** the name or route as callers write it */
        item: line(120),
        change: z.enum(['added', 'changed', 'removed', 'behavior']),
        breaking: z.boolean(),
        why: line(300),
        /** who must be told, such as users of an option; empty for nobody */
        consumers: z.string().max(200),
        ...GROUNDED,
      }),
    )
    .max(20),
  semver: z.enum(['major', 'minor', 'patch', 'none']),
});
export type ApiSurface = z.infer<typeof ApiSurface>;

export const STRIDE = [
  'spoofing',
  'tampering',
  'repudiation',
  'information disclosure',
  'denial of service',
  'elevation of privilege',
] as const;

export const ThreatModel = LensOutput.extend({
  assets: z.array(z.object({ name: line(100), why: line(200), ...GROUNDED })).max(10),
  /** `between`: the less trusted side first */
  boundaries: z.array(z.object({ name: line(100), between: line(200), ...GROUNDED })).max(10),
  threats: z
    .array(
      z.object({
        stride: z.enum(STRIDE),
        /** the part that is attacked */
        element: line(100),
        scenario: line(300),
        precondition: z.string().max(200),
        /** what stands against it today; null for nothing */
        existingControl: z.string().max(200).nullable(),
        ...GROUNDED,
      }),
    )
    .max(15),
});
export type ThreatModel = z.infer<typeof ThreatModel>;

export const DependencyReport = LensOutput.extend({
  /** in the order in which to do it; what can stay as it is, is left out */
  items: z
    .array(
      z.object({
        name: line(120),
        version: z.string().max(60),
        action: z.enum(['upgrade', 'replace', 'remove', 'pin', 'ask']),
        why: line(300),
        ...GROUNDED,
      }),
    )
    .max(20),
});
export type DependencyReport = z.infer<typeof DependencyReport>;
