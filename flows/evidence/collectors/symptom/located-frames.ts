/** Frames of traces at their places in the commit: file, line, and the function that the line is in. */
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import type { FrameState } from '../../../contracts/symptom-facts.ts';
import { count, list } from '../../../wording.ts';
import { draft } from '../../collector.ts';
import { agrees, functionsAround, functionsNamed, outlineOf, type SourceOutline } from './frame-functions.ts';
import { type FileIndex, type FramePlace, placeFrames } from './frame-places.ts';
import type { StackTrace } from './stack-trace.ts';
import { bareFunctionName, type PrintedFrame } from './trace-formats.ts';

export interface LocatedFrame {
  readonly frame: PrintedFrame;
  /** from 1 */
  readonly trace: number;
  readonly state: FrameState;
  readonly place: FramePlace;
  readonly path: string | null;
  /** the line, or the first and last line of its function where only that is known */
  readonly line: number | null;
  readonly end: number | null;
  /** the innermost function around the line */
  readonly within: { readonly name: string; readonly line: number; readonly end: number } | null;
  readonly outline: SourceOutline | null;
}

export interface FrameFinder {
  readonly files: FileIndex;
  readonly own: ReadonlyMap<string, string>;
  readonly scope: ReadonlyMap<string, ScopeFile>;
  readonly repository: Repository;
}

/** Frames beyond these are far from the error. */
const MOST_FRAMES = 30;

/** In their order, each place once. */
export async function locate(traces: readonly StackTrace[], finder: FrameFinder): Promise<LocatedFrame[]> {
  const printed = traces.flatMap(({ frames }, at) => frames.map((frame) => ({ frame, trace: at + 1 })));
  // One frame may be printed twice: by the runtime's heading, or at two columns of a line. One with a name tells more.
  const placeOf = ({ frame }: (typeof printed)[number]): string => `${frame.file}:${frame.line}`;
  const each = Map.groupBy(printed, placeOf);
  const kept = [...each.values()]
    .flatMap((same) => same.find(({ frame }) => frame.name !== null) ?? same[0] ?? [])
    .map((one) => ({ ...one, frame: { ...one.frame, code: codeIn(each.get(placeOf(one)) ?? []) } }))
    .slice(0, MOST_FRAMES);
  const places = placeFrames(
    kept.map(({ frame }) => frame),
    finder.files,
    finder.own,
  );
  const outlines = new Map<string, SourceOutline | null>();
  const located: LocatedFrame[] = [];
  for (const [at, { frame, trace }] of kept.entries()) {
    const place = places[at] ?? { state: 'missing' };
    if (place.state === 'found' && !outlines.has(place.path))
      outlines.set(place.path, await outlineAt(place.path, finder));
    const outline = place.state === 'found' ? (outlines.get(place.path) ?? null) : null;
    located.push({ frame, trace, place, outline, ...inFile(frame, place, outline) });
  }
  return located;
}

const codeIn = (same: readonly { frame: PrintedFrame }[]): string | null =>
  same.map(({ frame }) => frame.code).find((code) => code !== null) ?? null;

async function outlineAt(path: string, { scope, repository }: FrameFinder): Promise<SourceOutline | null> {
  const file = scope.get(path);
  const found = await repository.read(path);
  if (file === undefined || found === null || found.omitted !== null) return null;
  return outlineOf(file, found.text.replaceAll('\r\n', '\n'));
}

type Spot = Pick<LocatedFrame, 'state' | 'path' | 'line' | 'end' | 'within'>;

const NOWHERE = { path: null, line: null, end: null, within: null } as const;

function inFile(frame: PrintedFrame, place: FramePlace, outline: SourceOutline | null): Spot {
  if (place.state !== 'found') return { state: place.state, ...NOWHERE };
  const { path } = place;
  const name = bareFunctionName(frame);
  const known = outline === null || name === null ? [] : functionsNamed(outline, name);
  const [named] = known.length === 1 ? known : [];
  const moved = named === undefined ? {} : { line: named.line, end: named.end, within: named };
  if (place.compiled) return { ...NOWHERE, state: 'compiled', path, ...moved };
  if (outline === null) return { ...NOWHERE, state: 'found', path };
  const at = outline.lines[frame.line - 1] ?? '';
  const quoted = frame.code === null ? null : lineOf(outline, frame.code, named ?? null);
  if (quoted !== null && quoted !== frame.line) {
    const [around = null] = functionsAround(outline, quoted);
    return { state: 'moved', path, line: quoted, end: quoted, within: around };
  }
  if (quoted === null && cannotThrow(at)) return { ...NOWHERE, state: 'no-such-line', path, ...moved };
  const [within = null] = functionsAround(outline, frame.line);
  if (!agrees(outline, frame.line, name)) {
    return { state: 'other-function', path, line: frame.line, end: frame.line, within, ...moved };
  }
  return { state: 'found', path, line: frame.line, end: frame.line, within };
}

/** Nothing on an empty line, a comment, or a bracket alone can be in a trace. */
const cannotThrow = (line: string): boolean =>
  !/\w/.test(line) || /^\s*(?:\/\/|\*|\/\*|#(?![\w[{])|--)/.test(line);

/** The line that a trace quotes: the nearest in the function of its frame, else the only one in the file. */
function lineOf(
  { lines }: SourceOutline,
  code: string,
  within: { readonly line: number; readonly end: number } | null,
): number | null {
  const same = lines.flatMap((line, index) => (line.trim() === code ? [index + 1] : []));
  const inside = same.filter((line) => within !== null && within.line <= line && line <= within.end);
  const [only] = inside.length > 0 ? inside : same;
  return same.length === 1 || inside.length === 1 ? (only ?? null) : null;
}

export function frameFact(located: LocatedFrame): FactDraft {
  const { frame, trace, state, place, path, line, end, within, outline } = located;
  const name = bareFunctionName(frame);
  return draft('frame', {
    ...(path === null ? {} : { path }),
    ...(line === null ? {} : { line, quote: outline?.lines[line - 1] ?? '' }),
    ...(end === null ? {} : { end }),
    subject: name,
    value: `${frame.file}:${frame.line}`,
    text: sentenceOf(located, name),
    data: {
      ...{ state, trace, printed: { file: frame.file, line: frame.line } },
      within: within?.name ?? null,
      others: othersOf(place),
      version: place.state === 'found' ? place.version : null,
    },
  });
}

function othersOf(place: FramePlace): string[] {
  if (place.state === 'ambiguous') return place.candidates.slice(0, 5);
  return place.state === 'foreign' ? [place.of] : [];
}

function sentenceOf(
  { state, place, line, within, outline, frame }: LocatedFrame,
  name: string | null,
): string {
  const where = within === null ? '' : `in ${within.name}`;
  switch (state) {
    case 'found':
      return where === '' ? 'frame of the trace' : `frame of the trace, ${where}`;
    case 'other-function':
      return line === frame.line
        ? `the line is ${where === '' ? 'in no function' : where}, the trace says ${name}: it is of another version`
        : `line ${frame.line} is in another function than ${name}, which is here: the trace is of another version`;
    case 'moved':
      return `the code that the trace quotes from line ${frame.line}${where === '' ? '' : `, ${where}`}: the trace is of another version`;
    case 'no-such-line':
      return noLine(frame.line, outline, line === null ? null : name);
    case 'compiled':
      return `source of the compiled file${line === null ? '' : `, ${where}`}: its line is not that of the trace`;
    case 'ambiguous':
      return place.state === 'ambiguous' ? `may be ${list(place.candidates, 3)}` : '';
    case 'foreign':
      return place.state === 'foreign' ? `code of ${place.of}` : '';
    case 'missing':
      return 'no file of this commit has that path';
  }
}

function noLine(line: number, outline: SourceOutline | null, name: string | null): string {
  const lines = outline?.lines.length ?? 0;
  const why =
    line > lines ? `the file has ${count(lines, 'line')} here` : `line ${line} has no statement here`;
  return `${why}: the trace is of another version${name === null ? '' : `; ${name} is here`}`;
}
