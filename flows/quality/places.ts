/** Paths and lines in prose: which of them were checked, and which came from nowhere. */
import type { CheckedEvidence } from '../contracts/checked.ts';

export interface KnownPlaces {
  /** every file of the commit and of its base that a run knows */
  readonly paths: readonly string[];
  /** where a citation held */
  readonly cited: readonly Pick<CheckedEvidence, 'path' | 'start' | 'end'>[];
}

const URL = /\b(?:https?|ftp|file|data|javascript):\S+|\bwww\.\S+/i;
const SEGMENT = String.raw`[\p{L}\p{N}_@.+$~-]+`;
const PLACE = new RegExp(String.raw`(?:${SEGMENT}\/)*${SEGMENT}:(\d+)(?:[-–](\d+))?`, 'gu');
const PATH = new RegExp(String.raw`(?:\.{0,2}\/)?(?:${SEGMENT}\/)+(?:${SEGMENT})?`, 'gu');
const FILE_IN_TICKS = /`([^`\s/]+\.[A-Za-z]\w{0,9})`/g;

export interface PlacesFound {
  readonly fault: string | null;
  /** the text without its places, whose numbers were checked here */
  readonly rest: string;
}

export function unknownPlace(text: string, known: KnownPlaces): PlacesFound {
  const url = URL.exec(text);
  if (url !== null) return { fault: `the link ${url[0]} was not checked`, rest: text };
  let rest = text;
  for (const match of text.matchAll(PLACE)) {
    const [whole, start = '', end] = match;
    const path = whole.slice(0, whole.lastIndexOf(':'));
    // A clock's or a ratio's colon, or a word before a number.
    if (!/[./]/.test(path) || /^[\d.]+$/.test(path)) continue;
    if (!isCited(path, Number(start), Number(end ?? start), known))
      return { fault: `${whole} was not cited`, rest };
    rest = rest.replace(whole, ' ');
  }
  for (const [path] of rest.matchAll(PATH)) {
    if (looksLikePath(path, text) && !exists(path, known)) return { fault: `${path} does not exist`, rest };
    rest = looksLikePath(path, text) ? rest.replace(path, ' ') : rest;
  }
  for (const [, name = ''] of rest.matchAll(FILE_IN_TICKS)) {
    const extension = name.slice(name.lastIndexOf('.'));
    const isFile = known.paths.some((path) => path.endsWith(extension));
    if (isFile && !exists(name, known)) return { fault: `${name} does not exist`, rest };
  }
  return { fault: null, rest };
}

/** `and/or` is no path, nor is the route `/orders`: a path has an extension, or stands in back-ticks and not at the root. */
function looksLikePath(path: string, text: string): boolean {
  return /\.[A-Za-z]\w{0,9}$/.test(path) || (text.includes(`\`${path}\``) && !path.startsWith('/'));
}

/** Prose in which only lines that were cited are named: of any other place the file stays, if there is such a file. */
export function withCheckedPlaces(text: string, known: KnownPlaces): string {
  return text.replace(PLACE, (whole, start: string, end: string | undefined) => {
    const path = whole.slice(0, whole.lastIndexOf(':'));
    if (!/[./]/.test(path) || /^[\d.]+$/.test(path)) return whole;
    if (isCited(path, Number(start), Number(end ?? start), known)) return whole;
    return exists(path, known) ? path : 'a place that was not checked';
  });
}

function isCited(path: string, start: number, end: number, { cited }: KnownPlaces): boolean {
  return cited.some(
    (place) =>
      place.path !== null &&
      isSame(place.path, path) &&
      place.start !== null &&
      start >= place.start &&
      end <= (place.end ?? place.start),
  );
}

function exists(path: string, { paths }: KnownPlaces): boolean {
  const bare = path.replace(/^\.?\//, '').replace(/[./]+$/, '');
  return (
    bare === '' ||
    paths.some((known) => isSame(known, bare) || known.startsWith(`${bare}/`) || known.includes(`/${bare}/`))
  );
}

function isSame(known: string, said: string): boolean {
  return known === said || known.endsWith(`/${said}`);
}
