/** Measures of functions, from what stands where in a source file of any language. Pure. */

import type { FunctionMeasure } from '../../../contracts/measures.ts';

export interface FunctionSpan extends FunctionMeasure {
  readonly line: number;
  readonly end: number;
}

export interface Shape {
  /** in order of their start */
  readonly functions: readonly FunctionSpan[];
  /** of all its functions and of the code outside them */
  readonly complexity: number;
}

/** A part of the text, in characters. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a branch is to the two measures; see `Grammar`. `default`: an operator that only gives a value. */
export type BranchRole = 'condition' | 'loop' | 'chained' | 'switch' | 'case' | 'logical' | 'default';

export interface Branch extends Stretch {
  readonly role: BranchRole;
}

export interface Weight {
  complexity: number;
  cognitive: number;
  nesting: number;
  /** where its deepest branch begins, in characters */
  deepest: number | null;
}

const weightless = (complexity: number): Weight => ({ complexity, cognitive: 0, nesting: 0, deepest: null });

interface Open extends Stretch {
  readonly role: BranchRole | 'function';
  readonly weight: Weight;
  /** how many branches it is nested in within its function, itself included */
  readonly depth: number;
}

/**
 * Weighs functions by the branches whose innermost function they are, as cyclomatic and as cognitive complexity (after
 * G. A. Campbell, Cognitive Complexity, 2018): a branch costs one and one more for each that it is nested in, a
 * `switch` as much as one branch however many cases it has, the operators of one condition one in all, and a default
 * value nothing. Both lists are in order of their start, the outer before the inner. `outside`: branches in no function.
 */
export function weighFunctions(
  functions: readonly Stretch[],
  branches: readonly Branch[],
): { readonly weights: readonly Weight[]; readonly outside: number } {
  const outside = weightless(0);
  const weights = functions.map(() => weightless(1));
  const open: Open[] = [];
  let next = 0;
  const closeUntil = (at: number): Open | undefined => {
    while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= at) open.pop();
    return open.at(-1);
  };
  for (const branch of branches) {
    for (let one = functions[next]; one !== undefined && one.start <= branch.start; one = functions[next]) {
      closeUntil(one.start);
      open.push({ ...one, role: 'function', weight: weights[next] ?? outside, depth: 0 });
      next += 1;
    }
    const around = closeUntil(branch.start);
    const opened = weigh(branch, around, around?.weight ?? outside);
    if (opened !== null) open.push(opened);
  }
  return { weights, outside: outside.complexity };
}

/** Adds a branch to the weight of its function; returns it if what follows may be nested in it. */
function weigh({ role, start, end }: Branch, around: Open | undefined, weight: Weight): Open | null {
  const depth = around?.depth ?? 0;
  if (role !== 'switch') weight.complexity += 1;
  if (role === 'case' || role === 'default') return null;
  if (role === 'logical') {
    // The parts of `a && b && c` begin where the whole begins.
    if (around?.role === 'logical' && around.start === start) return null;
    weight.cognitive += 1;
    return { role, start, end, weight, depth };
  }
  // The `if` of an `else if` ends where the `if` before it ends.
  const isElse = role === 'condition' && around?.role === 'condition' && around.end === end;
  if (role === 'chained' || isElse) {
    weight.cognitive += 1;
    return null;
  }
  weight.cognitive += 1 + depth;
  if (depth + 1 > weight.nesting) {
    weight.nesting = depth + 1;
    weight.deepest = start;
  }
  return { role, start, end, weight, depth: depth + 1 };
}

/** Turns character offsets into line numbers, from 1. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/**
 * Counts lines of code: of the lines from one to another (from 1, inclusive), those that have more than blanks and
 * the given comments, which are in order of their start.
 */
export function codeLineCounter(
  text: string,
  comments: readonly Stretch[],
): (line: number, end: number) => number {
  const before: number[] = [0];
  let next = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    let bare = '';
    let from = start;
    for (let one = comments[next]; one !== undefined && one.start < end; one = comments[next]) {
      bare += text.slice(from, Math.max(from, one.start));
      from = Math.max(from, Math.min(one.end, end));
      if (one.end > end) break;
      next += 1;
    }
    bare += text.slice(from, end);
    before.push((before.at(-1) ?? 0) + (bare.trim() === '' ? 0 : 1));
    start = end + 1;
  }
  return (line, end) => (before[Math.min(end, before.length - 1)] ?? 0) - (before[line - 1] ?? 0);
}
