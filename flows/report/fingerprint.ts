/**
 * Identifies a finding across runs: its file, the quoted line or else the symbol, and its kind. No line
 * numbers, no words of an agent: the same code has the same fingerprint wherever it has moved within its file.
 */
import { createHash } from 'node:crypto';
import { canonicalLine } from '../checks/canonical-text.ts';
import type { CheckedEvidence, Claim } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';

const LENGTH = 16;

export function fingerprintOf(claim: Claim, facts: ReadonlyMap<string, Fact>): string {
  const place = leadingCitation(claim);
  const named = place === null ? null : (quoteOf(place) ?? symbolOf(place, facts));
  const what = named ?? ['title', claim.title.toLowerCase().replaceAll(/\d+/g, '#')];
  const parts = [place?.path ?? null, what, kindOf(claim)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/** The citation that gives a claim its location: the first with a file, else the first. */
export function leadingCitation({ evidence }: Claim): CheckedEvidence | null {
  return evidence.find(({ path }) => path !== null) ?? evidence[0] ?? null;
}

/** A finding's own kind, such as `security`; of any other claim, what it is. */
export function kindOf({ kind, item }: Claim): string {
  return kind === 'finding' && typeof item.kind === 'string' ? item.kind : kind;
}

/** The quote of a citation, by which a finding is known; null where it is blank. */
export function knownQuote({ quote }: CheckedEvidence): string | null {
  return canonicalLine(quote ?? '') === '' ? null : quote;
}

function quoteOf(evidence: CheckedEvidence): readonly string[] | null {
  const quote = knownQuote(evidence);
  return quote === null ? null : ['quote', canonicalLine(quote)];
}

/** Facts are numbered anew in each run, so a fact is named by what it is about. */
function symbolOf(
  { type, ref }: CheckedEvidence,
  facts: ReadonlyMap<string, Fact>,
): readonly (string | null)[] | null {
  if (ref === null) return null;
  if (type !== 'fact') return [type, ref];
  const fact = facts.get(ref);
  return fact === undefined ? null : ['fact', fact.kind, fact.subject];
}
