/** The output of the steps that check a draft: the document itself, the statements that it rests on, and what is wrong with it. */
import type { JudgedClaim } from './checked.ts';
import type { AgentOutput, DraftContract } from './contracts.ts';

/** What code finds wrong with a document. */
export interface DraftProblem {
  /** the id of the item, e.g. `T2`; empty for the whole */
  readonly at: string;
  /** one sentence */
  readonly text: string;
}

type DocumentOf<C extends DraftContract> = { readonly contract: C; readonly document: AgentOutput<C> };

/** A document with the name of its contract. */
export type DraftDocument = { [C in DraftContract]: DocumentOf<C> }[DraftContract];

export type CheckedDraft = DraftDocument & {
  /** whether its author has revised it after the challenge */
  readonly revised: boolean;
  /** whether a model wrote it; without one it leaves open what needs judgement */
  readonly written: boolean;
  /** its statements that hold, in its order; those that were refuted keep their ruling */
  readonly claims: readonly JudgedClaim[];
  /** how many of its statements had no citation that holds */
  readonly unverified: number;
  readonly problems: readonly DraftProblem[];
};

/** The draft with this contract; null for none, or another one. */
export function draftOf<C extends DraftContract>(
  draft: CheckedDraft | null,
  contract: C,
): (CheckedDraft & DocumentOf<C>) | null {
  return draft?.contract === contract ? (draft as CheckedDraft & DocumentOf<C>) : null;
}
