import { describe, expect, it } from 'vitest';
import { LensOutput } from '../../../flows/contracts/finding.ts';
import { type FindingDraft, type Rule, viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { applyRules } from '../../../flows/rules/selection.ts';
import { fact, packOf, randomPack, scopeOf } from './fact-builder.ts';
import { changedScope, findingsOf, readers } from './random-runs.ts';

describe('sharing out the findings', () => {
  const draft = (title: string, parts: Partial<FindingDraft> = {}): FindingDraft => ({
    title,
    kind: 'debt',
    impact: 20,
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

  it('ranks the findings of all rules by impact before a persona’s limit applies', () => {
    const first = rule('first', [draft('a5', { impact: 5 }), draft('a30', { impact: 30 })]);
    const second = rule('second', [draft('b20', { impact: 20 }), draft('b60', { impact: 60 })]);
    expect(titles([first, second], 3)).toEqual([['b60', 'a30', 'b20']]);
  });

  it('ranks the findings of one rule by impact before its own limit applies', () => {
    const found = [10, 30, 20].map((impact) => draft(`n${impact}`, { impact }));
    expect(titles([rule('one', found, { most: 2 })])).toEqual([['n30', 'n20']]);
  });

  it('puts the sure first of those with one impact, and then goes by path', () => {
    const at = (path: string): FindingDraft =>
      draft(path, {
        evidence: [{ type: 'code', path, start: 1, end: 1, quote: 'const a = 1;', side: 'head' }],
      });
    const found = [at('src/b.ts'), at('src/a.ts'), draft('sure', { confidence: 100 })];
    expect(titles([rule('one', found)])).toEqual([['sure', 'src/a.ts', 'src/b.ts']]);
  });

  describe('to a reader that speaks for other personas', () => {
    const of = (persona: string, rules: readonly string[] = []) => ({ persona, maxFindings: 10, rules });
    const given = (...all: ReturnType<typeof of>[]) =>
      applyRules(
        [rule('one', [draft('a')], { lenses: ['architect', 'historian'] })],
        view,
        all,
        false,
      ).outputs.flatMap(({ lens, findings }) => findings.map(({ title }) => `${lens}: ${title}`));

    it('gives it their findings, in the order of the rule’s personas', () => {
      expect(given(of('mine', ['historian']))).toEqual(['mine: a']);
      expect(given(of('mine', ['historian']), of('other', ['architect']))).toEqual(['other: a']);
      expect(given(of('mine', ['data-steward']))).toEqual([]);
    });

    it('gives them to the persona itself where it is in the run', () => {
      expect(given(of('mine', ['architect']), of('architect'))).toEqual(['architect: a']);
      expect(given(of('first', ['architect']), of('second', ['architect']))).toEqual(['first: a']);
    });
  });

  describe('of a run with a focus', () => {
    const at = (title: string, path: string, impact: number): FindingDraft =>
      draft(title, {
        impact,
        evidence: [{ type: 'code', path, start: 1, end: 1, quote: 'const a = 1;', side: 'head' }],
      });
    const mention = fact('mention', {
      path: 'src/near.ts',
      line: 1,
      data: { what: 'symbol', words: ['orders'], sha: null },
    });
    const commit = fact('mention', { data: { what: 'commit', words: ['orders'], sha: 'a'.repeat(40) } });
    const pack = packOf(mention, commit);
    const found = (drafts: FindingDraft[], parts: Partial<Rule> = {}) =>
      applyRules(
        [rule('one', drafts, parts)],
        viewOf(pack, scopeOf(pack)),
        [{ persona: 'architect', maxFindings: 10 }],
        false,
      ).outputs.flatMap((output) => output.findings.map(({ title, impact }) => [title, impact]));

    it('puts those near it first within their severity, with the impact that the rule states', () => {
      const drafts = [
        at('far P2', 'src/far.ts', 79),
        at('near P3', 'src/near.ts', 20),
        at('near P2', 'src/near.ts', 41.5),
        at('nearest P2', 'src/near.ts', 60),
        at('far P3', 'src/far.ts', 39),
      ];
      expect(found(drafts, { most: 9 })).toEqual([
        ['nearest P2', 60],
        ['near P2', 41.5],
        ['far P2', 79],
        ['near P3', 20],
        ['far P3', 39],
      ]);
    });

    it('keeps those near it where a rule has more than its share', () => {
      expect(found([at('far', 'src/far.ts', 79), at('near', 'src/near.ts', 41)], { most: 1 })).toEqual([
        ['near', 41],
      ]);
    });

    it('takes no finding without a place for one near a commit', () => {
      expect(found([draft('nowhere', { impact: 20 }), at('sure', 'src/far.ts', 30)])[0]).toEqual([
        'sure',
        30,
      ]);
    });
  });

  it('derives the severity from the impact', () => {
    const found = [39, 40, 79, 80].map((impact) => draft('any', { impact, failure: 'it fails' }));
    const { outputs } = applyRules(
      [rule('one', found, { most: 9 })],
      view,
      [{ persona: 'architect', maxFindings: 5 }],
      false,
    );
    expect(outputs[0]?.findings.map(({ severity }) => severity)).toEqual(['P1', 'P2', 'P2', 'P3']);
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
    const bold = rule('bold', [draft('bold', { impact: 100 })]);
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
