/** What holds for every finding of every rule, over packs made by chance. */
import { describe, expect, it } from 'vitest';
import { type CodeEvidence, Finding } from '../../../flows/contracts/finding.ts';
import { type RuleView, viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { randomPack, scopeOf } from './fact-builder.ts';
import { changedScope, findingsOf, SEEDS } from './random-runs.ts';

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
          return rule.apply(viewOf(pack, scope, { policy: 'MIT' })).length > 0;
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
        const scope = rule.on === 'change' ? changedScope(pack) : scopeOf(pack);
        rule.apply(noting(read, viewOf(pack, scope, { policy: 'MIT' })));
      }
      expect([rule.id, ...read].sort()).toEqual([rule.id, ...rule.kinds].sort());
    }
  });

  it('meets the contract of findings and is marked as a rule', () => {
    for (const { findings } of runs) {
      for (const finding of findings) {
        expect(Finding.parse(finding)).toEqual(finding);
        expect(finding.source).toBe('rule');
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
    const quotes = new Set(
      runs.flatMap(({ pack }) =>
        pack.facts.flatMap((fact) => [
          fact.quote ?? '',
          // what a removed symbol looked like at the base
          ...(fact.kind === 'exports-diff' && fact.data.base !== null ? [fact.data.base.quote] : []),
        ]),
      ),
    );
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

  it('contains no large number that is not in the facts', () => {
    for (const { pack, findings } of runs) {
      const known = numbersIn(JSON.stringify(pack.facts));
      const clones = pack.facts.filter((fact) => fact.kind === 'dup').map((fact) => Number(fact.value));
      const added = pack.facts.flatMap((fact) => (fact.kind === 'diff' ? [fact.data.added] : []));
      const sums = new Set(
        [clones, added].flatMap((all) => all.flatMap((one, index) => sumsFrom(all.slice(index + 1), one))),
      );
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

  it('has its back-ticks in pairs, so that code never swallows the text after it', () => {
    for (const { findings } of runs) {
      const texts = findings.flatMap(({ title, claim }) => [title, claim]);
      expect(texts.filter((text) => text.split('`').length % 2 === 0)).toEqual([]);
    }
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
