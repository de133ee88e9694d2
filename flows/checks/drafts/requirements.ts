/** What is wrong with requirements and with a test plan, as far as code can tell. Pure. */
import type { DraftProblem } from '../../contracts/draft.ts';
import type { Requirement, RequirementSet, TestPlan } from '../../contracts/plans.ts';
import { type DraftView, isBlank, problem, repeatedIds, unknownIds, vagueIn } from './draft-view.ts';

export function requirementProblems({ requirements, questions }: RequirementSet): DraftProblem[] {
  if (requirements.length === 0) return [problem('', 'It has no requirements.')];
  const ids = new Set(requirements.map(({ id }) => id));
  return [
    ...repeatedIds(requirements),
    ...requirements.flatMap((one) => [...formProblems(one), ...vagueIn(one.id, [one.response])]),
    ...questions.flatMap(({ blocks }, at) => unknownIds(`question ${at + 1}`, 'requirement', blocks, ids)),
  ];
}

/** What does not always hold needs the condition under which it does. */
function formProblems({ id, pattern, trigger }: Requirement): DraftProblem[] {
  if (pattern === 'ubiquitous')
    return isBlank(trigger) ? [] : [problem(id, 'It always holds, but names a condition.')];
  return isBlank(trigger) ? [problem(id, `It is of the form “${pattern}”, but names no condition.`)] : [];
}

export function testPlanProblems(plan: TestPlan, { has, requirements }: DraftView): DraftProblem[] {
  const { risks, cases } = plan;
  if (cases.length === 0) return [problem('', 'It has no cases.')];
  const known = new Set(risks.map(({ id }) => id));
  const asked = new Set(requirements.map(({ id }) => id));
  const covered = new Set(cases.flatMap((one) => one.risks));
  return [
    ...repeatedIds(risks),
    ...repeatedIds(cases),
    ...cases.flatMap((one) => [
      ...(has(one.target) ? [] : [problem(one.id, `Its target \`${one.target}\` does not exist.`)]),
      ...unknownIds(one.id, 'risk', one.risks, known),
      ...(asked.size === 0 ? [] : unknownIds(one.id, 'requirement', one.requirements, asked)),
      ...vagueIn(one.id, [one.expected]),
    ]),
    ...risks.filter(({ id }) => !covered.has(id)).map(({ id }) => problem(id, 'No case covers it.')),
  ];
}
