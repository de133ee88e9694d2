/**
 * Identifies a finding across runs: its file, the quoted line or else the symbol, and its kind. No line
 * numbers, no words of an agent: the same code has the same fingerprint wherever it has moved within its file.
 *
 * A fingerprint has two halves: where it was first found, and what it is. So a finding is recognized by the second half
 * in a file that has another name now.
 */
import { createHash } from 'node:crypto';
import { canonicalLine } from '../canonical-text.ts';
import type { CheckedEvidence, Claim } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import type { Evidence, Finding } from '../contracts/finding.ts';
import type { FindingIdentity } from '../contracts/ledger.ts';
import { cutLine } from '../wording.ts';

type Facts = ReadonlyMap<string, Fact>;

/** Hexadecimal digits of each half. */
const HALF = 8;

/** `nth`: 0 for the first of equal ones. */
export function fingerprintOf({ path, what, kind }: FindingIdentity, nth = 0): string {
  return `${hash([path, what, kind, ...(nth === 0 ? [] : [nth])])}${hash([what, kind])}`;
}

/** Whether a fingerprint is of this, wherever it was found: `path` is the present name of the file, `former` an earlier one. */
export function isSameThing(
  fingerprint: string,
  { path, what, kind }: FindingIdentity,
  former: string | null,
): boolean {
  const named =
    path === null || former === null || former === path
      ? what
      : what.map((part) => part?.replaceAll(path, former) ?? null);
  return fingerprint.slice(HALF) === hash([named, kind]);
}

function hash(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HALF);
}

/** What a claim, or a finding that is not checked yet, is known by. */
export function identityOf(claim: Claim, facts: Facts): FindingIdentity {
  const named = { title: claim.title, kind: kindOf(claim), subject: subjectOf(claim) };
  return identityAt(leadingCitation(claim), named, facts);
}

/** What a rule says that its finding is known by; null for all that is known by its first line. */
function subjectOf({ source, item: { subject } }: Pick<Claim, 'source' | 'item'>): string | null {
  return source === 'rule' && typeof subject === 'string' ? subject : null;
}

/** The claims with what each is known by; only findings are known across runs. */
export function identified(claims: readonly Claim[], facts: Facts): Claim[] {
  return claims.map((claim) =>
    claim.kind === 'finding' ? { ...claim, identities: [identityOf(claim, facts)] } : claim,
  );
}

/** The citation that gives a claim its location: the first with a file, else the first. */
export function leadingCitation({ evidence }: Pick<Claim, 'evidence'>): CheckedEvidence | null {
  return evidence.find(({ path }) => path !== null) ?? evidence[0] ?? null;
}

/** A finding's own kind, such as `security`; of any other claim, what it is. */
export function kindOf({ kind, item }: Pick<Claim, 'kind' | 'item'>): string {
  return kind === 'finding' && typeof item.kind === 'string' ? item.kind : kind;
}

/**
 * The line by which a claim is known, as stored with it; null where it is known otherwise, and where the line is of the
 * base, since nobody looks for what a change removed.
 */
export function knownQuote(claim: Pick<Claim, 'evidence' | 'source' | 'item'>): string | null {
  const { quote = null, side = 'head' } = leadingCitation(claim) ?? {};
  return subjectOf(claim) !== null || side === 'base' || quoteOf(quote) === null ? null : quote;
}

/** What a rule's finding may be known by once it is checked: one identity for each piece of evidence. */
export function identitiesOf(
  { kind, title, subject }: Finding,
  evidence: readonly Evidence[],
  facts: Facts,
): FindingIdentity[] {
  return evidence.map((given) =>
    identityAt(placeOf(given, facts), { title, kind, subject: subject ?? null }, facts),
  );
}

type Place = Pick<CheckedEvidence, 'type' | 'path' | 'start' | 'quote' | 'ref'>;

interface Named {
  readonly title: string;
  readonly kind: string;
  readonly subject: string | null;
}

function identityAt(place: Place | null, { title, kind, subject }: Named, facts: Facts): FindingIdentity {
  const cited = place === null ? null : (quoteOf(place.quote) ?? symbolOf(place, facts));
  const named = subject === null ? cited : ['subject', subject];
  return {
    path: place?.path ?? null,
    line: place?.start ?? null,
    what: named ?? ['title', title.toLowerCase().replaceAll(/\d+/g, '#')],
    kind,
  };
}

function placeOf(given: Evidence, facts: Facts): Place {
  const { type } = given;
  const nothing: Place = { type, path: null, start: null, quote: null, ref: null };
  if (type === 'code')
    return { ...nothing, path: given.path, start: given.start, quote: cutLine(given.quote) };
  if (type !== 'fact') return nothing;
  const fact = facts.get(given.id);
  if (fact === undefined) return nothing;
  const { path, line, quote } = fact;
  return { ...nothing, path, start: line, quote: quote === null ? null : cutLine(quote), ref: given.id };
}

function quoteOf(quote: string | null): readonly string[] | null {
  const canonical = canonicalLine(quote ?? '');
  return canonical === '' ? null : ['quote', canonical];
}

/** Facts are numbered anew in each run, so a fact is named by what it is about. */
function symbolOf({ type, ref }: Place, facts: Facts): readonly (string | null)[] | null {
  if (ref === null) return null;
  if (type !== 'fact') return [type, ref];
  const fact = facts.get(ref);
  return fact === undefined ? null : ['fact', fact.kind, fact.subject];
}
