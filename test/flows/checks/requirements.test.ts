/** What code finds wrong with requirements and test plans. */
import { describe, expect, it } from 'vitest';
import type { DraftView } from '../../../flows/checks/drafts/draft-view.ts';
import { pathsIn } from '../../../flows/checks/drafts/draft-view.ts';
import {
  knownPart,
  requirementProblems,
  testPlanProblems,
} from '../../../flows/checks/drafts/requirements.ts';
import type { Requirement, RequirementSet, TestPlan } from '../../../flows/contracts/plans.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

const requirement = (parts: Partial<Requirement> = {}): Requirement => ({
  id: 'R1',
  pattern: 'event',
  trigger: 'an order is paid',
  system: 'mailer',
  response: 'send one receipt',
  from: 'input',
  status: 'missing',
  priority: 'must',
  evidence: [],
  assumption: false,
  ...parts,
});

const set = (...requirements: Requirement[]): RequirementSet => ({
  requirements,
  assumptions: [],
  questions: [],
  nonGoals: [],
});

const pack = packOf(
  fact('exports', { path: 'src/mailer.ts', value: 1, data: { symbols: ['openShop'] } }),
  fact('routes', {
    path: 'src/web.ts',
    line: 4,
    subject: 'GET /orders',
    data: { method: 'GET', route: '/orders', handler: null, guards: [], health: false },
  }),
);
const said = (input: RequirementSet): string[] =>
  requirementProblems(input, { pack }).map(({ at, text }) => `${at}: ${text}`);

describe('problems of requirements', () => {
  it('are none where each can be tested', () => {
    expect(said(set(requirement(), requirement({ id: 'R2', system: 'the application' })))).toEqual([]);
  });

  it.each<[Partial<Requirement>, string]>([
    [{ trigger: '' }, 'R1: It is of the form “event”, but names no condition.'],
    [
      { response: 'send a receipt quickly' },
      'R1: “quickly” can’t be tested: name a number or an observable result.',
    ],
    [
      { response: 'be easy and secure' },
      'R1: “easy”, “secure” can’t be tested: name a number or an observable result.',
    ],
    [{ system: 'billing gateway' }, 'R1: The repository has no part called “billing gateway”.'],
  ])('name what is wrong with %j', (parts, problem) => {
    expect(said(set(requirement(parts)))).toEqual([problem]);
  });

  it('name an id that two have, and a question that blocks nothing', () => {
    const twice = set(requirement(), requirement());
    expect(said({ ...twice, questions: [{ text: 'Which rows?', blocks: ['R1', 'R9'] }] })).toEqual([
      'R1: 2 items are called R1.',
      'question 1: It refers to the requirement R9, which does not exist.',
    ]);
  });
});

describe('a part that the repository has', () => {
  it.each([
    ['the mailer service', true],
    ['Mailers', false],
    ['shop', true],
    ['`openShop`', true],
    ['the service', true],
    ['payment gateway', false],
  ])('%j: %s', (system, there) => {
    expect(knownPart(['src/mailer.ts', 'openShop'])(system)).toBe(there);
  });
});

const testCase = (parts: Partial<TestPlan['cases'][number]> = {}): TestPlan['cases'][number] => ({
  id: 'TC1',
  level: 'unit',
  target: 'src/refund.ts',
  given: 'an order of 5 €',
  when: 'refund(-1) is called',
  expected: 'it throws RangeError',
  risks: ['X1'],
  requirements: [],
  ...parts,
});

const plan = (cases: TestPlan['cases']): TestPlan => ({
  risks: [{ id: 'X1', area: 'refunds', why: 'amounts', level: 'high', evidence: [], assumption: false }],
  cases,
  notWorthTesting: [],
  howToRun: [],
  openQuestions: [],
});

const problems = (input: TestPlan, requirements: DraftView['requirements'] = []): string[] => {
  const view = { has: (path: string) => path === 'src/refund.ts', requirements, claims: [], pack: null };
  return testPlanProblems(input, view).map(({ at, text }) => `${at}: ${text}`);
};

describe('problems of a test plan', () => {
  it('are none where each case can be written', () => {
    expect(problems(plan([testCase(), testCase({ id: 'TC2', target: './src/refund.ts:12' })]))).toEqual([]);
  });

  it.each<[Partial<TestPlan['cases'][number]>, string]>([
    [{ target: 'src/nowhere.ts' }, 'TC1: Its target `src/nowhere.ts` does not exist.'],
    [{ risks: ['X1', 'X7'] }, 'TC1: It refers to the risk X7, which does not exist.'],
    [
      { expected: 'the amount is handled correctly' },
      'TC1: “correctly” can’t be tested: name a number or an observable result.',
    ],
    [{ expected: 'It works.' }, 'TC1: It expects only that it works.'],
    [{ expected: 'no error is thrown' }, 'TC1: It expects only that it works.'],
  ])('name what is wrong with %j', (parts, problem) => {
    expect(problems(plan([testCase(parts)]))).toEqual([problem]);
  });

  it('name a risk without a case, and a case without a risk', () => {
    expect(problems(plan([testCase({ risks: [] })]))).toEqual([
      'TC1: It covers no risk and no requirement.',
      'X1: No case covers it.',
    ]);
  });

  it('name requirements that are not there, where there are any', () => {
    const cases = [testCase({ requirements: ['R3'] })];
    expect(problems(plan(cases), [requirement()])).toEqual([
      'TC1: It refers to the requirement R3, which does not exist.',
    ]);
    expect(problems(plan(cases))).toEqual([]);
  });
});

describe('the files that a document names', () => {
  it.each([
    ['src/a.ts:12-14', 'src/a.ts'],
    ['./src/a.ts', 'src/a.ts'],
    ['src/a.ts#open', 'src/a.ts'],
  ])('%j is %j', (target, path) => {
    expect(pathsIn({ cases: [{ target, given: 'src/b.ts' }] })).toEqual([path]);
  });
});
