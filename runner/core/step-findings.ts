/**
 * What an agent step found, and what became of it, as the thread of its run shows it: small enough to be read with every
 * change, so that nothing reads a step's output for it. Texts are plain: one line each, without markup.
 */
import type { Severity } from './run-outcome.ts';

export interface TopFinding {
  readonly severity: Severity;
  readonly title: string;
  /** null without a file, or with one that is not in the repository */
  readonly path: string | null;
  readonly line: number | null;
  /** its permalink on a known code host */
  readonly url: string | null;
}

/** As the agent gave them, before anything is checked. */
export interface StepFindings {
  readonly total: number;
  /** the gravest, at most `MOST_TOP_FINDINGS` */
  readonly top: readonly TopFinding[];
}

export const MOST_TOP_FINDINGS = 3;

/**
 * What may become of a finding once the challenge is over, in the order in which people read it. `shown`: nobody
 * challenged it; `merged`: another finding says the same; `unverified`: none of its citations holds.
 */
export const FATES = [
  'upheld',
  'narrowed',
  'shown',
  'uncertain',
  'contested',
  'overflow',
  'pre_existing',
  'dismissed',
  'refuted',
  'below_gate',
  'merged',
  'unverified',
] as const;
export type Fate = (typeof FATES)[number];

/** What became of one step's findings. */
export interface StepFate {
  readonly counts: Readonly<Partial<Record<Fate, number>>>;
  /** the gravest of those that the report shows, as it shows them */
  readonly top: readonly TopFinding[];
}

/** By step id. */
export type StepFates = Readonly<Record<string, StepFate>>;
