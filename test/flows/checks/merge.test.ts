import { describe, expect, test } from 'vitest';
import { mergeClaims, numberedAfter } from '../../../flows/checks/merge.ts';
import type { Claim } from '../../../flows/contracts/checked.ts';
import { cited, claim } from './builders.ts';
import { settingsReview } from './settings-review.ts';

const at = (path: string, start: number, end = start) => [cited({ path, start, end })];

describe('merging', () => {
  test('makes one finding of each cause that several lenses name', () => {
    const { claims, merged } = mergeClaims(settingsReview());
    // A group keeps the step of the member with its text, and each member here has its cause as step.
    expect(claims.map(({ step_id }) => step_id).sort()).toEqual([
      'arrays',
      'comments',
      'deletion',
      'embedded',
      'overwrite',
      'parse',
    ]);
    expect(merged).toBe(5);
  });

  test('keeps the text of the fault when its test gap is as grave', () => {
    const { claims } = mergeClaims(settingsReview());
    const deletion = claims.find(({ step_id }) => step_id === 'deletion');
    expect(deletion?.lenses.toSorted()).toEqual(['api', 'correctness', 'test']);
    expect(deletion?.item.kind).not.toBe('test-gap');
  });

  test('keeps two findings of two rules at one place, and makes one of the same rule', () => {
    const found = (rule: string) =>
      claim({ title: 'Long function with a copy', evidence: at('src/a.ts', 10, 40), item: { rule } });
    expect(mergeClaims([found('long-function'), found('clone')]).claims).toHaveLength(2);
    expect(mergeClaims([found('clone'), found('clone')]).claims).toHaveLength(1);
  });

  test('does not depend on the order of the statements', () => {
    const review = settingsReview();
    const titles = (list: readonly Claim[]) => mergeClaims(list).claims.map(({ title }) => title);
    expect(titles(review.toReversed())).toEqual(titles(review));
  });

  test('takes the weight of a change over that of what was there before', () => {
    const [one] = mergeClaims([
      claim({ origin: 'pre-existing' }),
      claim({ title: 'Export ignores the tenant', origin: 'introduced' }),
    ]).claims;
    expect(one?.origin).toBe('introduced');
  });

  test('leaves a finding near the focus that is so by one of its parts', () => {
    const { claims } = mergeClaims([
      claim({ origin: 'pre-existing' }),
      claim({ title: 'Export ignores the tenant', source: 'rule', impact: 50, nearFocus: true }),
    ]);
    expect(claims).toEqual([expect.objectContaining({ impact: 50, nearFocus: true })]);
  });

  test('makes one of two findings at one place that say alike', () => {
    const { claims, merged } = mergeClaims([
      claim({
        title: 'Export ignores the tenant',
        lenses: ['correctness'],
        personas: ['correctness-reviewer'],
        confidence: 50,
      }),
      claim({ severity: 'P0', evidence: at('src/export.ts', 5) }),
    ]);
    expect(merged).toBe(1);
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({
      id: 'F1',
      severity: 'P0',
      confidence: 75,
      lenses: ['security', 'correctness'],
      personas: ['security-reviewer', 'correctness-reviewer'],
    });
    expect(claims[0]?.evidence.map(({ start }) => start)).toEqual([5, 2]);
  });

  test('keeps findings of rules apart, each of which says another thing of one place', () => {
    const byRule = (title: string) =>
      claim({ title, source: 'rule', evidence: [...at('src/export.ts', 5), ...at('src/a.ts', 9)] });
    const { claims } = mergeClaims([
      byRule('Export of tenants: large change to a hotspot'),
      byRule('Export of tenants: duplicated code'),
    ]);
    expect(claims).toHaveLength(2);
  });

  test('keeps findings apart that differ in place or in words', () => {
    const { claims } = mergeClaims([
      claim(),
      claim({ evidence: at('src/export.ts', 60) }),
      claim({ evidence: at('src/router.ts', 2) }),
      claim({
        title: 'Loop grows without bound',
        claim: 'Every row is kept in memory.',
        failure: 'Large shops crash the process.',
      }),
    ]);
    expect(claims).toHaveLength(4);
  });

  test('names pairs that may be one for an arbiter', () => {
    const { possibleDuplicates } = mergeClaims([
      claim(),
      claim({ evidence: at('src/export.ts', 60) }),
      claim({
        title: 'a',
        claim: '`listOrders` calls `findRows`.',
        failure: '',
        evidence: at('src/a.ts', 1),
        severity: 'P3',
      }),
      claim({
        title: 'b',
        claim: '`findRows` is slow in `listOrders`.',
        failure: '',
        evidence: at('src/b.ts', 1),
        severity: 'P3',
      }),
    ]);
    expect(possibleDuplicates).toEqual([
      { ids: ['F1', 'F2'], why: 'alike, in one file' },
      { ids: ['F3', 'F4'], why: 'both name findRows, listOrders' },
    ]);
  });

  test('numbers findings by severity, in any order of the input', () => {
    const claims = [
      claim({ title: 'minor', claim: 'one', failure: '', severity: 'P3', evidence: at('a.ts', 1) }),
      claim({ title: 'grave', claim: 'two', failure: '', severity: 'P0', evidence: at('b.ts', 1) }),
      claim({
        title: 'sure',
        claim: 'three',
        failure: '',
        severity: 'P3',
        confidence: 100,
        evidence: at('c.ts', 1),
      }),
    ];
    const titles = (list: readonly Claim[]) =>
      mergeClaims(list).claims.map(({ id, title }) => `${id} ${title}`);
    expect(titles(claims)).toEqual(['F1 grave', 'F2 sure', 'F3 minor']);
    expect(titles([...claims].reverse())).toEqual(titles(claims));
  });

  test('joins the same module of two explorers', () => {
    const module = claim({ kind: 'module', title: 'Export', severity: null, confidence: null });
    const { claims } = mergeClaims([
      module,
      { ...module, title: 'export', lenses: ['domain'] },
      { ...module, kind: 'term' },
    ]);
    expect(claims.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['C1 module', 'C2 term']);
  });

  test('numbers what a gap hunt adds after what is known, and drops what is known', () => {
    const known = mergeClaims([claim()]).claims;
    const fresh = claim({
      title: 'Health check lies',
      claim: 'It answers before the pool is open.',
      failure: '',
      evidence: at('src/router.ts', 2),
    });
    expect(
      numberedAfter(known, [claim({ title: 'Export lists orders of other tenants' }), fresh]),
    ).toMatchObject([{ id: 'F2', title: 'Health check lies' }]);
  });
});
