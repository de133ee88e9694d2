/** How many facts of a kind a pack holds; a note says how many were cut. Pure. */

import type { FactDraft, Note } from '../contracts/collecting.ts';
import type { FactKind } from '../contracts/evidence-pack.ts';

const MOST_OF_A_KIND = 40;
/** Kinds of which every single fact matters more than its rank. */
const MOST: Partial<Record<FactKind, number>> = {
  tree: 120,
  'exports-diff': 120,
  diff: 200,
  secrets: 100,
  env: 100,
  routes: 100,
  exports: 80,
  lockfile: 60,
  ci: 80,
};

/** The first facts of each kind, and a note for each kind that had more. */
export function cut(facts: readonly FactDraft[]): { facts: FactDraft[]; notes: Note[] } {
  const kept: FactDraft[] = [];
  const notes: Note[] = [];
  for (const [kind, same] of Map.groupBy(facts, (fact) => fact.kind)) {
    const most = MOST[kind] ?? MOST_OF_A_KIND;
    kept.push(...same.slice(0, most));
    if (same.length > most)
      notes.push({ kind, reason: `only the first ${most} of ${same.length} facts are kept`, cut: true });
  }
  return { facts: kept, notes };
}
