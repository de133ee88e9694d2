/** The findings of a run for the terminal: severity, title, location. */
import stringWidth from 'string-width';
import { type OutcomeFinding, SEVERITY_WORDS } from '../../runner/core/run-outcome.ts';
import type { Paint } from './paint.ts';
import { cutToWidth, padToWidth, printableLine } from './screen-text.ts';

const GAP = '  ';
/** A title keeps at least this width; a location is cut before a title is. */
const LEAST_TITLE = 30;
const LEAST_LOCATION = 12;

export interface FindingRow extends Pick<OutcomeFinding, 'severity' | 'title' | 'path' | 'line'> {
  /** how people name it: `F1`, or a fingerprint */
  readonly id: string;
  /** what stands between its severity and its title */
  readonly more?: readonly string[];
}

interface Cells {
  readonly id: string;
  readonly word: string;
  readonly color: (text: string) => string;
  readonly more: readonly string[];
  readonly title: string;
  readonly place: string;
}

/**
 * One line per finding, cut to `columns`; null: as long as they are, as in a pipe. Only the severity is colored.
 * @param head the names of `id` and `more`; absent: no line of headings
 */
export function findingLines(
  findings: readonly FindingRow[],
  columns: number | null,
  paint: Paint,
  head?: Pick<FindingRow, 'id' | 'more'>,
): string[] {
  const rows = [
    ...(head === undefined ? [] : [headOf(head)]),
    ...findings.map((each) => cellsOf(each, paint)),
  ];
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));
  const ids = width(rows.map(({ id }) => id));
  const words = width(rows.map(({ word }) => word));
  const more = (rows[0]?.more ?? []).map((_, at) => width(rows.map((row) => row.more[at] ?? '')));
  const fixed = [ids, words, ...more];
  const room =
    columns === null ? null : columns - fixed.reduce((sum, each) => sum + each + GAP.length, 0) - GAP.length;
  const titles = width(rows.map(({ title }) => title));
  const places = width(rows.map(({ place }) => place));
  const placeRoom = room === null ? places : Math.min(places, Math.max(LEAST_LOCATION, room - LEAST_TITLE));
  const titleRoom = room === null ? titles : Math.max(0, Math.min(titles, room - placeRoom));
  return rows.map((row) => {
    const cells = [
      padToWidth(row.id, ids),
      row.color(padToWidth(row.word, words)),
      ...row.more.map((text, at) => padToWidth(text, more[at] ?? 0)),
      padToWidth(cutToWidth(row.title, titleRoom), titleRoom),
      endOf(row.place, placeRoom),
    ];
    return cells.join(GAP).trimEnd();
  });
}

function headOf({ id, more = [] }: Pick<FindingRow, 'id' | 'more'>): Cells {
  return { id, word: 'SEVERITY', color: (text) => text, more, title: 'FINDING', place: 'LOCATION' };
}

function cellsOf({ id, severity, title, more = [], ...place }: FindingRow, paint: Paint): Cells {
  return {
    id,
    word: SEVERITY_WORDS[severity],
    color: colored(severity, paint),
    more,
    title: printableLine(title),
    place: printableLine(placeOf(place)),
  };
}

function placeOf({ path, line }: Pick<OutcomeFinding, 'path' | 'line'>): string {
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
