/** What is measured of a file and of a function. */

/** What is measured of one function. */
export interface FunctionMeasure {
  /** as people call it: `Shop.open`, or for an unnamed one where it is passed: `callback of useEffect in Cart` */
  name: string;
  /** cyclomatic: 1 and one for every branch, those of functions inside it not counted */
  complexity: number;
  /** cognitive: a branch weighs more the deeper it is nested, and a `switch` as much as one branch */
  cognitive: number;
  /** how many branches the deepest one is in, itself included; 0 without branches, or where nothing was parsed */
  nesting: number;
  /** the line of that branch; null without one */
  deepest: number | null;
  /** lines of code: without comments, docstrings, blank lines and the named functions inside it */
  lines: number;
}

/** What triage weighs of one file; a file with nothing to weigh is left out. */
export interface FileMeasure {
  readonly path: string;
  /** commits in the window that changed it */
  readonly changes: number;
  readonly complexity: number;
  readonly fan_in: number;
  /** files of the scope that it imports */
  readonly imports: readonly string[];
  /** whether a test file imports it directly; null if imports are not read */
  readonly tested: boolean | null;
}

/** A function and what happens to its file. */
export interface HotspotMeasure extends FunctionMeasure {
  /** commits that changed its file in the window, and in the last 12 months of it */
  changes: number;
  recent: number;
  /** the same of the function itself; absent where that was not counted */
  own?: { changes: number; recent: number };
  /** files that import its file */
  fan_in: number;
}
