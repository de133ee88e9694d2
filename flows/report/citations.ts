/** How citations look: `` `path:line` — `quote` ``. Code writes the line, and the quote is the file's own text. */
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutLine } from '../wording.ts';
import { codeSpan, prose } from './markdown.ts';

export function citationLine(evidence: CheckedEvidence): string {
  const { type, ref, text, path, start, end, quote } = evidence;
  switch (type) {
    case 'fact':
      return factText(ref ?? '', text ?? '', { path, line: start, end, quote });
    case 'search':
      return `searched: ${codeSpan(text ?? '')}`;
    case 'commit':
      return `commit ${codeSpan(ref ?? '')} on ${codeSpan(path ?? '')}: ${prose(text ?? '')}`;
    default:
      return quotedPlace({ path, line: start, end, quote }, evidence.side) ?? codeSpan(path ?? '');
  }
}

/** A fact as a line: its id, its sentence and its place. */
export function factLine({ id, text, path, line, end, quote }: Fact): string {
  return factText(id, text, { path, line, end, quote: quote === null ? null : cutLine(quote) });
}

type Place = Pick<Fact, 'path' | 'line' | 'end' | 'quote'>;

/** With a quote, the place follows the sentence; without one, it comes first. */
function factText(id: string, text: string, place: Place): string {
  const quoted = quotedPlace(place, 'head');
  if (quoted !== null) return `[${id}] ${prose(text)} · ${quoted}`;
  const { path, line } = place;
  const before = path === null ? '' : `${path}${line === null ? '' : `:${line}`}: `;
  return `[${id}] ${prose(`${before}${text}`)}`;
}

/** Place and quote; null without a line or a quote. */
function quotedPlace({ path, line, end, quote }: Place, side: CheckedEvidence['side']): string | null {
  if (path === null || line === null || quote === null) return null;
  const lines = end === null || end === line ? `${line}` : `${line}-${end}`;
  return `${codeSpan(`${path}:${lines}`)}${side === 'base' ? ' (base)' : ''} — ${codeSpan(quote)}`;
}
