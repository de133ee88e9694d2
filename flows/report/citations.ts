/**
 * How citations look. Either a place alone on its line with the cited lines in a fence below it, or a place with a
 * quote: `` `path:line` — `quote` ``. Code writes both, and the text is the file's own.
 */
import type { ReportCitation } from '../../runner/core/report-document.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import { cutLine, place, shortPath } from '../wording.ts';
import { codeSpan, fenced, prose } from './markdown.ts';

type Place = Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'>;

/** Where a place is on the project's code host; null if it is on none that is known. */
export type LinkOf = (place: Place) => string | null;

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
        : `${placeOf(evidence, linkOf(evidence))} — ${codeSpan(quote)}`;
  }
}

/** The cited lines in a fence below their place; empty where there are none to show. */
export function citationBlock({ place, lines }: ReportCitation): string {
  return place === null || lines.length === 0
    ? ''
    : `${placeOf(place, place.url)}\n${fenced(lines, place.path)}`;
}

/** `path:line` in code, linked where the code host is known; `(base)` follows a place that the change removed. */
export function placeOf({ path, start, end, side }: Place, link: string | null): string {
  const range = start === null ? '' : end === null || end <= start ? `:${start}` : `:${start}-${end}`;
  const name = codeSpan(`${path ?? ''}${range}`);
  return `${link === null ? name : `[${name}](${link})`}${side === 'base' ? ' (base)' : ''}`;
}

const LONGEST_LOCATION = 40;

/** `hydration.js:96` for a table's cell: short and not quoted. */
export function locationOf(at: Pick<Place, 'path' | 'start'> | null, link: string | null = null): string {
  if (at === null || at.path === null) return '–';
  const name = prose(place({ path: shortPath(at.path, LONGEST_LOCATION), line: at.start }));
  return link === null ? name : `[${name}](${link})`;
}

/** A fact in words, with its place where it has one. */
function measured(evidence: CheckedEvidence, linkOf: LinkOf): string {
  const { text, path, start, quote } = evidence;
  const words = `measured: ${prose(text ?? '')}`;
  if (path === null) return words;
  if (start === null || quote === null) return `${words} (${codeSpan(path)})`;
  return `${words} · ${placeOf(evidence, linkOf(evidence))} — ${codeSpan(quote)}`;
}

/** A fact with its number, its sentence and its place, for answers to questions. */
export function factLine({ id, text, path, line, end, quote }: Fact): string {
  if (path === null) return `[${id}] ${prose(text)}`;
  if (line === null || quote === null) {
    return `[${id}] ${prose(`${path}${line === null ? '' : `:${line}`}: ${text}`)}`;
  }
  const at = placeOf({ path, start: line, end, side: 'head' }, null);
  return `[${id}] ${prose(text)} · ${at} — ${codeSpan(cutLine(quote))}`;
}
