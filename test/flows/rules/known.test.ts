/** What rules find again of what is known, beyond their limits too. */
import { describe, expect, it } from 'vitest';
import type { EvidencePack } from '../../../flows/contracts/evidence-pack.ts';
import { fingerprintOf, identitiesOf } from '../../../flows/ledger/identity.ts';
import type { LocatedFinding } from '../../../flows/ledger/location.ts';
import { knownCandidates, ruleRun } from '../../../flows/rules/known.ts';
import { type Rule, viewOf } from '../../../flows/rules/rule.ts';
import { RULES } from '../../../flows/rules/rulebook.ts';
import { applyRules, type Candidate } from '../../../flows/rules/selection.ts';
import type { KnownFinding } from '../../../runner/core/ledger.ts';
import { judged } from '../checks/builders.ts';
import { DISMISSAL, known } from '../ledger/known.ts';
import { packOf, scopeOf } from './fact-builder.ts';
import { hot } from './source-facts.ts';

const READERS = [{ persona: 'maintainability-reviewer', maxFindings: 5 }];
const pack = packOf(...[9, 8, 7, 6, 5].map((worth, at) => hot(`src/${'abcde'[at]}.ts`, 5, worth * 10)));
const view = viewOf(pack, scopeOf(pack));
const facts = new Map(pack.facts.map((one) => [one.id, one]));
const all = applyRules(RULES, view, READERS, false).candidates.flat();

function located(candidate: Candidate, parts: Partial<KnownFinding> = {}): LocatedFinding {
  const { finding, rule } = candidate;
  const own = identitiesOf(finding, finding.evidence, facts).find(({ path }) => path !== null);
  if (own === undefined) throw new Error('it cites no file');
  const claim = judged({ source: 'rule', title: finding.title, item: { kind: finding.kind, rule: rule.id } });
  const at = { fingerprint: fingerprintOf(own), path: own.path, line: own.line };
  return {
    known: known(claim, { ...at, ...parts }),
    related: true,
    comparable: true,
    path: own.path,
    file: 'there',
  };
}

const pathsOf = (findings: readonly { title: string }[]): string[] =>
  findings.map(({ title }) => /src\/\w\.ts/.exec(title)?.[0] ?? title);

describe('known findings of rules', () => {
  it('are seen again beyond the limits of a rule', () => {
    const { outputs } = applyRules(RULES, view, READERS, false);
    expect(pathsOf(outputs[0]?.findings ?? [])).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts']);
    const before = all.map((candidate) => located(candidate));
    expect(before).toHaveLength(5);
    const known = before.map(({ known: { fingerprint } }) => fingerprint);
    expect(knownCandidates(before, pack).seen(all)).toEqual(known);
  });

  it('leave their place to others where a person dismissed them', () => {
    const [first, second] = all.map((candidate) => located(candidate, { dismissed: DISMISSAL }));
    const before = [first, second].filter((one) => one !== undefined);
    const { dismissed, seen } = knownCandidates(before, pack);
    const { outputs } = applyRules(RULES, view, READERS, false, dismissed);
    expect(pathsOf(outputs[0]?.findings ?? [])).toEqual(['src/c.ts', 'src/d.ts', 'src/e.ts']);
    expect(seen(all)).toHaveLength(2);
  });

  it('are seen where a rule tells of them without citing them', () => {
    const covering: Candidate[] = all.slice(0, 1).map((candidate) => ({
      ...candidate,
      draft: { ...candidate.draft, covers: all[1]?.finding.evidence ?? [] },
    }));
    const before = all.slice(1, 3).map((candidate) => located(candidate));
    expect(knownCandidates(before, pack).seen(covering)).toEqual([before[0]?.known.fingerprint]);
  });
});

describe('the silence of a rule', () => {
  const rule = (id: string): Rule => {
    const one = RULES.find((each) => each.id === id);
    if (one === undefined) throw new Error(`there is no rule ${id}`);
    return one;
  };
  const without = (kind: string): EvidencePack => ({
    ...pack,
    unavailable: [{ kind, reason: 'only the first 40 of 90 facts are kept', cut: true }],
  });
  const vouches = (id: string, given: EvidencePack = packOf(), whole = true): boolean =>
    ruleRun(rule(id), [], given, whole).vouches;

  it('proves that there is nothing, unless facts of what it tells are missing', () => {
    expect(vouches('hotspot')).toBe(true);
    expect(vouches('hotspot', without('hotspot'))).toBe(false);
    expect(vouches('hotspot', without('test-reach'))).toBe(true);
  });

  it('proves nothing where it depends on files that the run does not read', () => {
    expect(vouches('clone')).toBe(true);
    expect(vouches('clone', undefined, false)).toBe(false);
    expect(vouches('secret', undefined, false)).toBe(true);
  });

  it('proves nothing of a rule that leaves out what another finding tells', () => {
    expect(vouches('unreached')).toBe(false);
  });
});
