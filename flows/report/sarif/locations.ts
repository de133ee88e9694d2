/** Places of a report as SARIF locations: URIs relative to the root of the repository on the side that is cited. */
import type { Location, PhysicalLocation } from 'sarif';
import { bytesOfQuoted } from '../../../runner/core/quoted-path.ts';
import type { ReportCitation, ReportPlace } from '../../../runner/core/report-document.ts';
import { place as placeText } from '../../wording.ts';

/** The names of the repository's root at the run's commit and at the base commit. */
export const ROOTS = { head: '%SRCROOT%', base: 'BASEROOT' } as const;

type Lines = Pick<ReportPlace, 'path' | 'start' | 'end' | 'side'>;

/** A citation that has a place. */
export type PlacedCitation = ReportCitation & { readonly place: ReportPlace };

export function isPlaced(citation: ReportCitation): citation is PlacedCitation {
  return citation.place !== null;
}

/** The repository as a whole. */
export const WHOLE: Location = {
  physicalLocation: { artifactLocation: { uri: '.', uriBaseId: ROOTS.head } },
};

export function locationOf(lines: Lines, shown: readonly string[] = []): Location {
  return { physicalLocation: physicalOf(lines, shown) };
}

/** With an id that the finding's other locations do not have. */
export function relatedLocationOf({ place, lines }: PlacedCitation, id: number): Location {
  const named = placeText({ path: place.path, line: place.start, end: place.end });
  const text = place.side === 'base' ? `${named} (base)` : named;
  return { id, physicalLocation: physicalOf(place, lines), message: { text } };
}

function physicalOf({ path, start, end, side }: Lines, shown: readonly string[]): PhysicalLocation {
  const artifactLocation = { uri: uriOf(path), uriBaseId: ROOTS[side] };
  if (start === null) return { artifactLocation };
  const last = Math.max(start, end ?? start);
  const cited = shown.slice(0, last - start + 1);
  // Lines that the report leaves out are marked, so that the snippet is not taken for the whole region.
  const text = [...cited, ...(start + cited.length > last ? [] : ['…'])].join('\n');
  return {
    artifactLocation,
    region: {
      startLine: start,
      ...(last > start ? { endLine: last } : {}),
      ...(cited.length === 0 ? {} : { snippet: { text } }),
    },
  };
}

/** A path as a relative URI reference. One that is in git's quoted form stands for the bytes of its name. */
export function uriOf(path: string): string {
  const bytes = bytesOfQuoted(path);
  return bytes === null ? path.split('/').map(encodeSegment).join('/') : encodeBytes(bytes);
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed());
}

const UNRESERVED = /[\w.~/-]/;

function encodeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    return UNRESERVED.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
