/** What an own flow becomes: defaults, and every gate whatever it chose. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../../flows/catalogue/catalogue.ts';
import { codeReview } from '../../../flows/catalogue/code-review.ts';
import { codebaseTour } from '../../../flows/catalogue/codebase-tour.ts';
import { codeHandlers } from '../../../flows/catalogue/handlers.ts';
import { NAMED_SECTIONS } from '../../../flows/catalogue/named-sections.ts';
import { techDebt } from '../../../flows/catalogue/tech-debt.ts';
import { loadPersonas } from '../../../personas/load.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import { BANDS, type Band, type Flow, type StepSpec } from '../../../runner/core/step-spec.ts';
import { flowOf, PERSONA, read, SMALLEST } from './own.ts';

const agentsOf = (flow: Flow, band: Band, fast = false): string[] =>
  buildDag(flow.steps, band, fast).flatMap(({ step_id, kind }) => (kind === 'agent' ? [step_id] : []));

const codeOf = (flow: Flow, band: Band, fast: boolean): (string | null)[] =>
  buildDag(flow.steps, band, fast).flatMap(({ kind, handler }) => (kind === 'code' ? [handler] : []));

describe('the smallest flow', () => {
  test('takes title and question from its name and its purpose, and compares because it is a review', () => {
    expect(flowOf(SMALLEST)).toMatchObject({
      name: 'database-review',
      category: 'Review',
      title: 'Database review',
      purpose: 'Is this change safe for the database?',
      question: 'Is this change safe for the database?',
      compares: true,
      own: true,
    });
    expect(flowOf(SMALLEST.replace('Review', 'Analysis')).compares).toBe(false);
  });

  test('has the skeptics, the gap hunt and the arbiter of a flow of findings', () => {
    const flow = flowOf(SMALLEST);
    const lens = 'lens:data-steward';
    expect(agentsOf(flow, 'small')).toEqual([lens, 'skeptic-1', 'synth']);
    expect(agentsOf(flow, 'medium')).toEqual([lens, 'skeptic-1', 'skeptic-2', 'arbiter', 'synth']);
    expect(agentsOf(flow, 'large')).toEqual([
      ...[lens, 'skeptic-1', 'skeptic-2', 'skeptic-3'],
      ...['gap', 'arbiter', 'synth'],
    ]);
  });

  test('keeps its first lens of each size with fast', () => {
    const flow = flowOf(
      SMALLEST.replace(
        '[data-steward]',
        '[{ persona: data-steward, sizes: [large] }, ops-engineer, architect]',
      ),
    );
    expect(agentsOf(flow, 'small', true)).toEqual(['lens:ops-engineer', 'skeptic-1']);
    expect(agentsOf(flow, 'large', true)).toEqual(['lens:data-steward', 'skeptic-1', 'synth']);
  });
});

test('a lens carries its label, condition, instruction and the rules that its persona speaks for', () => {
  const lens = `
  - persona: query-reviewer
    name: queries
    label: Queries
    when: { fact: sql, at_least: 3 }
    focus: |
      Say what happens
      at a hundred times the size.`;
  const flow = flowOf(SMALLEST.replace('[data-steward]', `${lens}\n  - data-steward`), {
    'personas/query-reviewer.md': PERSONA.replace(
      'category: Review',
      'category: Review\nrules: [historian, architect]',
    ),
  });
  expect(flow.steps.find(({ step_id }) => step_id === 'lens:queries')).toMatchObject({
    label: 'Queries',
    persona: 'query-reviewer',
    contract: 'LensOutput',
    when: { fact: 'K:sql', op: 'gte', value: 3 },
    params: { focus: 'Say what happens at a hundred times the size.', rules: 'historian architect' },
  });
});

test('a map takes explorers, and always shows their statements', () => {
  const text = SMALLEST.replace('Review', 'Discovery').replace(
    '[data-steward]',
    '[cartographer, tour-guide, historian]',
  );
  const flow = flowOf(`${text}template: map\n`);
  const contracts = flow.steps
    .filter(({ primary }) => primary === 'explorer')
    .map(({ contract }) => contract);
  expect(new Set(contracts)).toEqual(new Set(['SystemMap', 'Tour', 'LensOutput']));
  expect(flow.steps.find(({ handler }) => handler === 'render')?.params?.sections).toBe('about map');
});

test('the evidence step collects what the chosen sections show', () => {
  const flow = flowOf(`${SMALLEST}sections: [dependencies, changed-files]\n`);
  const evidence = flow.steps.find(({ handler }) => handler === 'evidence');
  expect(evidence?.params?.kinds).toBe('diff test-reach dependency-diff');
});

/** Every combination of what a flow may choose about its course. */
const COURSES = ['findings', 'map'].flatMap((template) =>
  ['Analysis', 'Discovery', 'Planning', 'Authoring', 'Review'].flatMap((category) =>
    ['', 'skeptics: 1\n', 'skeptics: 4\n'].flatMap((skeptics) =>
      ['', 'gap: []\narbiter: []\n', 'gap: [small]\narbiter: [small, large]\n']
        .filter((rest) => template === 'findings' || rest === '')
        .map(
          (rest) =>
            `name: mine\ncategory: ${category}\npurpose: Why?\ntemplate: ${template}\n${skeptics}${rest}lenses:\n  - data-steward\n  - { persona: historian, when: migrations, fast: [large] }\n`,
        ),
    ),
  ),
);

test.each([true, false])('no choice of a flow removes a gate or a skeptic (fast: %s)', (fast) => {
  expect(COURSES.length).toBeGreaterThan(50);
  for (const text of COURSES) {
    const flow = flowOf(text);
    const model = text.includes('template: map') ? codebaseTour : techDebt;
    for (const band of BANDS) {
      expect(codeOf(flow, band, fast), text).toEqual(codeOf(model, band, fast));
      const agents = agentsOf(flow, band, fast);
      expect(agents, text).toContain('skeptic-1');
      expect(agents, text).toContain('lens:data-steward');
      for (const step of flow.steps) expect(step.kind === 'code' ? step.onFail : 'fail-run').toBe('fail-run');
    }
  }
});

test('a code step of an own flow is that of a built-in one, but for what the report is to show', () => {
  const bare = ({ params: _, ...step }: StepSpec): Omit<StepSpec, 'params'> => step;
  const own = flowOf(SMALLEST).steps.filter(({ kind, bands }) => kind === 'code' && bands.includes('small'));
  const theirs = codeReview.steps.filter(({ kind, bands }) => kind === 'code' && bands.includes('small'));
  const withoutLenses = (steps: readonly StepSpec[]) =>
    steps.map(bare).map((step) => (step.handler === 'verify' ? { ...step, needs: [] } : step));
  expect(withoutLenses(own)).toEqual(withoutLenses(theirs));
  expect(own.find(({ handler }) => handler === 'verdict')?.params).toEqual({ category: 'Review' });
});

test('the catalogue takes own flows and personas beside those of Baton', async () => {
  const builtIn = await loadPersonas(join(import.meta.dirname, '../../../personas'));
  const own = read(
    { 'flows/db.yaml': SMALLEST.replace('data-steward', 'query-reviewer') },
    { 'personas/query-reviewer.md': PERSONA },
  );
  const personas = [...builtIn.personas, ...own.personas];
  const collect = async () => ({ status: 'unavailable', reason: 'nothing is read' }) as const;
  const catalogue = createCatalogue({
    personas,
    shared: builtIn.shared,
    handlers: codeHandlers({ collect, personas }),
    flows: own.flows,
  });
  const [flow] = catalogue.flows;
  if (flow === undefined) throw new Error('no flow');
  expect(catalogue.plan(flow, 'medium', false).length).toBeGreaterThan(12);
});

test('every named section has a name of its own and says which facts it shows', () => {
  const names = NAMED_SECTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(NAMED_SECTIONS.filter(({ kinds }) => kinds.length === 0)).toEqual([]);
});
