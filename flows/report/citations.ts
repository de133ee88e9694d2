/**
 * How citations look. Either a place alone on its line with the cited lines in a fence below it, or a place with a
 * quote: `` `path:line` — `quote` ``. Code writes both, and the text is the file's own.
 */
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutLine } from '../wording.ts';
import { codeSpan, fenced, prose } from './markdown.ts';

/** Where a place is on the project's code host; null if it is on none that is known. */
export type LinkOf = (place: Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'>) => string | null;

const UNLINKED: LinkOf = () => null;

/** A citation as one line. */
export function citationLine(evidence: CheckedEvidence, linkOf: LinkOf = UNLINKED): string {
  const { type, ref, text, path, quote } = evidence;
  switch (type) {
    case 'fact':
      return measured(evidence, linkOf);
    case 'search':
      return `searched: ${codeSpan(text ?? '')}`;
    case 'commit':
      return `commit ${codeSpan(ref ?? '')} on ${codeSpan(path ?? '')}: ${prose(text ?? '')}`;
    default:
      return quote === null || evidence.start === null
        ? codeSpan(path ?? '')
        : `${placeOf(evidence, linkOf)} — ${codeSpan(quote)}`;
  }
}

/** The cited lines below their place; null where there are none to show. The place names the lines that are shown. */
export function citationBlock(evidence: CheckedEvidence, linkOf: LinkOf): string | null {
  const { path, start, lines = [] } = evidence;
  if (path === null || start === null || lines.length === 0) return null;
  const shown = { ...evidence, end: start + lines.length - 1 };
  return `${placeOf(shown, linkOf)}\n${fenced(lines, path)}`;
}

/** `path:line` in code, linked where the code host is known; `(base)` follows a place that the change removed. */
export function placeOf(
  place: Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'>,
  linkOf: LinkOf,
): string {
  const { path, start, end, side } = place;
  const range = start === null ? '' : end === null || end <= start ? `:${start}` : `:${start}-${end}`;
  const name = codeSpan(`${path ?? ''}${range}`);
  const link = linkOf(place);
  return `${link === null ? name : `[${name}](${link})`}${side === 'base' ? ' (base)' : ''}`;
}

/** A fact in words, with its place where it has one. */
function measured(evidence: CheckedEvidence, linkOf: LinkOf): string {
  const { text, path, start, quote } = evidence;
  const words = `measured: ${prose(text ?? '')}`;
  if (path === null) return words;
  if (start === null || quote === null) return `${words} (${codeSpan(path)})`;
  return `${words} · ${placeOf(evidence, linkOf)} — ${codeSpan(quote)}`;
}

/** A fact with its number, its sentence and its place, for answers to questions. */
export function factLine({ id, text, path, line, end, quote }: Fact): string {
  if (path === null) return `[${id}] ${prose(text)}`;
  if (line === null || quote === null) {
    return `[${id}] ${prose(`${path}${line === null ? '' : `:${line}`}: ${text}`)}`;
  }
  const place = placeOf({ path, start: line, end, side: 'head' }, UNLINKED);
  return `[${id}] ${prose(text)} · ${place} — ${codeSpan(cutLine(quote))}`;
}
