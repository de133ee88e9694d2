import { describe, expect, it } from 'vitest';
import { LensOutput } from '../../../flows/contracts/finding.ts';
import { type FindingDraft, type Rule, viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { applyRules } from '../../../flows/rules/selection.ts';
import { packOf, randomPack, scopeOf } from './fact-builder.ts';
import { changedScope, findingsOf, readers } from './random-runs.ts';

describe('sharing out the findings', () => {
  const draft = (title: string, parts: Partial<FindingDraft> = {}): FindingDraft => ({
    title,
    kind: 'debt',
    severity: 'P3',
    confidence: 75,
    claim: title,
    evidence: [{ type: 'fact', id: 'K1', value: 1 }],
    recommendation: '',
    effort: 'S',
    ...parts,
  });
  const rule = (id: string, drafts: FindingDraft[], parts: Partial<Rule> = {}): Rule => ({
    id,
    kinds: [],
    lenses: ['architect'],
    on: 'both',
    apply: () => drafts,
    ...parts,
  });
  const view = viewOf(packOf(), scopeOf(packOf()));
  const titles = (rules: Rule[], max = 10, personas = ['architect']) =>
    applyRules(
      rules,
      view,
      personas.map((persona) => ({ persona, maxFindings: max })),
      false,
    ).outputs.map((output) => output.findings.map((finding) => finding.title));

  it('takes one finding of each rule before a second of any', () => {
    const flood = rule('flood', [draft('a1'), draft('a2'), draft('a3')]);
    expect(titles([flood, rule('b', [draft('b1')]), rule('c', [draft('c1')])], 3)).toEqual([
      ['a1', 'b1', 'c1'],
    ]);
  });

  it('takes as many of a rule in each round as the rule weighs', () => {
    const heavy = rule('heavy', [draft('a1'), draft('a2'), draft('a3')], { weight: 2 });
    expect(titles([heavy, rule('b', [draft('b1')])], 3)).toEqual([['a1', 'a2', 'b1']]);
  });

  it('puts the severe and the sure first', () => {
    const mild = rule('mild', [draft('mild')]);
    const sure = rule('sure', [draft('sure', { confidence: 100 })]);
    const severe = rule('severe', [draft('severe', { severity: 'P2', confidence: 50 })]);
    expect(titles([mild, sure, severe])).toEqual([['severe', 'sure', 'mild']]);
  });

  it('lets no rule have more than its share', () => {
    const many = Array.from({ length: 50 }, (_, index) => draft(`n${index}`));
    expect(titles([rule('flood', many)])[0]).toHaveLength(3);
    expect(titles([rule('flood', many, { most: 1 })])[0]).toHaveLength(1);
  });

  it('gives a finding to the first of the personas in the run whose concern it is', () => {
    const shared = rule('shared', [draft('shared')], { lenses: ['historian', 'architect', 'skeptic'] });
    expect(titles([shared], 10, ['skeptic', 'architect'])).toEqual([[], ['shared']]);
  });

  it('keeps quiet when the persona whose concern it is does not run', () => {
    expect(titles([rule('other', [draft('other')], { lenses: ['historian'] })])).toEqual([[]]);
  });

  it('leaves rules about a change out of a run that compares nothing', () => {
    expect(titles([rule('change', [draft('change')], { on: 'change' })])).toEqual([[]]);
  });

  it('marks findings in a change as new, and does not mark those in a tree', () => {
    const rules = [rule('both', [draft('both')])];
    const known = (changes: boolean) =>
      applyRules(rules, view, [{ persona: 'architect', maxFindings: 5 }], changes).outputs[0]?.findings[0]
        ?.origin;
    expect(known(true)).toBe('introduced');
    expect(known(false)).toBeNull();
  });

  it('holds the severity of what names no failure at P2', () => {
    const bold = rule('bold', [draft('bold', { severity: 'P1' })]);
    const { outputs } = applyRules([bold], view, [{ persona: 'architect', maxFindings: 5 }], false);
    expect(outputs[0]?.findings[0]?.severity).toBe('P2');
  });

  it('cuts a long title between words and says so', () => {
    const wordy = rule('wordy', [draft('many words '.repeat(20))]);
    const [title = ''] = titles([wordy])[0] ?? [];
    expect(title.length).toBeLessThanOrEqual(100);
    expect(title).toMatch(/ (many|words)…$/);
  });

  it('keeps to the budget of each persona and to the contract, however many facts there are', () => {
    const pack = randomPack(7, 100);
    for (const scope of [scopeOf(pack), changedScope(pack)]) {
      for (const max of [1, 5, 10, 500]) {
        const { outputs } = applyRules(RULES, viewOf(pack, scope), readers(max), scope.base !== null);
        for (const output of outputs) {
          expect(output.findings.length).toBeLessThanOrEqual(Math.min(max, 10));
          expect(LensOutput.safeParse(output).success).toBe(true);
        }
      }
    }
  });

  it('answers the same for the same facts', () => {
    const pack = randomPack(3, 20);
    expect(findingsOf(pack, scopeOf(pack))).toEqual(findingsOf(structuredClone(pack), scopeOf(pack)));
  });
});
