/**
 * Merges findings that have one cause, so that it is challenged once: they cite the same places and speak of them in
 * similar words. The merged finding keeps all citations and credits all lenses; its text is the most concrete one.
 * Claims get their final ids here.
 */
import type { CheckedEvidence, Claim, MergeOutput } from '../contracts/checked.ts';
import { compare } from '../ordering.ts';
import { byGravity, graver } from './severity.ts';
import { cosine, identifiersOf, type TermVector, termVectors } from './similarity.ts';

/** Lines between two ranges that still count as one place. */
const NEAR = 5;
/** Similarity from which two findings near one place are duplicates. */
const SAME = 0.25;
/** The same for findings that begin with the same lines, or share two places. */
const SAME_PLACES = 0.15;
/** What every member of a group shares at least with the group's gravest. */
const RELATED = 0.08;
const SHARED_PLACES = 2;
/** Similarity from which two findings in one file are shown to an arbiter as possible duplicates. */
const MAYBE_SAME = 0.35;
const SHARED_IDENTIFIERS = 2;
const MOST_DUPLICATES = 50;

/** `taken`: how many ids of each sort are given already. */
export function mergeClaims(claims: readonly Claim[], taken = { findings: 0, others: 0 }): MergeOutput {
  const findings = claims.filter((claim) => claim.kind === 'finding').sort(byGravity);
  const others = claims.filter((claim) => claim.kind !== 'finding');
  const vectors = termVectors(findings.map(textOf));
  const clusters = mergeFindings(findings, vectors);
  const statements = [...Map.groupBy(others, identityOf).values()].map(mergeGroup);
  // Merging may have raised a finding's severity.
  const ordered = [...clusters].sort((a, b) => byGravity(a.claim, b.claim));
  const numbered = ordered.map((cluster, at) => ({
    ...cluster,
    claim: { ...cluster.claim, id: `F${taken.findings + at + 1}` },
  }));
  const merged = [
    ...numbered.map(({ claim }) => claim),
    ...statements.map((claim, at) => ({ ...claim, id: `C${taken.others + at + 1}` })),
  ];
  return {
    claims: merged,
    possibleDuplicates: possibleDuplicates(numbered),
    merged: claims.length - merged.length,
  };
}

/** Later claims that repeat no known finding, numbered after the known ones. */
export function numberedAfter(known: readonly Claim[], later: readonly Claim[]): readonly Claim[] {
  const findings = known.filter((claim) => claim.kind === 'finding');
  const vectors = termVectors([...findings, ...later].map(textOf));
  const fresh = later.filter(
    (claim, at) =>
      !findings.some(
        (finding, of) => isNear(finding, claim) && alike(vectors[of], vectors[findings.length + at]),
      ),
  );
  return mergeClaims(fresh, { findings: findings.length, others: known.length - findings.length }).claims;
}

function alike(a: TermVector | undefined, b: TermVector | undefined): boolean {
  return a !== undefined && b !== undefined && cosine(a, b) >= SAME;
}

interface Cluster {
  readonly claim: Claim;
  readonly vector: TermVector;
}

/**
 * Each finding joins the group with the member that it repeats most. It must also be about what the group's gravest is
 * about, so that a chain of findings, each similar to the next, does not become one.
 */
function mergeFindings(findings: readonly Claim[], vectors: readonly TermVector[]): Cluster[] {
  const clusters: Cluster[][] = [];
  findings.forEach((claim, at) => {
    const one: Cluster = { claim, vector: vectors[at] ?? new Map() };
    const scored = clusters.map((members) => ({ members, likeness: likenessTo(members, one) }));
    const best = scored.reduce((a, b) => (b.likeness > a.likeness ? b : a), NO_CLUSTER);
    if (best.likeness > 0) best.members.push(one);
    else clusters.push([one]);
  });
  return clusters.map((members) => {
    const ordered = members.toSorted(byConcreteness);
    return { claim: mergeGroup(ordered.map(({ claim }) => claim)), vector: ordered[0]?.vector ?? new Map() };
  });
}

const NO_CLUSTER: { members: Cluster[]; likeness: number } = { members: [], likeness: 0 };

/** The similarity to the member that it repeats most; 0 if it repeats none. */
function likenessTo(members: readonly Cluster[], one: Cluster): number {
  const [gravest] = members;
  if (gravest === undefined || !isNear(gravest.claim, one.claim)) return 0;
  if (members.some(({ claim }) => areTwoByRules(claim, one.claim))) return 0;
  if (cosine(gravest.vector, one.vector) < RELATED) return 0;
  const repeated = members.map((member) => {
    const likeness = cosine(member.vector, one.vector);
    return likeness >= leastLikeness(member.claim, one.claim) ? likeness : 0;
  });
  return Math.max(...repeated);
}

/** Rules say another thing of a place each; only two readers who were given the same finding repeat it. */
function areTwoByRules(a: Claim, b: Claim): boolean {
  const isSame = a.item.rule === b.item.rule && a.title === b.title;
  return a.source === 'rule' && b.source === 'rule' && !isSame;
}

function leastLikeness(a: Claim, b: Claim): number {
  if (beginTogether(a, b) || sharedPlaces(a, b) >= SHARED_PLACES) return SAME_PLACES;
  return isNear(a, b) ? SAME : Number.POSITIVE_INFINITY;
}

/** Whether their first citations, which carry the claims, have a line in common. */
function beginTogether({ evidence: [a] }: Claim, { evidence: [b] }: Claim): boolean {
  return a !== undefined && b !== undefined && touch(a, b, 0);
}

/** How many places of the one that has fewer are near a place of the other. */
function sharedPlaces(a: Claim, b: Claim): number {
  const shared = (from: Claim, of: Claim): number =>
    from.evidence.filter((one) => of.evidence.some((other) => touch(one, other))).length;
  return Math.min(shared(a, b), shared(b, a));
}

/** Findings about tests and documents are the consequence of another one that cites the same place. */
const SECONDARY: ReadonlySet<unknown> = new Set(['test-gap', 'docs']);

/** What is wrong with the code comes before what its tests and documents lack, then the gravest. */
function byConcreteness({ claim: a }: Cluster, { claim: b }: Cluster): number {
  const rank = ({ item, failure }: Claim): number =>
    (SECONDARY.has(item.kind) ? 2 : 0) + (failure === '' ? 1 : 0);
  return rank(a) - rank(b) || byGravity(a, b);
}

function isNear(a: Claim, b: Claim): boolean {
  return a.evidence.some((one) => b.evidence.some((other) => touch(one, other)));
}

function touch(a: CheckedEvidence, b: CheckedEvidence, near = NEAR): boolean {
  if (a.path === null || a.path !== b.path || a.side !== b.side) return false;
  if (a.start === null || a.end === null || b.start === null || b.end === null) return false;
  return a.start <= b.end + near && b.start <= a.end + near;
}

/** The text of the first, with the citations and the weight of all. */
export function mergeGroup(members: readonly Claim[]): Claim {
  const [first, ...rest] = members;
  if (first === undefined) throw new RangeError('A group has at least one claim.');
  return rest.reduce(mergeInto, first);
}

function mergeInto(kept: Claim, other: Claim): Claim {
  const evidence = [...kept.evidence];
  for (const citation of other.evidence) {
    if (!evidence.some((known) => placeOf(known) === placeOf(citation))) evidence.push(citation);
  }
  const lenses = [...new Set([...kept.lenses, ...other.lenses])];
  const severity = graver(kept.severity, other.severity);
  const identities = [...(kept.identities ?? []), ...(other.identities ?? [])];
  return {
    ...kept,
    ...(identities.length === 0 ? {} : { identities }),
    evidence,
    lenses: lenses.length > 1 ? lenses.filter((lens) => lens !== 'rules') : lenses,
    personas: [...new Set([...kept.personas, ...other.personas])],
    source: kept.source === 'agent' || other.source === 'agent' ? 'agent' : 'rule',
    failure: kept.failure === '' ? other.failure : kept.failure,
    severity,
    impact: kept.impact === null ? other.impact : Math.max(kept.impact, other.impact ?? 0),
    ...(kept.nearFocus === true || other.nearFocus === true ? { nearFocus: true as const } : {}),
    ceiling: graver(kept.ceiling, other.ceiling),
    confidence:
      kept.confidence === null ? other.confidence : Math.max(kept.confidence, other.confidence ?? 0),
    origin: kept.origin === 'pre-existing' ? (other.origin ?? kept.origin) : kept.origin,
    assumption: kept.assumption && other.assumption,
    dropped: kept.dropped + other.dropped,
    adjusted: [...new Set([...kept.adjusted, ...other.adjusted])],
  };
}

function placeOf({ type, path, side, start, end, ref, text }: CheckedEvidence): string {
  return JSON.stringify(type === 'code' ? [type, path, side, start, end] : [type, ref, path, text]);
}

/** What makes two statements of explorers the same; findings are compared by their text. */
export function identityOf({ kind, title }: Pick<Claim, 'kind' | 'title'>): string {
  return `${kind} ${title.toLowerCase()}`;
}

function textOf({ title, claim, failure }: Claim): string {
  return `${title} ${claim} ${failure}`;
}

function possibleDuplicates(clusters: readonly Cluster[]): MergeOutput['possibleDuplicates'] {
  const found: { ids: [string, string]; why: string }[] = [];
  const names = clusters.map(({ claim }) => identifiersOf(textOf(claim)));
  for (const [at, one] of clusters.entries()) {
    for (let next = at + 1; next < clusters.length && found.length < MOST_DUPLICATES; next++) {
      const other = clusters[next];
      if (other === undefined) continue;
      const sameFile = shareFile(one.claim, other.claim);
      const shared = [...(names[at] ?? [])].filter((name) => names[next]?.has(name)).sort(compare);
      if (sameFile && cosine(one.vector, other.vector) >= MAYBE_SAME) {
        found.push({ ids: [one.claim.id, other.claim.id], why: 'alike, in one file' });
      } else if (!sameFile && shared.length >= SHARED_IDENTIFIERS) {
        found.push({
          ids: [one.claim.id, other.claim.id],
          why: `both name ${shared.slice(0, 4).join(', ')}`,
        });
      }
    }
  }
  return found;
}

function shareFile(a: Claim, b: Claim): boolean {
  return a.evidence.some(({ path }) => path !== null && b.evidence.some((other) => other.path === path));
}
