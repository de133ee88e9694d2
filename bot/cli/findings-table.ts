/** The findings of a run for the terminal: severity, title, location. */
import stringWidth from 'string-width';
import type { OutcomeFinding } from '../../runner/core/run-outcome.ts';
import type { Paint } from './paint.ts';
import { cutToWidth, padToWidth, printableLine } from './screen-text.ts';

const WORDS = { P0: 'critical', P1: 'high', P2: 'medium', P3: 'low' } as const;
const GAP = '  ';
/** A title keeps at least this width; a location is cut before a title is. */
const LEAST_TITLE = 30;
const LEAST_LOCATION = 12;

/** One line per finding, cut to `columns`; null: as long as they are, as in a pipe. Only the severity is colored. */
export function findingLines(
  findings: readonly OutcomeFinding[],
  columns: number | null,
  paint: Paint,
): string[] {
  const rows = findings.map((finding) => ({
    severity: finding.severity,
    id: finding.id,
    word: WORDS[finding.severity],
    title: printableLine(finding.title),
    place: printableLine(placeOf(finding)),
  }));
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));
  const ids = width(rows.map(({ id }) => id));
  const words = width(rows.map(({ word }) => word));
  const room = columns === null ? null : columns - ids - words - 3 * GAP.length;
  const titles = width(rows.map(({ title }) => title));
  const places = width(rows.map(({ place }) => place));
  const placeRoom = room === null ? places : Math.min(places, Math.max(LEAST_LOCATION, room - LEAST_TITLE));
  const titleRoom = room === null ? titles : Math.max(0, Math.min(titles, room - placeRoom));
  return rows.map(({ id, severity, word, title, place }) => {
    const cells = [
      padToWidth(id, ids),
      colored(severity, paint)(padToWidth(word, words)),
      padToWidth(cutToWidth(title, titleRoom), titleRoom),
      endOf(place, placeRoom),
    ];
    return cells.join(GAP).trimEnd();
  });
}

function placeOf({ path, line }: OutcomeFinding): string {
  if (path === null) return '';
  return line === null ? path : `${path}:${line}`;
}

/** The end of a path says more than its beginning. */
function endOf(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  const characters = [...text];
  while (characters.length > 0 && stringWidth(characters.join('')) > columns - 1) characters.shift();
  return `…${characters.join('')}`;
}

function colored(severity: OutcomeFinding['severity'], paint: Paint): (text: string) => string {
  if (severity === 'P0' || severity === 'P1') return paint.red;
  return severity === 'P2' ? paint.yellow : paint.dim;
}
