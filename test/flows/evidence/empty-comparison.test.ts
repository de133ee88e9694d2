/** The verdict of a run that compares two commits between which nothing changed. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../flows/contracts/evidence-pack.ts';
import { emptyComparison } from '../../../flows/evidence/scope.ts';
import type { Pin } from '../../../runner/core/ports/repository.ts';

const PIN: Pin = {
  commit_sha: 'a'.repeat(40),
  base_sha: 'b'.repeat(40),
  label: 'x',
  history: 'full',
  notes: [],
};
const SCOPE: Scope = {
  sha: PIN.commit_sha,
  base: PIN.base_sha,
  files: [],
  hunks: [],
  changed: [],
  loc: 0,
  truncated: false,
};
const CHANGED = [{ path: 'a', status: 'added', added: 1, deleted: 0 }];

describe('an empty comparison', () => {
  it('is said to be reversed, or of one commit', () => {
    const names = { base: 'main', head: 'feat' };
    expect(emptyComparison({ ...PIN, no_changes: { because: 'reversed', ...names } }, SCOPE, [])).toBe(
      'Nothing to compare: main has every commit of feat already; swap --base and --head?',
    );
    expect(emptyComparison({ ...PIN, no_changes: { because: 'merged', ...names } }, SCOPE, [])).toBe(
      'Nothing to compare: main has every commit of feat already.',
    );
    expect(emptyComparison({ ...PIN, no_changes: { because: 'same', ...names } }, SCOPE, [])).toBe(
      'Nothing to compare: main and feat are the same commit.',
    );
  });

  it('is said to have no changed file, or none that matches the paths', () => {
    expect(emptyComparison(PIN, SCOPE, [])).toBe(
      'Nothing to compare: no file differs between base and head.',
    );
    expect(emptyComparison(PIN, SCOPE, ['src'])).toBe(
      'Nothing to compare: no changed file matches the paths of this run.',
    );
  });

  it('is not said of a run that has changes, nor of one that compares nothing', () => {
    expect(emptyComparison(PIN, { ...SCOPE, changed: CHANGED }, ['src'])).toBeNull();
    expect(emptyComparison({ ...PIN, base_sha: null }, SCOPE, [])).toBeNull();
  });
});
