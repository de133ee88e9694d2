/** Requirements without a model: none, since each needs a reader; only the questions that a checklist asks of the text. */
import { saidBy } from '../../runner/core/flow-input.ts';
import type { StepBrief } from '../contracts/brief.ts';
import type { RequirementSet } from '../contracts/plans.ts';
import { ticketQuestions } from './ticket-questions.ts';

export function requirementsAnswer(brief: StepBrief): RequirementSet {
  const questions = ticketQuestions(saidBy(brief)).map((text) => ({ text, blocks: [] }));
  return { requirements: [], assumptions: [], questions, nonGoals: [] };
}
