/**
 * Recognizes the findings of this run among the known ones. Pure. By the same line or symbol in the same file, whatever
 * the file is called now; then by what was merged into a finding; then, for what a rule tells in one finding of a whole
 * file or run, by the rule.
 */
import type { FindingIdentity, RuleRun } from '../contracts/ledger.ts';
import { compare } from '../ordering.ts';
import { isSameThing } from './identity.ts';
import type { LocatedFinding } from './location.ts';

/** A finding of this run. */
export interface FoundFinding {
  /** its own identity first, then those of what was merged into it */
  readonly identities: readonly FindingIdentity[];
  /** the rule that found it; null for an agent's */
  readonly rule: Pick<RuleRun, 'rule' | 'per'> | null;
}

/** Each finding of this run that is known, with what it is known as; none is known as two, and no two as one. */
export function matchFindings<F extends FoundFinding>(
  found: readonly F[],
  located: readonly LocatedFinding[],
): Map<F, LocatedFinding> {
  const matched = new Map<F, LocatedFinding>();
  const taken = new Set<LocatedFinding>();
  const accept = (pairs: readonly Pair<F>[]): void => {
    for (const { finding, known } of pairs.toSorted(byDistance)) {
      if (matched.has(finding) || taken.has(known)) continue;
      matched.set(finding, known);
      taken.add(known);
    }
  };
  const byPath = Map.groupBy(located, ({ path }) => path);
  const same = (finding: F, identity: FindingIdentity): Pair<F>[] =>
    (byPath.get(identity.path) ?? [])
      .filter((known) => isSame(known, identity))
      .map((known) => ({ finding, known, distance: distanceOf(identity, known) }));

  accept(found.flatMap((finding) => finding.identities.slice(0, 1).flatMap((own) => same(finding, own))));
  // A person dismissed that one finding, not what it is a part of now.
  const open = ({ known }: Pair<F>): boolean => known.known.dismissed === null;
  const left = found.filter((finding) => !matched.has(finding));
  accept(
    left.flatMap((finding) =>
      finding.identities
        .slice(1)
        .flatMap((one) => same(finding, one))
        .filter(open),
    ),
  );
  accept(left.flatMap((finding) => heldBy(finding, located)).filter(open));
  return matched;
}

/** Whether a known finding has this identity in the file where it is now. */
export function isSame({ known, path }: LocatedFinding, identity: FindingIdentity): boolean {
  return path === identity.path && isSameThing(known.fingerprint, identity, known.path);
}

interface Pair<F> {
  readonly finding: F;
  readonly known: LocatedFinding;
  /** the closest first: equal lines of a file keep their order as far as lines can tell */
  readonly distance: number;
}

function distanceOf({ line }: FindingIdentity, { known }: LocatedFinding): number {
  return line === null || known.line === null ? 0 : Math.abs(line - known.line);
}

function byDistance<F extends FoundFinding>(a: Pair<F>, b: Pair<F>): number {
  return (
    a.distance - b.distance ||
    (a.finding.identities[0]?.line ?? 0) - (b.finding.identities[0]?.line ?? 0) ||
    compare(a.known.known.fingerprint, b.known.known.fingerprint)
  );
}

/** The known findings that a rule would tell in this one, if it tells all of a file or of the run in one. */
function heldBy<F extends FoundFinding>(finding: F, located: readonly LocatedFinding[]): Pair<F>[] {
  const [own] = finding.identities;
  return located
    .filter((known) => isHeld(known, finding))
    .map((known) => ({ finding, known, distance: known.path === own?.path ? 0 : 1 }));
}

/** Whether a known finding is a part of what a rule tells in this one. */
export function isHeld(
  { known, related, comparable, path }: LocatedFinding,
  { identities, rule }: FoundFinding,
): boolean {
  if (rule === null || rule.per === 'place' || known.rule !== rule.rule) return false;
  if (!related || !comparable) return false;
  return rule.per === 'run' || identities[0]?.path === path;
}
