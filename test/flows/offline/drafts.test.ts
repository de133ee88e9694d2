/** What the offline back end puts into requirements and test plans, which need a reader for the rest. */
import { describe, expect, it } from 'vitest';
import type { StepBrief } from '../../../flows/contracts/brief.ts';
import type { RequirementSet, TestPlan } from '../../../flows/contracts/plans.ts';
import { createOffline } from '../../../flows/offline/offline.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

const answer = (parts: Partial<StepBrief>): unknown =>
  JSON.parse(
    createOffline()({ focused: false, question: 'What is asked?', given: {}, pack: packOf(), ...parts }),
  );

describe('requirements', () => {
  const asked = (parts: Partial<StepBrief>) =>
    answer({ contract: 'RequirementSet', ...parts }) as RequirementSet;
  const rate = 'What is the limit? The text speaks of “rate” without a number.';

  it('are none; their questions are those of a checklist on the ticket', () => {
    expect(asked({ given: { ticket: 'Add rate limiting' } })).toEqual({
      requirements: [],
      assumptions: [],
      questions: [{ text: rate, blocks: [] }],
      nonGoals: [],
    });
  });

  it('take the focus for a ticket, but not the question of the flow', () => {
    const question = 'Add rate limiting';
    expect(asked({ question, focused: true }).questions.map(({ text }) => text)).toEqual([rate]);
    expect(asked({ question }).questions).toEqual([]);
  });
});

describe('a test plan', () => {
  it('has the commands that run tests, each with the fact that shows it, and nothing else', () => {
    const command = (subject: string, value: string) =>
      fact('command', { path: 'package.json', line: 4, quote: value, subject, value, data: {} });
    const pack = packOf(command('build', 'npm run build'), command('test', 'npm test'));
    expect(answer({ contract: 'TestPlan', pack }) as TestPlan).toEqual({
      risks: [],
      cases: [],
      notWorthTesting: [],
      howToRun: [{ command: 'npm test', source: { type: 'fact', id: 'K2', value: 'npm test' } }],
      openQuestions: [],
    });
  });
});
