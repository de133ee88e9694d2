/** What holds for every finding of every rule, over packs made by chance. */
import { describe, expect, it } from 'vitest';
import type { EvidencePack, Scope } from '../../../flows/contracts/evidence-pack.ts';
import { type CodeEvidence, Finding, LensOutput } from '../../../flows/contracts/finding.ts';
import { type Draft, type Rule, type RuleView, viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { applyRules, type Reader } from '../../../flows/rules/selection.ts';
import { fact, packOf, randomPack, scopeOf } from './fact-builder.ts';

const PERSONAS = [...new Set(RULES.flatMap((rule) => rule.lenses))].sort();
const readers = (maxFindings: number): Reader[] => PERSONAS.map((persona) => ({ persona, maxFindings }));
const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

/** Every other file is changed, from its first line to its last. */
function changedScope(pack: EvidencePack): Scope {
  const scope = scopeOf(pack);
  const changed = scope.files.filter((_, index) => index % 2 === 0);
  return {
    ...scope,
    base: 'b'.repeat(40),
    hunks: changed.map(({ path }) => ({ path, start: 1, end: 99_999 })),
    changed: changed.map(({ path }, index) => ({
      path,
      status: index % 2 ? 'added' : 'modified',
      added: 9,
      deleted: 9,
    })),
  };
}

function findingsOf(pack: EvidencePack, scope: Scope, maxFindings = 10): Finding[] {
  const found = applyRules(RULES, viewOf(pack, scope), readers(maxFindings), scope.base !== null);
  return found.outputs.flatMap((output) => output.findings);
}

const runs = SEEDS.flatMap((seed) => {
  const pack = randomPack(seed, 4);
  return [scopeOf(pack), changedScope(pack)].map((scope) => ({ pack, findings: findingsOf(pack, scope) }));
});

describe('every finding of a rule', () => {
  it('is found at all: every rule speaks up over the packs', () => {
    const said = new Set(
      SEEDS.flatMap((seed) => {
        const pack = randomPack(seed, 12);
        return RULES.filter((rule) => {
          const scope = rule.on === 'change' ? changedScope(pack) : scopeOf(pack);
          return rule.apply(viewOf(pack, scope)).length > 0;
        }).map((rule) => rule.id);
      }),
    );
    expect(RULES.map((rule) => rule.id).filter((id) => !said.has(id))).toEqual([]);
  });

  it('is made of the kinds that its rule says it reads', () => {
    for (const rule of RULES) {
      const read = new Set<string>();
      for (const seed of SEEDS.slice(0, 10)) {
        const pack = randomPack(seed, 12);
        rule.apply(noting(read, viewOf(pack, rule.on === 'change' ? changedScope(pack) : scopeOf(pack))));
      }
      expect([rule.id, ...read].sort()).toEqual([rule.id, ...rule.kinds].sort());
    }
  });

  it('says "at least" where the pack holds the first facts of a kind only', () => {
    const flagged = (name: string) =>
      fact('lockfile', { subject: name, path: 'package-lock.json', data: { flags: ['install script'] } });
    const pack = packOf(flagged('a'), flagged('b'));
    const unavailable = [{ kind: 'lockfile', reason: 'only the first 2 of 9 facts are kept' }];
    const titles = [pack, { ...pack, unavailable }].map((one) => findingsOf(one, scopeOf(one))[0]?.title);
    expect(titles).toEqual([
      '2 packages run a script when installed',
      'at least 2 packages run a script when installed',
    ]);
  });

  it('meets the contract of findings and is marked as a rule', () => {
    for (const { findings } of runs) {
      for (const finding of findings) {
        expect(Finding.parse(finding)).toEqual(finding);
        expect(finding.origin).toBe('rule');
      }
    }
  });

  it('repeats the values of the facts that it cites', () => {
    for (const { pack, findings } of runs) {
      const values = new Map(pack.facts.map((fact) => [fact.id, fact.value]));
      const cited = findings.flatMap(({ evidence }) => evidence.filter((item) => item.type === 'fact'));
      expect(cited.length).toBeGreaterThan(0);
      for (const item of cited) expect(values.get(item.id)).toBe(item.value);
    }
  });

  it('cites a fact, and quotes whole words of a fact', () => {
    const quotes = new Set(runs.flatMap(({ pack }) => pack.facts.map((fact) => fact.quote ?? '')));
    for (const { findings } of runs) {
      for (const { evidence } of findings) {
        expect(evidence.some((item) => item.type === 'fact')).toBe(true);
        for (const item of evidence.filter((one): one is CodeEvidence => one.type === 'code')) {
          expect([...quotes].some((quote) => holdsWhole(quote, item.quote))).toBe(true);
        }
      }
    }
  });

  it('cites code before numbers', () => {
    for (const { findings } of runs) {
      for (const { evidence } of findings) {
        const types = evidence.map((item) => item.type);
        expect(types).toEqual([...types].sort());
      }
    }
  });

  it('says no large number that is not in the facts', () => {
    for (const { pack, findings } of runs) {
      const known = numbersIn(JSON.stringify(pack.facts));
      const clones = pack.facts.filter((fact) => fact.kind === 'dup').map((fact) => Number(fact.value));
      const sums = new Set(clones.flatMap((one, index) => sumsFrom(clones.slice(index + 1), one)));
      for (const { title, claim } of findings) {
        const said = [...numbersIn(`${title} ${claim}`)].filter((number) => number >= 1_000);
        expect(said.filter((number) => !known.has(number) && !sums.has(number))).toEqual([]);
      }
    }
  });

  it('is above P2 only where it names what fails', () => {
    for (const { findings } of runs) {
      for (const { severity, failure } of findings) {
        expect(severity === 'P1' ? failure : 'none needed').not.toBe('');
        expect(severity).not.toBe('P0');
      }
    }
  });

  it('has no back-ticks, which would say that a name is in the code', () => {
    for (const { findings } of runs) {
      expect(findings.filter(({ title, claim }) => /`/.test(title + claim))).toEqual([]);
    }
  });
});

describe('sharing out the findings', () => {
  const draft = (title: string, parts: Partial<Draft> = {}): Draft => ({
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
  const rule = (id: string, drafts: Draft[], parts: Partial<Rule> = {}): Rule => ({
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

  it('says of a change that what it found is new, and of a tree nothing', () => {
    const rules = [rule('both', [draft('both')])];
    const known = (changes: boolean) =>
      applyRules(rules, view, [{ persona: 'architect', maxFindings: 5 }], changes).outputs[0]?.findings[0]
        ?.preExisting;
    expect(known(true)).toBe(false);
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

/** A view that notes the kinds it is asked for. */
function noting(read: Set<string>, view: RuleView): RuleView {
  const note = <K extends string>(kind: K): K => {
    read.add(kind);
    return kind;
  };
  return {
    ...view,
    facts: (kind) => view.facts(note(kind)),
    all: (kind) => view.all(note(kind)),
    about: (kind, path) => view.about(note(kind), path),
  };
}

function holdsWhole(text: string, quote: string): boolean {
  const at = text.indexOf(quote);
  return at !== -1 && !(/\w$/.test(quote) && /^\w/.test(text.slice(at + quote.length)));
}

function numbersIn(text: string): Set<number> {
  return new Set([...text.matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(',', ''))));
}

/** Every sum of `from` and some of the others. */
function sumsFrom(others: readonly number[], from: number): number[] {
  const [next, ...rest] = others;
  return next === undefined ? [from] : [...sumsFrom(rest, from), ...sumsFrom(rest, from + next)];
}
