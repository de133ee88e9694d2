/** How similar two findings are: the cosine of their words and identifiers, with more weight for rare ones. */
import { compare } from '../ordering.ts';

/** A text's terms and their weights, of length 1. */
export type TermVector = ReadonlyMap<string, number>;

const STOP = new Set(
  `the and for that this with from when then than are was not but can may will has have its into which who what there
  any all one two does every each them they only also because while where without`.split(/\s+/),
);

const TERM = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Words in lower case, and each identifier both whole and by its parts. */
export function termsOf(text: string): ReadonlySet<string> {
  const terms = new Set<string>();
  for (const [term] of text.matchAll(TERM)) {
    const parts = term.split(/_|\$|(?<=[a-z\d])(?=[A-Z])/).map((part) => part.toLowerCase());
    if (parts.length > 1) terms.add(term);
    for (const part of parts) if (part.length >= 3 && !STOP.has(part)) terms.add(part);
  }
  return terms;
}

/** Words that only a program would use as names, such as camelCase: findings about the same code share them. */
export function identifiersOf(text: string): ReadonlySet<string> {
  return new Set((text.match(TERM) ?? []).filter((term) => /[a-z\d][A-Z]|[\p{L}\d]_[\p{L}\d]/u.test(term)));
}

export function termVectors(texts: readonly string[]): TermVector[] {
  const documents = texts.map(termsOf);
  const frequency = new Map<string, number>();
  for (const terms of documents)
    for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return documents.map((terms) => {
    // Sorted, since the sum of rounded numbers depends on their order.
    const weights = [...terms]
      .sort(compare)
      .map((term): [string, number] => [term, Math.log(1 + documents.length / (frequency.get(term) ?? 1))]);
    const length = Math.hypot(...weights.map(([, weight]) => weight));
    return new Map(weights.map(([term, weight]) => [term, weight / length]));
  });
}

export function cosine(a: TermVector, b: TermVector): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
  return sum;
}
