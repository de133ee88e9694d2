/**
 * Merges duplicate findings: same file, overlapping or nearby lines, similar words. The merged finding keeps
 * all citations and credits all lenses. Claims get their final ids here.
 */
import type { CheckedEvidence, Claim, MergeOutput } from '../contracts/checked.ts';
import { compare } from '../ordering.ts';
import { byGravity, graver } from './severity.ts';
import { cosine, identifiersOf, type TermVector, termVectors } from './similarity.ts';

/** Lines between two ranges that still count as one place. */
const NEAR = 5;
/** Similarity from which two findings at one place are duplicates. */
const SAME = 0.25;
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

/** Each finding joins the first cluster whose most severe member it repeats, so that a chain of similar findings does not become one. */
function mergeFindings(findings: readonly Claim[], vectors: readonly TermVector[]): Cluster[] {
  const clusters: { members: Claim[]; vector: TermVector }[] = [];
  findings.forEach((finding, at) => {
    const vector = vectors[at] ?? new Map();
    const same = clusters.find(
      ({ members: [first], vector: other }) =>
        first !== undefined && isNear(first, finding) && alike(vector, other),
    );
    if (same === undefined) clusters.push({ members: [finding], vector });
    else same.members.push(finding);
  });
  return clusters.map(({ members, vector }) => ({ claim: mergeGroup(members), vector }));
}

function isNear(a: Claim, b: Claim): boolean {
  return a.evidence.some((one) => b.evidence.some((other) => touch(one, other)));
}

function touch(a: CheckedEvidence, b: CheckedEvidence): boolean {
  if (a.path === null || a.path !== b.path || a.side !== b.side) return false;
  if (a.start === null || a.end === null || b.start === null || b.end === null) return false;
  return a.start <= b.end + NEAR && b.start <= a.end + NEAR;
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
  return {
    ...kept,
    evidence,
    lenses: lenses.length > 1 ? lenses.filter((lens) => lens !== 'rules') : lenses,
    personas: [...new Set([...kept.personas, ...other.personas])],
    origin: kept.origin === 'agent' || other.origin === 'agent' ? 'agent' : 'rule',
    failure: kept.failure === '' ? other.failure : kept.failure,
    severity,
    impact: kept.impact === null ? other.impact : Math.max(kept.impact, other.impact ?? 0),
    ceiling: graver(kept.ceiling, other.ceiling),
    confidence:
      kept.confidence === null ? other.confidence : Math.max(kept.confidence, other.confidence ?? 0),
    preExisting: kept.preExisting === null ? null : kept.preExisting && other.preExisting === true,
    assumption: kept.assumption && other.assumption,
    dropped: kept.dropped + other.dropped,
    adjusted: [...new Set([...kept.adjusted, ...other.adjusted])],
  };
}

function placeOf({ type, path, side, start, end, ref, text }: CheckedEvidence): string {
  return JSON.stringify(type === 'code' ? [type, path, side, start, end] : [type, ref, path, text]);
}

/** What makes two statements of explorers the same; findings are compared by their text. */
function identityOf({ kind, title }: Claim): string {
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
