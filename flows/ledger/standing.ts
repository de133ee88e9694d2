/** What the ledger says of each finding of this run: whether it is new, under which fingerprint, and whether a person dismissed it. Pure. */
import type { Standing } from '../contracts/ledger.ts';
import { fingerprintOf } from './identity.ts';
import type { LocatedFinding } from './location.ts';
import type { FoundFinding } from './match.ts';

/** One for each finding, in their order. No two have one fingerprint. */
export function standingsOf<F extends FoundFinding>(
  found: readonly F[],
  matched: ReadonlyMap<F, LocatedFinding>,
  located: readonly LocatedFinding[],
  commit_sha: string,
): Map<F, Standing> {
  const used = new Set(located.map(({ known }) => known.fingerprint));
  const standings = new Map<F, Standing>();
  for (const finding of found.toSorted(byLine)) {
    const known = matched.get(finding);
    standings.set(finding, known === undefined ? unknown(finding, used) : standingOf(known, commit_sha));
  }
  return standings;
}

function standingOf({ known, related }: LocatedFinding, commit_sha: string): Standing {
  const { fingerprint, new_at, fixed_at, dismissed } = known;
  // What was fixed on another branch was never fixed on this one.
  const isBack = fixed_at !== null && fixed_at !== commit_sha && related;
  const state = new_at === commit_sha || isBack ? 'new' : 'persisting';
  return { fingerprint, state, dismissal: dismissed };
}

/** The next fingerprint that is free: a file may have a line several times, and a new file the name of an old one. */
function unknown({ identities: [own] }: FoundFinding, used: Set<string>): Standing {
  if (own === undefined) throw new RangeError('A finding has at least one identity.');
  for (let nth = 0; ; nth++) {
    const fingerprint = fingerprintOf(own, nth);
    if (used.has(fingerprint)) continue;
    used.add(fingerprint);
    return { fingerprint, state: 'new', dismissal: null };
  }
}

function byLine({ identities: [a] }: FoundFinding, { identities: [b] }: FoundFinding): number {
  return (a?.line ?? 0) - (b?.line ?? 0);
}
