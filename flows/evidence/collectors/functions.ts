/** Measures of one source file in any language: its functions and their branches. */
export interface FunctionSpan {
  /** null for an unnamed function */
  readonly name: string | null;
  readonly line: number;
  readonly end: number;
  /** cyclomatic: 1 and one for every branch, those of functions inside it not counted */
  readonly complexity: number;
}

export interface Shape {
  readonly functions: readonly FunctionSpan[];
  /** of all its functions and of the code outside them */
  readonly complexity: number;
}

/** A stretch of the text that may be a function, in characters. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * For every branch, the innermost function around it. Both lists are in order of their start, functions nested
 * properly; returns how many branches each function has, and how many are outside of all.
 */
export function branchesWithin(
  functions: readonly Stretch[],
  branches: readonly number[],
): { readonly within: readonly number[]; readonly outside: number } {
  const within = functions.map(() => 0);
  const open: number[] = [];
  let next = 0;
  let outside = 0;
  for (const at of branches) {
    while ((functions[next]?.start ?? Number.POSITIVE_INFINITY) <= at) {
      open.push(next);
      next += 1;
    }
    while (open.length > 0 && (functions[open.at(-1) ?? 0]?.end ?? 0) <= at) open.pop();
    const innermost = open.at(-1);
    if (innermost === undefined) outside += 1;
    else within[innermost] = (within[innermost] ?? 0) + 1;
  }
  return { within, outside };
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
