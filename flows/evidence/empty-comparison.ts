/** Why a run that compares has nothing to compare; its verdict says that, and nothing about a merge. */
import type { Pin } from '../../runner/core/ports/repository.ts';
import type { Scope } from '../contracts/evidence-pack.ts';

/** The fact of a run's scope that leaves its agents nothing to do; its value says why. */
export const NOTHING_TO_COMPARE = 'nothing_to_compare';

/** Null for a run that compares nothing or that has changes. */
export function emptyComparison(pin: Pin, scope: Scope | null, paths: readonly string[]): string | null {
  if (pin.base_sha === null) return null;
  const { no_changes } = pin;
  if (no_changes?.because === 'same') {
    return `Nothing to compare: ${no_changes.base} and ${no_changes.head} are the same commit.`;
  }
  if (no_changes !== undefined) {
    const { base, head } = no_changes;
    return `Nothing to compare: ${base} has every commit of ${head} already; swap --base and --head?`;
  }
  if (scope === null || scope.changed.length > 0) return null;
  if (paths.length === 0) return 'Nothing to compare: no file differs between base and head.';
  return 'Nothing to compare: no changed file matches the paths of this run.';
}
