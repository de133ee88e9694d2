import { describe, expect, it } from 'vitest';
import { onScale, severityOfImpact } from '../../../flows/rules/impact.ts';

describe('the severity of an impact', () => {
  it.each([
    [100, true, 'P1'],
    [80, true, 'P1'],
    [80, false, 'P2'],
    [79.9, true, 'P2'],
    [40, false, 'P2'],
    [39.99, true, 'P3'],
    [1, false, 'P3'],
  ] as const)('of %d, where a failure is named: %s, is %s', (impact, namesFailure, severity) => {
    expect(severityOfImpact(impact, namesFailure)).toBe(severity);
  });
});

describe('an amount as impact', () => {
  it('stays between the two impacts, however small or large it is', () => {
    expect(onScale(0.5, [10, 1_000], [20, 60])).toBe(20);
    expect(onScale(10, [10, 1_000], [20, 60])).toBe(20);
    expect(onScale(1_000, [10, 1_000], [20, 60])).toBe(60);
    expect(onScale(9e9, [10, 1_000], [20, 60])).toBe(60);
  });

  it('grows with the order of magnitude', () => {
    expect(onScale(100, [10, 1_000], [20, 60])).toBe(40);
  });

  it('keeps amounts apart that differ by a hundredth', () => {
    expect(onScale(5_100, [30, 100_000], [40, 79])).toBeGreaterThan(onScale(5_050, [30, 100_000], [40, 79]));
  });
});
