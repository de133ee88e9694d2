/** One source file, read once: everything that the `syntax` collector needs from it. */
import type { MeasuredFunction } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import type { ExportedSymbol } from '../exports/ecmascript-exports.ts';
import { declaredExports } from '../exports/exports.ts';
import { treeExports } from '../exports/tree-exports.ts';
import type { Route } from '../routes/route.ts';
import { routesIn } from '../routes/routes.ts';
import type { FunctionSpan, Shape } from '../syntax/functions.ts';
import { shapeOf } from '../syntax/lexical.ts';
import { notExempt } from './accepted-functions.ts';
import { type LineFindings, type LineHit, lineFindings } from './line-patterns.ts';
import { skippedTests } from './skipped-tests.ts';
import { readTree, type SourceTree } from './source-tree.ts';
import { handlersByLines, swallowedErrors } from './swallowed-errors.ts';

export interface SourceReading extends LineFindings {
  readonly path: string;
  readonly role: 'src' | 'test';
  readonly complexity: number;
  /** how many functions it has */
  readonly functions: number;
  /** the one that is the hardest to follow */
  readonly hardest: MeasuredFunction | null;
  /** those that may be hotspots and are not exempt from limits, the hardest to follow first */
  readonly worst: readonly MeasuredFunction[];
  readonly largest: MeasuredFunction | null;
  /** those that are long and not exempt from limits */
  readonly long: readonly MeasuredFunction[];
  readonly emptyCatches: readonly LineHit[];
  readonly anys: readonly LineHit[];
  readonly disabledTests: readonly LineHit[];
  readonly exports: readonly ExportedSymbol[];
  readonly routes: readonly (Route & LineHit)[];
  /** how many the file has, empty ones included */
  readonly lines: number;
}

/** A function is long from this many lines of code on. */
const LONG_FUNCTION_LINES = 60;
/** Above this, by either measure, a function may be a hotspot; a flat `switch` is above it by one only. */
const COMPLEX = 10;
const MOST_WORST = 3;

/** How closely a file is looked at. Tests are not weighed by their shape. */
export type Closeness =
  /** by its lines and braces */
  | 'skimmed'
  | 'parsed'
  /** and with the signatures of its exports, which matter where two versions are compared */
  | 'signed';

export function readSource(file: ScopeFile, text: string, closeness: Closeness): SourceReading {
  const lines = text.split('\n');
  const sourceOf = (line: number): string => lines[line - 1] ?? '';
  const isTest = file.role === 'test';
  const parsed = isTest ? NOT_PARSED : parse(file, text, lines, closeness);
  const { functions, complexity, exports } = parsed;
  const quoted = (one: FunctionSpan): MeasuredFunction => ({ ...one, quote: sourceOf(one.line) });
  const hit = (line: number): LineHit => ({ line, source: sourceOf(line) });
  return {
    path: file.path,
    role: isTest ? 'test' : 'src',
    complexity,
    functions: functions.length,
    ...rankedFunctions(functions, lines, quoted),
    emptyCatches: parsed.emptyCatches.map(hit),
    anys: parsed.anys.map(hit),
    // Rust has its tests beside the source.
    disabledTests: (isTest || file.language === 'Rust'
      ? skippedTests(file.language, file.path, text)
      : []
    ).map(hit),
    exports,
    // A test's own server is nobody's interface.
    routes: isTest
      ? []
      : routesIn(file.language, file.path, text).map((route) => ({ ...route, source: sourceOf(route.line) })),
    lines: lines.length,
    ...lineFindings(file.path, text, isTest),
  };
}

type Ranked = Pick<SourceReading, 'hardest' | 'worst' | 'largest' | 'long'>;

function rankedFunctions(
  functions: readonly FunctionSpan[],
  lines: readonly string[],
  quoted: (one: FunctionSpan) => MeasuredFunction,
): Ranked {
  const ranked = [...functions].sort(
    (a, b) => b.cognitive - a.cognitive || b.complexity - a.complexity || a.line - b.line,
  );
  // Spans bound the lines of code, which are counted on demand.
  const span = ({ line, end }: FunctionSpan): number => end - line + 1;
  const bySpan = functions.toSorted((a, b) => span(b) - span(a) || a.line - b.line);
  let largest: FunctionSpan | null = null;
  for (const one of bySpan) {
    if (largest !== null && span(one) <= largest.lines) break;
    if (largest === null || one.lines > largest.lines) largest = one;
  }
  const [hardest = null] = ranked;
  const isJudged = notExempt(functions, lines);
  return {
    hardest: hardest === null ? null : quoted(hardest),
    worst: ranked
      .filter((one) => one.complexity > COMPLEX && one.cognitive > COMPLEX && isJudged(one))
      .slice(0, MOST_WORST)
      .map(quoted),
    largest: largest === null ? null : quoted(largest),
    long: bySpan
      .filter((one) => span(one) >= LONG_FUNCTION_LINES && one.lines >= LONG_FUNCTION_LINES && isJudged(one))
      .map(quoted),
  };
}

interface Parsed extends Shape {
  readonly exports: readonly ExportedSymbol[];
  readonly emptyCatches: readonly number[];
  readonly anys: readonly number[];
}

/** Tests are not measured: a long list of cases is not a long function. */
const NOT_PARSED: Parsed = { functions: [], complexity: 0, exports: [], emptyCatches: [], anys: [] };

function parse(file: ScopeFile, text: string, lines: readonly string[], closeness: Closeness): Parsed {
  const tree =
    closeness === 'skimmed' ? null : readTree(file.language, file.path, text, closeness === 'signed');
  if (tree !== null) {
    return {
      functions: tree.functions,
      complexity: tree.complexity,
      exports: exportsOf(file, text, tree, closeness),
      emptyCatches: swallowedErrors(tree.catches, file.language, lines),
      anys: tree.anys.filter((line) => !isExemptAny(lines, line)),
    };
  }
  return {
    ...shapeOf(file.path, text),
    exports: declaredExports(file.language, text),
    emptyCatches: swallowedErrors(handlersByLines(file.language, lines), file.language, lines),
    anys: [],
  };
}

/** A linter's exemption on the line, or in a comment alone on the one before, says that this `any` is meant. */
function isExemptAny(lines: readonly string[], line: number): boolean {
  const before = (lines[line - 2] ?? '').trim();
  const said = /^(?:\/\/|\/\*|\*|\{\s*\/\*)/.test(before) ? before : '';
  return /no-?explicit-?any/i.test(`${said}\n${lines[line - 1] ?? ''}`);
}

/** By the tree where signatures matter, or where lines alone don't tell: in C, only a header offers anything. */
function exportsOf(
  { language, path }: ScopeFile,
  text: string,
  tree: SourceTree,
  closeness: Closeness,
): readonly ExportedSymbol[] {
  if (isEcmaScript(language)) return tree.exports;
  const read = closeness === 'signed' || language === 'C' ? treeExports(language, path, text) : null;
  return read ?? declaredExports(language, text);
}
