/**
 * JavaScript and TypeScript by their syntax tree (ast-grep's parsers, which run nothing): one parse and one search a
 * file. Everything that is asked of the tree is found here.
 */
import { Lang, parse, type SgNode } from '@ast-grep/napi';
import { bareName } from '../languages.ts';
import { type ExportedSymbol, exportedBy } from './ecmascript-exports.ts';
import { branchesWithin, type FunctionSpan, type Shape } from './functions.ts';

export interface EcmaScriptFile extends Shape {
  readonly exports: readonly ExportedSymbol[];
  /** lines, from 1 */
  readonly emptyCatches: readonly number[];
  readonly anys: readonly number[];
}

const FUNCTIONS = [
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
] as const;
const BRANCHES = [
  'if_statement',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'switch_case',
  'catch_clause',
  'ternary_expression',
] as const;
const IS_FUNCTION: ReadonlySet<string> = new Set(FUNCTIONS);
const IS_BRANCH: ReadonlySet<string> = new Set(BRANCHES);
const LOGICAL = new Set(['&&', '||', '??']);

const ALWAYS = [...FUNCTIONS, ...BRANCHES, 'export_statement'].map((kind) => ({ kind }));
const LOGICAL_EXPRESSION = { kind: 'binary_expression' };
const ANY_TYPE = { kind: 'predefined_type', regex: '^any$' };

/** The kinds of nodes to search for; each costs time, so those that the text cannot contain are left out. */
function soughtIn(text: string, grammar: Lang): { kind: string; regex?: string }[] {
  return [
    ...ALWAYS,
    ...(/&&|\|\||\?\?/.test(text) ? [LOGICAL_EXPRESSION] : []),
    ...(grammar !== Lang.JavaScript && /\bany\b/.test(text) ? [ANY_TYPE] : []),
  ];
}

function grammarOf(path: string): Lang {
  const name = bareName(path);
  if (/\.[cm]?ts$/.test(name)) return Lang.TypeScript;
  return name.endsWith('.tsx') ? Lang.Tsx : Lang.JavaScript;
}

/**
 * Reads one file; if it has syntax errors, as far as its tree goes. `signed`: whether the signatures of
 * its exports are wanted, which are their names otherwise.
 */
export function readEcmaScript(path: string, text: string, signed: boolean): EcmaScriptFile {
  const grammar = grammarOf(path);
  const root = parse(grammar, text).root();
  const functions: FunctionNode[] = [];
  const branches: number[] = [];
  const found = { exports: [] as ExportedSymbol[], emptyCatches: [] as number[], anys: [] as number[] };
  for (const node of root.findAll({ rule: { any: soughtIn(text, grammar) } })) {
    const kind = String(node.kind());
    const { start, end } = node.range();
    const line = start.line + 1;
    if (IS_FUNCTION.has(kind)) {
      functions.push({ node, start: start.index, end: end.index, line, lastLine: end.line + 1 });
    } else if (kind === 'export_statement') found.exports.push(...exportedBy(node, signed));
    else if (kind === 'predefined_type') found.anys.push(line);
    else if (IS_BRANCH.has(kind) || isLogical(node)) branches.push(start.index);
    if (kind === 'catch_clause' && isEmptyCatch(node)) found.emptyCatches.push(line);
  }
  found.exports.push(...commonJsExports(text));
  return { ...shapeOf(functions, branches), ...found };
}

interface FunctionNode {
  readonly node: SgNode;
  /** UTF-16 offsets */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly lastLine: number;
}

function shapeOf(found: readonly FunctionNode[], branches: readonly number[]): Shape {
  const ordered = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const { within, outside } = branchesWithin(
    ordered,
    [...branches].sort((a, b) => a - b),
  );
  const functions = ordered.map(
    ({ node, line, lastLine }, index): FunctionSpan => ({
      // Lazy: few names are needed, and each one is a walk in the tree.
      get name() {
        return nameOf(node);
      },
      line,
      end: lastLine,
      complexity: 1 + (within[index] ?? 0),
    }),
  );
  return { functions, complexity: functions.reduce((sum, { complexity }) => sum + complexity, outside) };
}

function isLogical(node: SgNode): boolean {
  return LOGICAL.has(node.child(1)?.text() ?? '');
}

/** A catch block with a comment is intended; only one without is reported. */
function isEmptyCatch(node: SgNode): boolean {
  return node.field('body')?.text().replace(/\s/g, '') === '{}';
}

function nameOf(node: SgNode): string | null {
  const own = node.field('name');
  if (own !== null) return own.text();
  const parent = node.parent();
  const name =
    parent?.field('name') ?? parent?.field('key') ?? parent?.field('left') ?? parent?.field('property');
  return name === null || name === undefined ? null : name.text().slice(0, 80);
}

/** `exports.x = …` and `module.exports = …`, which the tree holds as mere assignments. */
function commonJsExports(text: string): ExportedSymbol[] {
  const symbols: ExportedSymbol[] = [];
  let line = 0;
  for (const source of text.split('\n')) {
    line += 1;
    const named = /^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=(?!=)/.exec(source);
    const whole = /^module\.exports\s*=(?!=)/.test(source);
    if (named?.[1] !== undefined) symbols.push({ name: named[1], line, signature: named[1] });
    else if (whole) symbols.push({ name: 'module.exports', line, signature: 'module.exports' });
  }
  return symbols;
}
