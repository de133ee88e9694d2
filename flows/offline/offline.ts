/**
 * The answers of the `offline` back end: each persona's contract met by rules over the facts of its step, for when no
 * model is configured. Pure. What needs judgement (a responsibility, a word's meaning, a ruling) stays an empty slot
 * that says so: it never pretends to be a model.
 */
import { BatonError } from '../../runner/core/errors.ts';
import type { StepBrief } from '../contracts/brief.ts';
import { type AgentContract, isAgentContract } from '../contracts/contracts.ts';
import type { Arbitration, SkepticOutput } from '../contracts/judgement.ts';
import { ANSWER, type QuestionBrief } from '../contracts/question-brief.ts';
import { lensAnswer } from './lens-answer.ts';
import { questionAnswer } from './question-answer.ts';
import { synthesisAnswer } from './synthesis-answer.ts';
import { mapAnswer } from './system-map.ts';
import { tourAnswer } from './tour.ts';

const ANSWERS: Readonly<Record<AgentContract, (brief: StepBrief) => unknown>> = {
  LensOutput: lensAnswer,
  Tour: tourAnswer,
  SystemMap: mapAnswer,
  // Not challenged is not the same as doubted: no claim loses its confidence by it.
  SkepticOutput: (): SkepticOutput => ({ verdicts: [], challenged: false }),
  Arbitration: (): Arbitration => ({ clusters: [], conflicts: [], severityChanges: [] }),
  Synthesis: synthesisAnswer,
};

/** The answer to what `AgentTask.brief` holds: a step's as JSON, a follow-up question's as Markdown. It throws `unknown_contract` (kind `step`) for anything else. */
export function createOffline(): (brief: unknown) => string {
  return (brief) => {
    if (isQuestionBrief(brief)) return questionAnswer(brief);
    if (!isStepBrief(brief)) {
      throw new BatonError('step', 'unknown_contract', 'The task has no brief with a contract to answer.');
    }
    return JSON.stringify(ANSWERS[brief.contract](brief));
  };
}

function isQuestionBrief(brief: unknown): brief is QuestionBrief {
  return typeof brief === 'object' && brief !== null && 'contract' in brief && brief.contract === ANSWER;
}

/** Briefs are made by code, so their contract is what tells them apart from anything else. */
function isStepBrief(brief: unknown): brief is StepBrief & { contract: AgentContract } {
  if (typeof brief !== 'object' || brief === null || !('contract' in brief)) return false;
  return typeof brief.contract === 'string' && isAgentContract(brief.contract);
}
