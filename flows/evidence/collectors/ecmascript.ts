/**
 * JavaScript and TypeScript by their syntax tree (ast-grep's parsers, which run nothing): one parse and one search a
 * file. Everything that is asked of the tree is found here.
 */
import { Lang, parse, type SgNode } from '@ast-grep/napi';
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

const SOUGHT = [
  ...[...FUNCTIONS, ...BRANCHES, 'export_statement'].map((kind) => ({ kind })),
  // Only those whose text has such an operator are looked at from here.
  { kind: 'binary_expression', regex: '&&|\\|\\||\\?\\?' },
];
const SOUGHT_IN_TYPES = [...SOUGHT, { kind: 'predefined_type', regex: '^any$' }];

function grammarOf(path: string): Lang {
  if (/\.[cm]?ts$/.test(path)) return Lang.TypeScript;
  return path.endsWith('.tsx') ? Lang.Tsx : Lang.JavaScript;
}

/** Reads one file. A file that does not parse whole is read as far as its tree goes. */
export function readEcmaScript(path: string, text: string): EcmaScriptFile {
  const grammar = grammarOf(path);
  const root = parse(grammar, text).root();
  const sought = grammar === Lang.JavaScript ? SOUGHT : SOUGHT_IN_TYPES;
  const functions: {
    readonly node: SgNode;
    readonly start: number;
    readonly end: number;
    readonly span: Lines;
  }[] = [];
  const branches: number[] = [];
  const found = { exports: [] as ExportedSymbol[], emptyCatches: [] as number[], anys: [] as number[] };
  for (const node of root.findAll({ rule: { any: sought } })) {
    const kind = String(node.kind());
    const { start, end } = node.range();
    if (IS_FUNCTION.has(kind)) {
      functions.push({
        node,
        start: start.index,
        end: end.index,
        span: { line: start.line + 1, end: end.line + 1 },
      });
    } else if (kind === 'export_statement') found.exports.push(...exportedBy(node));
    else if (kind === 'predefined_type') found.anys.push(start.line + 1);
    else if (IS_BRANCH.has(kind) || isLogical(node)) branches.push(start.index);
    if (kind === 'catch_clause' && isEmptyCatch(node)) found.emptyCatches.push(start.line + 1);
  }
  found.exports.push(...commonJsExports(text));
  // A search may give a node after the ones within it.
  functions.sort((a, b) => a.start - b.start || b.end - a.end);
  const { within, outside } = branchesWithin(
    functions,
    branches.sort((a, b) => a - b),
  );
  const spans = functions.map(
    ({ node, span }, index): FunctionSpan => ({
      name: nameOf(node),
      ...span,
      complexity: 1 + (within[index] ?? 0),
    }),
  );
  return {
    functions: spans,
    complexity: spans.reduce((sum, { complexity }) => sum + complexity, outside),
    ...found,
  };
}

interface Lines {
  readonly line: number;
  readonly end: number;
}

function isLogical(node: SgNode): boolean {
  return LOGICAL.has(node.child(1)?.text() ?? '');
}

/** A comment inside says why nothing is done; only a catch without one swallows the error silently. */
function isEmptyCatch(node: SgNode): boolean {
  return node.field('body')?.text().replace(/\s/g, '') === '{}';
}

function nameOf(node: SgNode): string {
  const own = node.field('name');
  if (own !== null) return own.text();
  const parent = node.parent();
  const name =
    parent?.field('name') ?? parent?.field('key') ?? parent?.field('left') ?? parent?.field('property');
  return name === null || name === undefined ? 'an unnamed function' : name.text().slice(0, 80);
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
