/**
 * What the agent of a completed step is asked afterwards, as data: the same as the prompt says in words, and the facts
 * that the offline back end answers from.
 */
import type { EvidencePack, Fact } from './evidence-pack.ts';

export interface QuestionBrief {
  readonly flow: string;
  /** `ask:` and the id of the step: how a script tells a question from the step itself */
  readonly step_id: string;
  readonly persona: string;
  /** free Markdown, which no schema checks */
  readonly contract: typeof ANSWER;
  readonly question: string;
  /** what the step answered, in its contract's JSON */
  readonly output: string;
  readonly earlier: readonly { readonly question: string; readonly answer: string }[];
  /** the facts of the persona's kinds, in the order of the pack */
  readonly facts: readonly Fact[];
  readonly pack: EvidencePack;
}

export const ANSWER = 'Answer';
