import { describe, expect, it } from 'vitest';
import { byGravity, grade } from '../../../flows/checks/severity.ts';
import type { Claim } from '../../../flows/contracts/checked.ts';
import { cited, claim } from './builders.ts';

const ids = (claims: readonly Claim[]): string[] => [...claims].sort(byGravity).map(({ id }) => id);
const rule = (id: string, parts: Partial<Claim>): Claim =>
  claim({ id, source: 'rule', severity: 'P2', impact: 50, ...parts });
const agent = (id: string, parts: Partial<Claim>): Claim => claim({ id, severity: 'P2', ...parts });

describe('the severity of a finding', () => {
  const severityIn = (role: 'src' | 'example' | 'benchmark' | 'migration') =>
    grade({ severity: 'P1', confidence: 75, failure: 'It stops.' }, [cited({ path: 'a.js' })], () => role)
      .severity;

  it('is at most P2 where everything cited is an example or a benchmark', () => {
    expect([severityIn('example'), severityIn('benchmark')]).toEqual(['P2', 'P2']);
    expect([severityIn('src'), severityIn('migration')]).toEqual(['P1', 'P1']);
  });
});

describe('the order of findings', () => {
  it('puts the rule’s finding with the higher impact first, whatever its path is called', () => {
    const mild = rule('mild', { impact: 41, evidence: [cited({ path: 'src/aaa.js' })] });
    const grave = rule('grave', { impact: 77, evidence: [cited({ path: 'src/zzz.js' })] });
    expect(ids([mild, grave])).toEqual(['grave', 'mild']);
  });

  it('puts severity before impact', () => {
    expect(ids([rule('P2', { impact: 79 }), rule('P1', { severity: 'P1', impact: 10 })])).toEqual([
      'P1',
      'P2',
    ]);
  });

  it('puts what an agent read before what only rules measured, within one severity', () => {
    const measured = rule('measured', { impact: 79, confidence: 100 });
    expect(ids([measured, agent('read', { confidence: 50 })])).toEqual(['read', 'measured']);
    expect(ids([agent('read', { severity: 'P3' }), measured])).toEqual(['measured', 'read']);
  });

  it('orders agents’ findings by confidence', () => {
    const takenUp = agent('taken-up', { confidence: 50, impact: 79 });
    expect(ids([takenUp, agent('sure', { confidence: 100 })])).toEqual(['sure', 'taken-up']);
  });

  it('puts what is near the focus first within its severity', () => {
    const near = rule('near', { impact: 41, nearFocus: true });
    const nearer = rule('nearer', { impact: 50, nearFocus: true });
    expect(ids([rule('far', { impact: 79 }), near, nearer])).toEqual(['nearer', 'near', 'far']);
    expect(ids([near, rule('P1', { severity: 'P1', impact: 81 })])).toEqual(['P1', 'near']);
  });

  it('does not depend on the order of the input', () => {
    const sources = ['rule', 'agent'] as const;
    const all = sources.flatMap((source) =>
      [null, 20, 60.5].flatMap((impact) =>
        [50, 75].flatMap((confidence) =>
          ['b', 'a'].map((title) => claim({ source, impact, confidence, title })),
        ),
      ),
    );
    const sorted = [...all].sort(byGravity);
    expect([...all.toReversed()].sort(byGravity)).toEqual(sorted);
    expect([...all.slice(7), ...all.slice(0, 7)].sort(byGravity)).toEqual(sorted);
  });
});
