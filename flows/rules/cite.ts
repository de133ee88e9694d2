/** From facts to evidence that code can check: first the line at a fact's place, then the fact itself. */
import type { Fact } from '../contracts/evidence-pack.ts';
import { type CodeEvidence, type Evidence, isWeakQuote } from '../contracts/finding.ts';

/** The contract's limits. */
const MOST_EVIDENCE = 6;
const MOST_QUOTE = 600;

/** The evidence of several facts: all their lines first, then all their values, as many as a finding may have. */
export function cite(...facts: readonly (Fact | null)[]): Evidence[] {
  const given = facts.filter((fact) => fact !== null);
  const cited = given.map(citeLine).filter((evidence) => evidence !== null);
  const lines = [...new Map(cited.map((line) => [`${line.path}:${line.start}`, line])).values()];
  const room = Math.max(MOST_EVIDENCE - given.length, 1);
  const values = given.map(({ id, value }): Evidence => ({ type: 'fact', id, value }));
  return [...lines.slice(0, room), ...values].slice(0, MOST_EVIDENCE);
}

function citeLine({ path, line, end, quote }: Fact): CodeEvidence | null {
  return path === null || line === null || quote === null ? null : citeText(path, line, end ?? line, quote);
}

/** Null for a quote that would prove nothing. */
export function citeText(path: string, start: number, end: number, text: string): CodeEvidence | null {
  const quote = wholeWords(text.trim());
  if (isWeakQuote(quote)) return null;
  return { type: 'code', path, start, end: Math.max(start, end), quote, side: 'head' };
}

/** Cuts a quote before a word: half a word would not be found in the file. */
function wholeWords(text: string): string {
  return text.length <= MOST_QUOTE
    ? text
    : text
        .slice(0, MOST_QUOTE)
        .replace(/[\p{L}\p{N}_$]+$/u, '')
        .trimEnd();
}
