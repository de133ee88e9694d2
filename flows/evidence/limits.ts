/** How many facts of a kind a pack holds; how many there were is counted first. Pure. */

import type { FactDraft, Note } from '../contracts/collecting.ts';
import type { FactKind, Scope, Totals } from '../contracts/evidence-pack.ts';

const MOST_OF_A_KIND = 40;
/** Kinds of which every single fact matters more than its rank. */
const MOST: Partial<Record<FactKind, number>> = {
  tree: 120,
  'exports-diff': 120,
  'routes-diff': 120,
  diff: 200,
  secrets: 100,
  sink: 100,
  dup: 200,
  env: 100,
  routes: 100,
  exports: 80,
  'test-reach': 200,
  lockfile: 60,
  licences: 60,
  ci: 80,
  docker: 120,
};

interface CutFacts {
  readonly facts: FactDraft[];
  /** how many there were of each kind */
  readonly totals: Totals;
  readonly notes: Note[];
}

/**
 * The first facts of each kind, and a note for each kind that had more. In a run that compares, facts about changed files
 * come before all others of their kind.
 */
export function cut(
  facts: readonly FactDraft[],
  { base, changed }: Pick<Scope, 'base' | 'changed'>,
): CutFacts {
  const paths = new Set(base === null ? [] : changed.map(({ path }) => path));
  const kept: FactDraft[] = [];
  const notes: Note[] = [];
  const totals: Partial<Record<FactKind, number>> = {};
  for (const [kind, same] of Map.groupBy(facts, (fact) => fact.kind)) {
    const most = MOST[kind] ?? MOST_OF_A_KIND;
    const isFirst = (fact: FactDraft): boolean =>
      paths.has(fact.path ?? '') || (fact.kind === 'cochange' && paths.has(fact.data.other));
    const first = same.filter(isFirst);
    const ranked = first.length === 0 ? same : [...first, ...same.filter((fact) => !isFirst(fact))];
    kept.push(...ranked.slice(0, most));
    totals[kind] = same.length;
    if (same.length > most)
      notes.push({ kind, reason: `only the first ${most} of ${same.length} facts are kept`, cut: true });
  }
  return { facts: kept, totals, notes };
}
