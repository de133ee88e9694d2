/** From facts to evidence that code can check: first the line that a fact points at, then the fact itself. */
import type { Fact } from '../contracts/evidence-pack.ts';
import type { CodeEvidence, Evidence } from '../contracts/finding.ts';

/** The contract's limit on one finding's evidence. */
const MOST_EVIDENCE = 6;
/** Below this many word characters a quote proves nothing, and the citation check says so. */
const LEAST_WORD_CHARACTERS = 6;
const MOST_QUOTE = 600;

/** The evidence of several facts: all their lines first, then all their numbers, as many as a finding may have. */
export function cite(...facts: readonly (Fact | null)[]): Evidence[] {
  const given = facts.filter((fact) => fact !== null);
  const cited = given.map((fact) => citeLine(fact)).filter((evidence) => evidence !== null);
  const lines = [...new Map(cited.map((line) => [`${line.path}:${line.start}`, line])).values()];
  const room = Math.max(MOST_EVIDENCE - given.length, 1);
  return [...lines.slice(0, room), ...given.map(citeValue)].slice(0, MOST_EVIDENCE);
}

/** The lines that a fact points at, with its quote; null when it has none that would prove anything. */
export function citeLine(fact: Fact, side: CodeEvidence['side'] = 'head'): CodeEvidence | null {
  if (fact.path === null || fact.line === null || fact.quote === null) return null;
  return citeText(fact.path, fact.line, fact.end ?? fact.line, fact.quote, side);
}

export function citeText(
  path: string,
  start: number,
  end: number,
  text: string,
  side: CodeEvidence['side'] = 'head',
): CodeEvidence | null {
  const quote = wholeWords(text.trim());
  const words = quote.replaceAll('***', 'xxx').match(/[\p{L}\p{N}_]/gu) ?? [];
  if (words.length < LEAST_WORD_CHARACTERS) return null;
  return { type: 'code', path, start, end: Math.max(start, end), quote, side };
}

/** A quote that was cut, or must be, ends before the word in which it was cut: half a word is found nowhere. */
function wholeWords(text: string): string {
  const cut = text.endsWith('…') ? text.slice(0, -1) : text;
  const kept = cut.slice(0, MOST_QUOTE);
  return kept === text ? text : kept.replace(/[\p{L}\p{N}_$]+$/u, '').trimEnd();
}

function citeValue(fact: Fact): Evidence {
  return { type: 'fact', id: fact.id, value: fact.value };
}
