/** How a citation looks: `` `path:line` — `quote` ``, the line written by code and the quote the file's own. */
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutLine } from '../quality/line.ts';
import { codeSpan, prose } from './markdown.ts';

/** All citations of a claim; a fact about a line that is quoted already does not quote it again. */
export function citationLines(evidence: readonly CheckedEvidence[]): string[] {
  const quoted = new Set(
    evidence.filter(({ type }) => type === 'code').map(({ path, start }) => `${path}:${start}`),
  );
  return evidence.map((citation) =>
    citation.type === 'fact' && quoted.has(`${citation.path}:${citation.start}`)
      ? citationLine({ ...citation, quote: null })
      : citationLine(citation),
  );
}

export function citationLine(evidence: CheckedEvidence): string {
  const { type, ref, text, path } = evidence;
  const place = placeOf(evidence);
  switch (type) {
    case 'fact':
      return withPlace(`${ref}`, text ?? '', evidence, place);
    case 'search':
      return `searched: ${codeSpan(text ?? '')}`;
    case 'commit':
      return `commit ${codeSpan(ref ?? '')} on ${codeSpan(path ?? '')}: ${prose(text ?? '')}`;
    default:
      return place ?? codeSpan(path ?? '');
  }
}

/** Place and quote of a citation; null when it has no line. */
export function placeOf({ path, start, end, side, quote }: CheckedEvidence): string | null {
  if (path === null || start === null || quote === null) return null;
  const lines = end === null || end === start ? `${start}` : `${start}-${end}`;
  return `${codeSpan(`${path}:${lines}`)}${side === 'base' ? ' (base)' : ''} — ${codeSpan(quote)}`;
}

/** Place and quote of a fact; the path alone where it has no line. */
export function factPlace(fact: Fact): string | null {
  if (fact.path === null) return null;
  if (fact.line === null || fact.quote === null) return codeSpan(fact.path);
  const lines = fact.end === null || fact.end === fact.line ? `${fact.line}` : `${fact.line}-${fact.end}`;
  return `${codeSpan(`${fact.path}:${lines}`)} — ${codeSpan(cutLine(fact.quote))}`;
}

/** A fact as a line: its id, what it says, and where. Facts speak in our own words but name foreign things. */
export function factLine(fact: Fact): string {
  const place = fact.line === null || fact.quote === null ? null : factPlace(fact);
  return withPlace(fact.id, fact.text, { path: fact.path, start: fact.line }, place);
}

/** A fact's text begins with its place; where that is quoted after it, once is enough. */
function withPlace(
  id: string,
  text: string,
  { path, start }: Pick<CheckedEvidence, 'path' | 'start'>,
  place: string | null,
): string {
  const opening = `${path}:${start}: `;
  if (place === null) return `[${id}] ${prose(text)}`;
  return `[${id}] ${prose(text.startsWith(opening) ? text.slice(opening.length) : text)} · ${place}`;
}
