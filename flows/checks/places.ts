/** Paths and lines in prose: which of them were checked. */
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

/** A path that `PLACE` and `PATH` read whole; any other is found by comparing the text with the commit's paths. */
const PLAIN = new RegExp(String.raw`^(?:${SEGMENT}\/)*${SEGMENT}$`, 'u');
const LINES = /^:(\d+)(?:[-–](\d+))?/;
/** A code span that is a place in a path with a space. */
const SPAN = /`([^`]+):\d+(?:[-–]\d+)?`/g;

/** Names of one commit's paths that hold a space, a bracket or the like, the longest first. */
const oddNames = new WeakMap<readonly string[], readonly string[]>();

function oddNamesOf({ paths }: KnownPlaces): readonly string[] {
  const known = oddNames.get(paths);
  if (known !== undefined) return known;
  const names = paths
    .filter((path) => !PLAIN.test(path))
    .flatMap((path) => path.split('/').map((_part, at, parts) => parts.slice(at).join('/')))
    .filter((name) => !PLAIN.test(name));
  const found = [...new Set(names)].sort((one, other) => other.length - one.length);
  oddNames.set(paths, found);
  return found;
}

interface OddPlace {
  readonly at: number;
  readonly whole: string;
  readonly path: string;
  /** null for a path alone */
  readonly lines: { readonly start: number; readonly end: number } | null;
}

/** Where the text names paths with unusual characters, in the order of the text. */
function oddPlaces(text: string, known: KnownPlaces): OddPlace[] {
  const found: OddPlace[] = [];
  const taken = (at: number, end: number) =>
    found.some((place) => at < place.at + place.whole.length && place.at < end);
  for (const path of oddNamesOf(known)) {
    for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
      const rest = text.slice(at + path.length);
      const [suffix = '', start = '', end = start] = LINES.exec(rest) ?? [];
      const isWhole = !/[\p{L}\p{N}_/]$/u.test(text.slice(0, at)) && !/^[\p{L}\p{N}_/]/u.test(rest);
      if (!isWhole || taken(at, at + path.length + suffix.length)) continue;
      const lines = suffix === '' ? null : { start: Number(start), end: Number(end) };
      found.push({ at, whole: `${path}${suffix}`, path, lines });
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

/** Replaces each such place by `say`, and the text between them by `rest`. */
function aroundOddPlaces(
  text: string,
  places: readonly OddPlace[],
  say: (place: OddPlace) => string,
  rest: (text: string) => string,
): string {
  let from = 0;
  const parts: string[] = [];
  for (const place of places) {
    parts.push(rest(text.slice(from, place.at)), say(place));
    from = place.at + place.whole.length;
  }
  return parts.concat(rest(text.slice(from))).join('');
}

export interface PlacesFound {
  readonly fault: string | null;
  /** the text without its places, whose numbers were checked here */
  readonly rest: string;
}

export function unknownPlace(text: string, known: KnownPlaces): PlacesFound {
  const url = URL.exec(text);
  if (url !== null) return { fault: `the link ${url[0]} was not checked`, rest: text };
  const odd = oddPlaces(text, known);
  const wrong = odd.find(
    ({ path, lines }) => lines !== null && !isCited(path, lines.start, lines.end, known),
  );
  if (wrong !== undefined) return { fault: `${wrong.whole} was not cited`, rest: text };
  return unknownPlainPlace(
    aroundOddPlaces(
      text,
      odd,
      () => ' ',
      (between) => between,
    ),
    known,
  );
}

function unknownPlainPlace(text: string, known: KnownPlaces): PlacesFound {
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

/** A path has an extension, or is in back-ticks and not absolute; `and/or` and the route `/orders` are no paths. */
function looksLikePath(path: string, text: string): boolean {
  return /\.[A-Za-z]\w{0,9}$/.test(path) || (text.includes(`\`${path}\``) && !path.startsWith('/'));
}

/** Prose that names only cited lines; any other place is reduced to its file, if that exists. */
export function withCheckedPlaces(text: string, known: KnownPlaces): string {
  const say = ({ path, lines, whole }: OddPlace) =>
    lines === null || isCited(path, lines.start, lines.end, known) ? whole : path;
  return aroundOddPlaces(text, oddPlaces(text, known), say, (rest) => withPlainPlaces(rest, known));
}

const UNCHECKED = 'a place that was not checked';

function withPlainPlaces(text: string, known: KnownPlaces): string {
  // No part of a path with a space that does not exist is kept.
  const spans = text.replace(SPAN, (whole, path: string) => {
    const last = path.split(/\s/).at(-1) ?? '';
    return /^\S*\/\S*\s/.test(path) && !exists(last, known) ? UNCHECKED : whole;
  });
  return spans.replace(PLACE, (whole, start: string, end: string | undefined) => {
    const path = whole.slice(0, whole.lastIndexOf(':'));
    if (!/[./]/.test(path) || /^[\d.]+$/.test(path)) return whole;
    if (isCited(path, Number(start), Number(end ?? start), known)) return whole;
    return exists(path, known) ? path : UNCHECKED;
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
