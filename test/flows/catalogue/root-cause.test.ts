/** What a root cause report says, with explanations and without a model. */
import { describe, expect, it } from 'vitest';
import { rootCauseSections } from '../../../flows/catalogue/root-cause-sections.ts';
import type { JudgedClaim } from '../../../flows/contracts/checked.ts';
import type { Fact, FactData } from '../../../flows/contracts/evidence-pack.ts';
import type { VerdictView } from '../../../flows/report/document.ts';
import { Page } from '../../../flows/report/page.ts';
import type { ReportModel } from '../../../flows/report/report-model.ts';
import type { ReportSection } from '../../../runner/core/report-document.ts';
import { judged } from '../checks/builders.ts';
import { fact, packOf } from '../rules/fact-builder.ts';

type FrameData = FactData['frame'];

const frame = (parts: Partial<Parameters<typeof fact<'frame'>>[1]>, data: Partial<FrameData> = {}): Fact =>
  fact('frame', {
    ...{ path: 'src/cart.ts', line: 41, end: 41, quote: 'return price.amount;', subject: 'total' },
    value: '/app/src/cart.ts:41',
    ...parts,
    data: {
      ...{ state: 'found', trace: 1, printed: { file: '/app/src/cart.ts', line: 41 } },
      ...{ within: 'total', others: [], version: null },
      ...data,
    },
  });
const foreign = frame({ path: null, line: null }, { state: 'foreign', others: ['pg'], within: null });
const suspect = (days: number, changed: FactData['suspect']['changed'] = 'frame line'): Fact =>
  fact('suspect', {
    ...{ path: 'src/cart.ts', line: 41, quote: 'return price.amount;', subject: 'Drop the default price' },
    ...{ value: 'abc123abc123', data: { sha: 'abc123', date: '2026-01-02T00:00:00Z', days, changed } },
  });
const message = (runtime = false): Fact =>
  fact('symptom', { subject: 'TypeError', value: 'no price for order', data: { trace: 1, runtime } });
const source = fact('message-source', {
  ...{ path: 'src/price.ts', line: 12, quote: 'throw new Error("no price for " + id);' },
  ...{ subject: 'no price for', value: 60, data: { use: 'throws', trace: 1 } },
});
const handler = fact('related', {
  ...{
    path: 'src/cart.ts',
    line: 50,
    end: 52,
    quote: '} catch (error) {',
    text: 'catches errors of line 41',
  },
  data: { what: 'handler', of: 'src/cart.ts:41' },
});

function modelOf(
  facts: readonly Fact[],
  claims: readonly JudgedClaim[] = [],
  backend = 'offline',
): ReportModel {
  const model = {
    pack: packOf(...facts),
    verdict: { claims },
    failure: null,
    backend,
    exceptions: [],
    focused: true,
  };
  return model as unknown as ReportModel;
}

const page = new Page({
  places: { cited: [], paths: [] },
  facts: [],
  codeHost: null,
  shas: { head: 'a', base: null },
});
const sectionsOf = (model: ReportModel): Map<string, string> => {
  const all: ReportSection[] = [
    ...(rootCauseSections.before?.(model, page) ?? []),
    ...rootCauseSections.after(model, page),
  ];
  return new Map(all.map(({ title, blocks }) => [title, JSON.stringify(blocks)]));
};
const verdictOf = (facts: readonly Fact[], claims: readonly JudgedClaim[] = []) =>
  rootCauseSections.verdict?.({ ...modelOf(facts, claims) } as unknown as VerdictView);

describe('the verdict without a model', () => {
  it.each([
    [
      'a trace',
      [frame({}), suspect(3)],
      'The trace ends in `total()` at src/cart.ts:41, last changed 3 days before.',
    ],
    [
      'a trace whose message is written elsewhere',
      [message(), frame({}), source, suspect(400)],
      'The trace ends in `total()` at src/cart.ts:41, last changed 13 months before; the message is written at src/price.ts:12.',
    ],
    [
      'a trace that ends in a package',
      [foreign, frame({})],
      'The innermost frame of this repository is `total()` at src/cart.ts:41.',
    ],
    [
      'a trace of another version',
      [frame({}, { state: 'moved' }), suspect(3)],
      'The trace ends in `total()` at src/cart.ts:41 (the trace is of another version).',
    ],
    ['foreign frames only', [foreign], 'No frame of the trace is at a line of this commit (code of pg).'],
    ['a message only', [message(), source], 'The message is written at src/price.ts:12.'],
    ['nothing', [], 'Cause not determined: no stack trace or quoted error message was given.'],
  ])('of %s', (_what, facts, expected) => {
    expect(verdictOf(facts)).toBe(expected);
  });
});

describe('the report without a model', () => {
  const facts = [message(), foreign, frame({}), source, suspect(3), handler];

  it('says that no cause is determined, and names none', () => {
    expect(sectionsOf(modelOf(facts)).get('Most likely cause')).toContain(
      'Not determined (no model configured)',
    );
  });

  it('shows the frames at their lines, and whose code the others are', () => {
    const shown = sectionsOf(modelOf(facts)).get('Stack trace at this commit') ?? '';
    expect(shown).toContain('["2","`total`","src/cart.ts:41","`return price.amount;`",""]');
    expect(shown).toContain('1 frame in code of others: pg.');
  });

  it('lists the changes with their age and what they touched', () => {
    expect(sectionsOf(modelOf(facts)).get('Changes to that code, nearest and newest first')).toContain(
      '"`abc123abc123`","2026-01-02, 3 days before","Drop the default price"',
    );
  });

  it('says what to check next, each because of a fact', () => {
    const next = sectionsOf(modelOf(facts)).get('Check next') ?? '';
    expect(next).toContain('`git show abc123abc123`');
    expect(next).toContain('`src/cart.ts:50`');
    expect(next).toContain('`src/price.ts:12`');
    expect(next).not.toContain('source maps');
  });

  it('asks for the trace where none was given', () => {
    expect(sectionsOf(modelOf([])).get('Check next')).toContain('--log FILE');
  });

  it('does not blame the age of a line that another version had', () => {
    const next =
      sectionsOf(modelOf([frame({}, { state: 'no-such-line' }), suspect(400)])).get('Check next') ?? '';
    expect(next).toContain('run again with `--head`');
    expect(next).not.toContain('days before this commit');
  });
});

describe('the report of investigators', () => {
  const hypothesis = (id: string, ruling: JudgedClaim['ruling'], confidence: number): JudgedClaim =>
    judged({
      ...{
        id: `C${id.slice(1)}`,
        kind: 'hypothesis',
        ruling,
        confidence: null,
        title: `cause ${id}`,
        claim: `mechanism ${id}`,
      },
      item: { id, confidence, test: `test ${id}`, fix: id === 'H2' ? '' : `fix ${id}`, predicts: [] },
    });
  const claims = [
    hypothesis('H1', 'contested', 100),
    hypothesis('H2', 'upheld', 50),
    hypothesis('H3', 'upheld', 75),
    judged({ id: 'C9', kind: 'objection', claim: 'the value is checked before', item: { of: 'H3' } }),
    { ...hypothesis('H4', 'refuted', 100), outcome: 'refuted' as const },
  ];

  it('begins with what skeptics upheld, the surest first, and leaves out what they refuted', () => {
    const sections = sectionsOf(modelOf([], claims, 'direct'));
    expect(sections.get('Most likely cause')).toContain('cause H3');
    const rivals = sections.get('Rivals and what would separate them') ?? '';
    expect(rivals.indexOf('cause H2')).toBeLessThan(rivals.indexOf('cause H1'));
    expect([...sections.values()].join()).not.toContain('cause H4');
  });

  it('names what speaks against an explanation, the tests, and the fixes', () => {
    const sections = sectionsOf(modelOf([], claims, 'direct'));
    expect(sections.get('Most likely cause')).toContain('Against: the value is checked before');
    expect(sections.get('Test to run')).toMatch(/test H3.*test H2.*test H1/);
    expect(sections.get('Fix options')).not.toContain('fix H2');
  });

  it('says the likeliest in its verdict', () => {
    expect(verdictOf([frame({})], claims)).toBe('Most likely: cause H3 [C3]');
  });
});
