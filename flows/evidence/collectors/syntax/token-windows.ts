/** Finds equal runs of tokens among files by hashing every window of them. Pure. */
import { compare } from '../../../ordering.ts';

export interface TokenizedFile {
  readonly path: string;
  /** a number for each token's text */
  readonly hashes: Uint32Array;
  /** the line of each token, from 1 */
  readonly lines: Uint32Array;
  /** 1 for each token that is a string or a number */
  readonly literals: Uint8Array;
}

export interface Clone {
  readonly path: string;
  readonly line: number;
  readonly end: number;
  readonly other: { readonly path: string; readonly line: number; readonly end: number };
  readonly tokens: number;
  /** lines of the first place that have any of the tokens: neither empty nor comments */
  readonly lines: number;
  /** of the tokens, those that are strings or numbers */
  readonly literals: number;
}

/** Shorter runs are idiom, not copies. */
export const WINDOW_TOKENS = 60;

/** Each run once, against its first other place, in the order of the files. */
export function clonesIn(files: readonly TokenizedFile[], signal: AbortSignal): Clone[] {
  const ordered = [...files].sort((a, b) => compare(a.path, b.path));
  const first = new Map<number, { file: number; at: number }>();
  const clones: Clone[] = [];
  for (const [index, file] of ordered.entries()) {
    signal.throwIfAborted();
    let coveredTo = 0;
    for (const { at, key } of windowsOf(file.hashes)) {
      const place = first.get(key);
      if (place === undefined) first.set(key, { file: index, at });
      else if (at >= coveredTo) {
        const other = ordered[place.file];
        const run = other === undefined ? 0 : runLength(file, at, other, place.at);
        if (other === undefined || run < WINDOW_TOKENS) continue;
        clones.push(cloneOf(file, at, other, place.at, run));
        coveredTo = at + run;
      }
    }
  }
  return clones;
}

const BASE = 0x9e3779b1;

/** A rolling hash of every window; it only proposes, the tokens themselves decide. */
function* windowsOf(hashes: Uint32Array): Generator<{ at: number; key: number }> {
  let leaving = 1;
  for (let n = 1; n < WINDOW_TOKENS; n++) leaving = Math.imul(leaving, BASE);
  let key = 0;
  for (let end = 0; end < hashes.length; end++) {
    if (end >= WINDOW_TOKENS) key = (key - Math.imul(hashes[end - WINDOW_TOKENS] ?? 0, leaving)) | 0;
    key = (Math.imul(key, BASE) + (hashes[end] ?? 0)) | 0;
    if (end >= WINDOW_TOKENS - 1) yield { at: end - WINDOW_TOKENS + 1, key };
  }
}

/** How many tokens are equal from there on; within one file the two runs don't overlap. */
function runLength(a: TokenizedFile, atA: number, b: TokenizedFile, atB: number): number {
  const most = a === b ? atA - atB : Number.POSITIVE_INFINITY;
  let run = 0;
  while (run < most && atA + run < a.hashes.length && a.hashes[atA + run] === b.hashes[atB + run]) run += 1;
  return run;
}

function cloneOf(a: TokenizedFile, atA: number, b: TokenizedFile, atB: number, run: number): Clone {
  const span = (file: TokenizedFile, at: number): { line: number; end: number } => ({
    line: file.lines[at] ?? 1,
    end: file.lines[at + run - 1] ?? 1,
  });
  return {
    path: a.path,
    ...span(a, atA),
    other: { path: b.path, ...span(b, atB) },
    tokens: run,
    lines: new Set(a.lines.subarray(atA, atA + run)).size,
    literals: a.literals.subarray(atA, atA + run).reduce((sum, one) => sum + one, 0),
  };
}
