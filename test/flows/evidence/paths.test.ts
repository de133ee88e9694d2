/** Paths of a run that match nothing, with their nearest matches. */
import { describe, expect, it } from 'vitest';
import { pathFault, unmatchedPaths } from '../../../flows/evidence/paths.ts';

const FILES = ['README.md', 'src/cart/Total.ts', 'src/cart/tax.ts', 'src/till.ts', 'tests/till.test.ts'];

describe('paths that match no file', () => {
  it.each([
    ['srcc/**', 'src'],
    ['SRC', 'src'],
    ['./srcc/', 'src'],
    ['src/crat/tax.ts', 'src/cart/tax.ts'],
    ['src/cart/*.py', 'src/cart'],
    ['total.ts', 'src/cart/Total.ts'],
  ])('are refused with what is near: %s', (path, near) => {
    const fault = pathFault([path], FILES) ?? '';
    expect(fault).toMatch(/^No file matches .*: none of the 5 files at this commit\./);
    expect(fault).toContain(`Nearest: ${near}.`);
  });

  it('are refused with what is at the top when nothing is near', () => {
    expect(pathFault(['documentation'], FILES)).toContain('There are: README.md, src, tests.');
  });

  it('are no fault where another path matches, and are named', () => {
    expect(pathFault(['srcc/**', 'tests'], FILES)).toBeNull();
    expect(unmatchedPaths(['srcc/**', 'tests', '*.md'], FILES)).toEqual(['srcc/**']);
  });
});
