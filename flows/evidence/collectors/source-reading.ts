/** One source file, read once: everything that the `syntax` collector needs from it. */
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { isEcmaScript } from '../languages.ts';
import type { ExportedSymbol } from './ecmascript-exports.ts';
import { declaredExports } from './exports.ts';
import type { FunctionSpan, Shape } from './functions.ts';
import { shapeOf } from './lexical.ts';
import { type LineFindings, type LineHit, lineFindings } from './line-patterns.ts';
import { type CatchClause, readTree } from './source-tree.ts';

export interface QuotedFunction extends FunctionSpan {
  /** its first line */
  readonly quote: string;
}

export interface SourceReading extends LineFindings {
  readonly path: string;
  readonly area: 'src' | 'test';
  readonly complexity: number;
  /** how many functions it has */
  readonly functions: number;
  /** the most complex one */
  readonly peak: QuotedFunction | null;
  readonly long: readonly QuotedFunction[];
  readonly emptyCatches: readonly LineHit[];
  readonly anys: readonly LineHit[];
  readonly exports: readonly ExportedSymbol[];
}

/** A function is long from this many lines on. */
const LONG_FUNCTION_LINES = 60;

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
  const isTest = file.area === 'test';
  const parsed = isTest ? NOT_PARSED : parse(file, text, lines, closeness);
  const { functions, complexity, exports } = parsed;
  const quoted = (one: FunctionSpan): QuotedFunction => ({ ...one, quote: sourceOf(one.line) });
  const hit = (line: number): LineHit => ({ line, source: sourceOf(line) });
  const [peak] = [...functions].sort((a, b) => b.complexity - a.complexity || a.line - b.line);
  return {
    path: file.path,
    area: isTest ? 'test' : 'src',
    complexity,
    functions: functions.length,
    peak: peak === undefined ? null : quoted(peak),
    long: functions.filter(({ line, end }) => end - line + 1 >= LONG_FUNCTION_LINES).map(quoted),
    emptyCatches: parsed.emptyCatches.map(hit),
    anys: parsed.anys.map(hit),
    exports,
    ...lineFindings(file.path, text, isTest),
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
      exports: isEcmaScript(file.language) ? tree.exports : declaredExports(file.language, text),
      emptyCatches: tree.catches.filter(isSwallowed).map(({ line }) => line),
      anys: tree.anys,
    };
  }
  return {
    ...shapeOf(file.path, text),
    exports: declaredExports(file.language, text),
    emptyCatches: swallowedErrors(file.language, lines),
    anys: [],
  };
}

/** A handler with a comment is intended; only one without is reported. */
function isSwallowed({ isEmpty, hasComment }: CatchClause): boolean {
  return isEmpty && !hasComment;
}

/** Empty error handlers, in languages that are not parsed. */
function swallowedErrors(language: string | null, lines: readonly string[]): number[] {
  const isSwallowed = language === 'Python' ? swallowsInPython : swallowsInBraces;
  return lines.flatMap((line, index) => (isSwallowed(line, lines[index + 1] ?? '') ? [index + 1] : []));
}

function swallowsInPython(line: string, next: string): boolean {
  return (
    /^\s*except\b[^#]*:\s*pass\s*$/.test(line) ||
    (/^\s*except\b[^#]*:\s*$/.test(line) && /^\s*pass\s*$/.test(next))
  );
}

function swallowsInBraces(line: string, next: string): boolean {
  return /\bcatch\b[^{]*\{\s*\}/.test(line) || (/\bcatch\b[^{]*\{\s*$/.test(line) && /^\s*\}/.test(next));
}
