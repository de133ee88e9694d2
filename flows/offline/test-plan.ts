/** A test plan without a model: how the tests that are there are run. Risks are measured, and the report lists them; cases need a reader. */
import type { StepBrief } from '../contracts/brief.ts';
import { factsOf } from '../contracts/evidence-pack.ts';
import type { TestPlan } from '../contracts/plans.ts';
import { runCommands } from './run-commands.ts';

const MOST_COMMANDS = 4;

export function testPlanAnswer({ pack }: StepBrief): TestPlan {
  const tests = new Set(
    factsOf(pack, 'command').flatMap(({ subject, value }) => (subject === 'test' ? [String(value)] : [])),
  );
  const howToRun = runCommands(pack).filter(({ command }) => tests.has(command));
  return {
    risks: [],
    cases: [],
    notWorthTesting: [],
    howToRun: howToRun.slice(0, MOST_COMMANDS),
    openQuestions: [],
  };
}
