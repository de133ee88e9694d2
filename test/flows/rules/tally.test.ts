import { describe, expect, it } from 'vitest';
import type { EvidencePack, Totals } from '../../../flows/contracts/evidence-pack.ts';
import { tally, totalOf } from '../../../flows/rules/rule.ts';
import { fact, packOf } from './fact-builder.ts';

const route = fact('routes', {
  subject: 'GET /x',
  data: { method: 'GET', route: '/x', handler: null, guards: [], health: false },
});
const whole = packOf(route, route, route);
const counted = (totals: Totals): EvidencePack => ({ ...whole, totals });
const stored: EvidencePack = {
  ...whole,
  unavailable: [{ kind: 'routes', reason: 'only the first 3 of 90 facts are kept', cut: true }],
};

describe('a number of facts', () => {
  it.each([
    ['all facts of a kind that is whole', counted({ routes: 3 }), 'routes', 3, '3 routes'],
    ['some facts of a kind that is whole', counted({ routes: 3 }), 'routes', 2, '2 routes'],
    ['all facts of a kind that was cut', counted({ routes: 90 }), 'routes', 3, '90 routes'],
    ['some facts of a kind that was cut', counted({ routes: 90 }), 'routes', 2, 'several routes'],
    [
      'a group that its collector counts',
      counted({ routes: 90, 'routes:open': 41 }),
      'routes:open',
      2,
      '41 routes',
    ],
    ['a group that nobody counts', counted({ routes: 90 }), 'routes:open', 2, 'several routes'],
    ['a stored pack that was not cut and has no totals', whole, 'routes', 3, '3 routes'],
    ['a stored pack that was cut and has no totals', stored, 'routes', 3, 'several routes'],
  ] as const)('of %s', (_, pack, key, n, said) => {
    expect(tally(pack, key, n, 'route')).toBe(said);
  });

  it('names the plural that it is given', () => {
    expect(tally(stored, 'routes', 2, 'entry', 'entries')).toBe('several entries');
  });

  it('is not known of a stored pack that was cut', () => {
    expect(totalOf(whole, 'routes')).toBe(3);
    expect(totalOf(stored, 'routes')).toBeNull();
  });

  it('is 0 of a kind without facts', () => {
    expect(totalOf(whole, 'sql')).toBe(0);
  });
});
