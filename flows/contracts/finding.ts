/** What a lens returns: findings, each with evidence that code can check. The words of severity and confidence are in `personas/_confidence.md`. */
import { z } from 'zod';

export const Anchor = z.union([z.literal(0), z.literal(25), z.literal(50), z.literal(75), z.literal(100)]);
export type Anchor = z.infer<typeof Anchor>;

export const Severity = z.enum(['P0', 'P1', 'P2', 'P3']);
export type Severity = z.infer<typeof Severity>;

export const Evidence = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('code'),
    path: z.string(),
    start: z.int().min(1),
    end: z.int().min(1),
    quote: z.string().min(6).max(600),
    side: z.enum(['head', 'base']).default('head'),
  }),
  z.object({
    type: z.literal('fact'),
    id: z.string().regex(/^K\d+$/),
    value: z.union([z.string(), z.number()]),
  }),
  z.object({
    type: z.literal('search'),
    pattern: z.string().min(1).max(200),
    fixed: z.boolean(),
    glob: z.string(),
    expect: z.object({ op: z.enum(['eq', 'gte', 'lte']), n: z.int().min(0) }),
  }),
  z.object({ type: z.literal('commit'), sha: z.string().min(7), path: z.string() }),
]);
export type Evidence = z.infer<typeof Evidence>;
export type CodeEvidence = Extract<Evidence, { type: 'code' }>;

/** Replaces a secret wherever text is shown or stored. */
export const MASK = '***';

const LEAST_WORD_CHARACTERS = 6;

/** Whether a quote has too few word characters to prove anything; a masked secret counts as a word. */
export function isWeakQuote(quote: string): boolean {
  const words = quote.replaceAll(MASK, 'xxx').match(/[\p{L}\p{N}_]/gu) ?? [];
  return words.length < LEAST_WORD_CHARACTERS;
}

export const FINDING_KINDS = [
  'bug',
  'security',
  'performance',
  'reliability',
  'test-gap',
  'design',
  'debt',
  'dependency',
  'api',
  'data',
  'ops',
  'docs',
  'risk',
] as const;

/** What the change has to do with a finding, in a run that compares. */
export const ORIGINS = ['introduced', 'incomplete-fix', 'pre-existing'] as const;
export type Origin = (typeof ORIGINS)[number];

export const MOST_FINDINGS = 10;
export const MOST_EVIDENCE = 6;

/** A text that may not be empty, and a list of such. */
export const line = (most: number) => z.string().min(1).max(most);
export const lines = (length: number, most: number) => z.array(line(length)).max(most);

/** What every statement of a map, a plan or a document has: evidence, or the word that it is an assumption. */
export const GROUNDED = {
  evidence: z.array(Evidence).max(MOST_EVIDENCE),
  assumption: z.boolean().default(false),
};

export const Finding = z.object({
  title: z.string().min(1).max(100),
  kind: z.enum(FINDING_KINDS),
  severity: Severity,
  /** of a rule's finding: what it costs to leave it as it is, from 1 to 100; agents state a severity and no impact */
  impact: z.number().min(1).max(100).optional(),
  confidence: Anchor,
  /** what is true of the code */
  claim: z.string().min(1).max(400),
  /** who hits what, when; empty caps the severity at P2 */
  failure: z.string().max(400),
  evidence: z.array(Evidence).min(1).max(MOST_EVIDENCE),
  recommendation: z.string().max(400),
  effort: z.enum(['S', 'M', 'L', 'unknown']),
  /** `incomplete-fix`: the change mends one place and leaves another of the same kind; null where nothing is compared */
  origin: z.enum(ORIGINS).nullable(),
  /** after the change the code or its tests no longer compile, build or start: P1 even if only tests are concerned */
  breaksBuild: z.boolean().default(false),
  assumptions: z.array(z.string()).max(4),
  /** of a rule's finding: numbers in its text that none of its facts holds, such as sums */
  figures: z.array(z.number()).optional(),
  /** `rule` if code made it; agents are not asked for it */
  source: z.enum(['agent', 'rule']).default('agent'),
  /** of a rule's finding: the id of the rule */
  rule: z.string().optional(),
  /** of a rule's finding: what it is known by from run to run, where the lines that it cites are examples only */
  subject: z.string().optional(),
  /** of a rule's finding: cites a file that speaks of the run's focus, so it comes first within its severity */
  nearFocus: z.literal(true).optional(),
});
export type Finding = z.infer<typeof Finding>;

export const LensOutput = z.object({
  lens: z.string(),
  filesRead: z.array(z.string()),
  findings: z.array(Finding).max(MOST_FINDINGS),
  notChecked: z.array(z.string()).max(10),
});
export type LensOutput = z.infer<typeof LensOutput>;
