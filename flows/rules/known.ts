/**
 * What rules find again of what is known: dismissed findings, which use up no limit, and those that no limit lets
 * through, which are not gone.
 */
import type { EvidencePack, Fact } from '../contracts/evidence-pack.ts';
import type { FindingIdentity, RuleRun } from '../contracts/ledger.ts';
import { identitiesOf } from '../ledger/identity.ts';
import type { LocatedFinding } from '../ledger/location.ts';
import { type FoundFinding, isHeld, isSame, matchFindings } from '../ledger/match.ts';
import type { Rule } from './rule.ts';
import type { Candidate } from './selection.ts';

interface KnownCandidates {
  /** the candidates that people dismissed */
  dismissed(candidates: readonly Candidate[]): ReadonlySet<Candidate>;
  /** fingerprints of the known findings that the candidates tell, be it as a part of them */
  seen(candidates: readonly Candidate[]): string[];
}

export function knownCandidates(located: readonly LocatedFinding[], pack: EvidencePack): KnownCandidates {
  const facts = new Map(pack.facts.map((fact) => [fact.id, fact]));
  // In a first run there is nothing to compare with.
  const foundIn = (candidates: readonly Candidate[]): FoundCandidate[] =>
    located.length === 0 ? [] : candidates.map((one) => foundOf(one, facts));
  return {
    dismissed: (candidates) => {
      const matched = [...matchFindings(foundIn(candidates), located)];
      return new Set(
        matched.flatMap(([{ candidate }, { known }]) => (known.dismissed === null ? [] : [candidate])),
      );
    },
    seen: (candidates) => {
      const found = foundIn(candidates);
      const matched = new Set(matchFindings(found, located).values());
      const isTold = (known: LocatedFinding): boolean =>
        matched.has(known) ||
        found.some((one) => isHeld(known, one) || one.others.some((at) => isSame(known, at)));
      return located.filter(isTold).map(({ known }) => known.fingerprint);
    },
  };
}

interface FoundCandidate extends FoundFinding {
  readonly candidate: Candidate;
  /** what else it cites */
  readonly others: readonly FindingIdentity[];
}

/** Once it is checked, it is known by its first citation that has a file. */
function foundOf(candidate: Candidate, facts: ReadonlyMap<string, Fact>): FoundCandidate {
  const { rule, finding, draft } = candidate;
  const all = identitiesOf(finding, finding.evidence, facts);
  const covered = identitiesOf(finding, draft.covers ?? [], facts);
  const own = all.find(({ path }) => path !== null) ?? all[0];
  return {
    candidate,
    identities: own === undefined ? [] : [own],
    others: [...all, ...covered].filter((one) => one !== own && one.path !== null),
    rule: { rule: rule.id, per: draft.per ?? 'place' },
  };
}

/** `whole`: whether the run reads all files. */
export function ruleRun(
  rule: Rule,
  candidates: readonly Candidate[],
  pack: EvidencePack,
  whole: boolean,
): RuleRun {
  const sums = candidates.find(({ rule: of, draft }) => of === rule && draft.per !== undefined);
  const tells = rule.tells ?? rule.kinds;
  const isComplete = !pack.unavailable.some(({ kind }) => tells.some((told) => told === kind));
  const isConclusive = rule.silence === undefined || (rule.silence === 'if-whole' && whole);
  return { rule: rule.id, per: sums?.draft.per ?? 'place', vouches: isComplete && isConclusive };
}
