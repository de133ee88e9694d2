/** What a test plan says, with cases and without a model. */
import { describe, expect, it } from 'vitest';
import { testPlanSections as sections } from '../../../flows/catalogue/test-plan-sections.ts';
import type { Fact, ScopeFile } from '../../../flows/contracts/evidence-pack.ts';
import type { TestPlan } from '../../../flows/contracts/plans.ts';
import { changeOf, fact, file } from '../rules/fact-builder.ts';
import { type DraftParts, draftModel, statement, textsOf, verdictOf } from './draft-model.ts';

const plan = (parts: Partial<TestPlan> = {}): TestPlan => ({
  risks: [],
  cases: [],
  notWorthTesting: [],
  howToRun: [],
  openQuestions: [],
  ...parts,
});

const measure = (path: string, complexity: number, imports: readonly string[] = []) => ({
  ...{ path, complexity, imports, changes: 3, fan_in: 1, tested: null },
});
const measures = [
  measure('src/hot.ts', 30),
  measure('src/cold.ts', 2),
  measure('src/used.ts', 20),
  measure('test/used.test.ts', 0, ['src/used.ts']),
];
const whole = (n: number): Fact =>
  fact('test-reach', { subject: 'all', value: n, data: { fan_in: 0, of: 10 } });
const unreached = (path: string): Fact => fact('test-reach', { path, value: 50, data: { fan_in: 1 } });
const tests = fact('tests', { value: 1, text: '1 test file, run by vitest', data: { files: [] } });
const hardest = fact('complexity', {
  ...{ path: 'src/hot.ts', line: 12, end: 40, quote: 'function pay() {', value: 21 },
  data: { name: 'pay', complexity: 21, cognitive: 30, nesting: 3, deepest: null, lines: 28, functions: 2 },
});
const files = ['src/hot.ts', 'src/cold.ts', 'src/used.ts', 'test/used.test.ts'].map((path) =>
  file(path, path.startsWith('test/') ? 'test' : 'src'),
);

const model = (facts: readonly Fact[], parts: Partial<DraftParts> = {}) =>
  draftModel({
    draft: { contract: 'TestPlan', document: plan() },
    facts,
    measures,
    scope: { files },
    ...parts,
  });

describe('a test plan without a model', () => {
  it('lists what no test reaches, the riskiest first, then the riskiest of the rest, and the layout', () => {
    const run = model([whole(2), unreached('src/cold.ts'), unreached('src/hot.ts'), tests, hardest]);
    expect(verdictOf(sections, run)).toBe(
      'No test reaches 2 of 10 source files through imports (20 %). Riskiest: src/hot.ts. No cases without a model.',
    );
    expect(textsOf(sections, run)).toEqual({
      'Source that no test reaches': [
        'No test reaches 2 of 10 source files through imports (20 %).',
        'By complexity × changes × importers. Tests that only start the program as a process or call it over a network are not seen here.',
        'src/hot.ts | 30 | 3 | 1 | `pay()`, line 12',
        'src/cold.ts | 2 | 3 | 1 | –',
      ].join('\n'),
      'Riskiest other source': 'src/used.ts | 20 | 3 | 1 | test/used.test.ts',
      'Test layout': '1 test file, run by vitest.\n`*.test.ts` in `test/`: 1 file',
    });
  });

  it('does not say that files are not reached where that is not known', () => {
    const java: ScopeFile[] = [{ ...file('src/hot.java'), language: 'Java' }];
    const run = model([tests], { measures: [measure('src/hot.java', 9)], scope: { files: java } });
    expect(textsOf(sections, run)).toEqual({
      'Test reach': 'Which source tests reach is not known for Java.',
      'Riskiest source': 'src/hot.java | 9 | 3 | 1 | –',
      'Test layout': '1 test file, run by vitest.',
    });
  });

  it('says that there are no tests', () => {
    const none = fact('tests', { value: 0, text: 'there are no test files', data: { files: [] } });
    expect(textsOf(sections, model([none], { measures: [] }))).toEqual({
      'Test reach': 'There are no test files.',
    });
  });

  it('of a change lists the changed files, those that no test reaches first', () => {
    const diff = (path: string, role: ScopeFile['role']): Fact =>
      fact('diff', { path, subject: 'modified', value: 4, data: { added: 3, deleted: 1, role, risk: 1 } });
    const run = model(
      [
        diff('src/used.ts', 'src'),
        diff('src/hot.ts', 'src'),
        unreached('src/hot.ts'),
        diff('test/used.test.ts', 'test'),
      ],
      {
        scope: { ...changeOf([['src/hot.ts', 1, 2]]), files },
      },
    );
    expect(verdictOf(sections, run)).toBe(
      'No test reaches 1 of 2 changed source files through imports. Riskiest: src/hot.ts. No cases without a model.',
    );
    expect(textsOf(sections, run)['Changed files and their tests']).toBe(
      [
        'No test reaches 1 of 2 changed source files through imports. The change touches 1 test file. Tests that only start the program as a process or call it over a network are not seen here.',
        'src/hot.ts | +3 −1 | **no test**',
        'src/used.ts | +3 −1 | test/used.test.ts',
      ].join('\n'),
    );
  });
});

describe('the changed files of a test plan', () => {
  const diff = (path: string): Fact =>
    fact('diff', {
      path,
      subject: 'modified',
      value: 4,
      data: { added: 3, deleted: 1, role: 'src', risk: 1 },
    });
  const lines = (...facts: Fact[]): string | null =>
    verdictOf(sections, model(facts, { scope: { ...changeOf([]), files } }));

  it.each([
    [[diff('src/used.ts')], 'Tests reach each of 1 changed source file through imports.'],
    [
      [diff('src/used.ts'), diff('src/other.ts')],
      'Tests reach 1 of 2 changed source files through imports. For 1 that is not known.',
    ],
    [[diff('src/other.ts')], 'What tests reach is not known for the 1 changed source file.'],
    [[], 'The change touches no source.'],
  ])('%#: are summed up in one sentence', (facts, said) => {
    expect(lines(...facts)).toBe(`${said} No cases without a model.`);
  });
});

describe('a test plan that a model wrote', () => {
  const document = plan({
    cases: [
      {
        ...{ id: 'TC1', level: 'unit', target: 'src/hot.ts', given: 'an order', when: 'it is paid twice' },
        ...{ expected: 'the second call is refused', risks: ['X1'], requirements: ['R2'] },
      },
    ],
    notWorthTesting: [{ text: 'Getters', why: 'they compute nothing' }],
    openQuestions: ['May a payment be split?'],
  });
  const claims = [
    statement('risk', { id: 'X1', area: 'double payment', why: 'nothing stops it', level: 'high' }),
    statement(
      'risk',
      { id: 'X2', area: 'rounding', why: 'cents', level: 'low' },
      { outcome: 'refuted', ruling: 'refuted' },
    ),
    statement('command', { command: 'npm test' }, { title: 'npm test' }),
  ];
  const run = model([whole(0)], { draft: { contract: 'TestPlan', document, written: true, claims } });

  it('counts cases and the risks that stand', () => {
    expect(verdictOf(sections, run)).toBe('1 case for 1 risk, 1 of them high.');
  });

  it('shows risks, cases, what is not worth a test, and how tests are run', () => {
    expect(textsOf(sections, run)).toMatchObject({
      Risks: '**X1 double payment** (high) — nothing stops it [C1]',
      Cases:
        '**TC1** unit · `src/hot.ts` — given an order, when it is paid twice, then the second call is refused (covers X1 and R2)',
      'Not worth testing': 'Getters — they compute nothing',
      'Assumptions and open questions': 'May a payment be split?',
      'How to run the tests': '`npm test`',
    });
  });
});
