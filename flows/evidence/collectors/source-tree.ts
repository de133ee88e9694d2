/** A source file by its syntax tree: one parse and one search. Everything that is asked of the tree is found here. */
import type { Rule, SgNode } from '@ast-grep/napi';
import { isEcmaScript } from '../languages.ts';
import { commonJsExports, type ExportedSymbol, exportedBy } from './ecmascript-exports.ts';
import { isNamed, nameOf } from './function-names.ts';
import {
  type Branch,
  type BranchRole,
  codeLineCounter,
  type FunctionSpan,
  type Shape,
  type Stretch,
  weighFunctions,
} from './functions.ts';
import { type Grammar, grammarOf } from './grammars.ts';
import { parseSource } from './parsing.ts';

export interface SourceTree extends Shape {
  readonly exports: readonly ExportedSymbol[];
  readonly catches: readonly CatchClause[];
  /** lines on which the type `any` stands, from 1 */
  readonly anys: readonly number[];
  /** comments and docstrings, in order of their start */
  readonly comments: readonly Stretch[];
  /** tests among the source, such as Rust's `#[cfg(test)] mod tests` */
  readonly tests: readonly Stretch[];
}

/** A handler of errors. */
export interface CatchClause {
  readonly line: number;
  readonly end: number;
  /** what comes before its body: `except ImportError:`, `catch (error)` */
  readonly head: string;
  /** whether nothing is in its body but comments, `pass` or `...` */
  readonly isEmpty: boolean;
  /** whether a comment is in it */
  readonly hasComment: boolean;
}

type Role = BranchRole | 'function' | 'catch' | 'comment' | 'docstring' | 'export' | 'any' | 'attribute';

/** The search for everything at once, and what a node that it finds is. */
interface Search {
  readonly grammar: Grammar;
  readonly rules: Rule[];
  readonly logical: Rule;
  readonly roles: ReadonlyMap<string, Role>;
}

const searches = new Map<string, Search>();

function searchFor(language: string): Search | null {
  const known = searches.get(language);
  const grammar = grammarOf(language);
  if (known !== undefined || grammar === null) return known ?? null;
  const search = searchOf(language, grammar);
  searches.set(language, search);
  return search;
}

function searchOf(language: string, grammar: Grammar): Search {
  const sought: readonly (readonly [Role, readonly (string | Rule)[]])[] = [
    ['function', grammar.functions],
    ['condition', grammar.conditions],
    ['loop', grammar.loops],
    ['chained', grammar.chained],
    ['switch', grammar.switches],
    ['case', grammar.cases],
    ['catch', grammar.catches],
    ['comment', grammar.comments],
    ['docstring', grammar.docstrings === null ? [] : [grammar.docstrings]],
    ['export', isEcmaScript(language) ? ['export_statement'] : []],
    ['any', language === 'TypeScript' ? [{ kind: 'predefined_type', regex: '^any$' }] : []],
    ['attribute', language === 'Rust' ? [{ kind: 'attribute_item', regex: '\\btest\\b' }] : []],
  ];
  const rules = sought.flatMap(([role, kinds]) =>
    kinds.map((kind) => ({ role, rule: typeof kind === 'string' ? { kind } : kind })),
  );
  const roles = rules.map(({ role, rule }): [string, Role] => [String(rule.kind), role]);
  return {
    grammar,
    rules: rules.map(({ rule }) => rule),
    logical: {
      kind: grammar.logical,
      has: { field: 'operator', regex: `^(?:${grammar.operators.source})$` },
    },
    roles: new Map([...roles, [grammar.logical, 'logical']]),
  };
}

/**
 * Reads one file; if it has syntax errors, as far as its tree goes. Null for a language without a parser.
 * `signed`: whether the signatures of its exports are wanted, which are their names otherwise.
 */
export function readTree(
  language: string | null,
  path: string,
  text: string,
  signed: boolean,
): SourceTree | null {
  const search = language === null ? null : searchFor(language);
  const root = search === null ? null : parseSource(language, path, text);
  if (search === null || root === null) return null;
  const found: Found = {
    functions: [],
    branches: [],
    comments: [],
    catches: [],
    exports: [],
    anys: [],
    tests: [],
  };
  const isLogical = search.grammar.operators.test(text);
  const rules = isLogical ? [...search.rules, search.logical] : search.rules;
  for (const node of root.findAll({ rule: { any: rules } })) {
    const role = search.roles.get(String(node.kind()));
    if (role !== undefined) note(found, node, role, { signed, grammar: search.grammar });
  }
  if (isEcmaScript(language)) found.exports.push(...commonJsExports(text));
  const comments = found.comments.sort(byStart);
  return {
    ...shapeOf(found, search.grammar, codeLineCounter(text, comments)),
    exports: found.exports,
    catches: found.catches,
    anys: found.anys,
    comments,
    tests: found.tests,
  };
}

interface FunctionNode extends Stretch {
  readonly node: SgNode;
  readonly line: number;
  readonly lastLine: number;
}

interface Found {
  readonly functions: FunctionNode[];
  readonly branches: Branch[];
  readonly comments: Stretch[];
  readonly catches: CatchClause[];
  readonly exports: ExportedSymbol[];
  readonly anys: number[];
  readonly tests: Stretch[];
}

interface How {
  readonly signed: boolean;
  readonly grammar: Grammar;
}

function note(found: Found, node: SgNode, role: Role, { signed, grammar }: How): void {
  const { start, end } = node.range();
  const stretch = { start: start.index, end: end.index };
  const line = start.line + 1;
  if (role === 'function') {
    const first = grammar.isAnnotated ? lineOfName(node) : null;
    found.functions.push({ ...stretch, node, line: first ?? line, lastLine: end.line + 1 });
  } else if (role === 'comment' || role === 'docstring') found.comments.push(stretch);
  else if (role === 'export') found.exports.push(...exportedBy(node, signed));
  else if (role === 'any') found.anys.push(line);
  else if (role === 'attribute') found.tests.push(...attributed(node));
  else if (role === 'catch') {
    found.branches.push({ ...stretch, role: 'loop' });
    found.catches.push(catchOf(node, line, end.line + 1, grammar));
  } else found.branches.push({ ...stretch, role });
}

function lineOfName(node: SgNode): number | null {
  const name = node.field('name');
  return name === null ? null : name.range().start.line + 1;
}

/** What an attribute belongs to: the next item after it and after other attributes. */
function attributed(attribute: SgNode): Stretch[] {
  let item = attribute.next();
  while (item !== null && /attribute|comment/.test(String(item.kind()))) item = item.next();
  if (item === null) return [];
  const { start, end } = item.range();
  return [{ start: start.index, end: end.index }];
}

/** What in a handler's body does nothing. */
const NO_CODE = /comment|^pass_statement$|^empty_statement$/;

function catchOf(node: SgNode, line: number, end: number, grammar: Grammar): CatchClause {
  const children = node.children();
  const body = node.field('body') ?? children.findLast((child) => /block/.test(String(child.kind()))) ?? null;
  const statements = body?.children().filter((child) => child.isNamed()) ?? [];
  const isComment = (child: SgNode): boolean => grammar.comments.includes(String(child.kind()));
  const text = node.text();
  return {
    line,
    end,
    head: (body === null ? text : text.slice(0, body.range().start.index - node.range().start.index)).trim(),
    isEmpty: statements.every((child) => NO_CODE.test(String(child.kind())) || child.text() === '...'),
    hasComment: [...children, ...statements].some(isComment),
  };
}

const byStart = (a: Stretch, b: Stretch): number => a.start - b.start || b.end - a.end;

function shapeOf(found: Found, grammar: Grammar, codeLines: (line: number, end: number) => number): Shape {
  const isSource = ({ start }: Stretch): boolean =>
    !found.tests.some((test) => test.start <= start && start < test.end);
  const nodes = found.functions.filter(isSource).sort(byStart);
  const { weights, outside } = weighFunctions(nodes, found.branches.filter(isSource).sort(byStart));
  const functions = nodes.map(({ node, line, lastLine }, index): FunctionSpan => {
    const { complexity, cognitive } = weights[index] ?? { complexity: 1, cognitive: 0 };
    return {
      // Lazy: few names and lines are needed, and each one is a walk in the tree.
      get name() {
        return nameOf(node, grammar);
      },
      line,
      end: lastLine,
      complexity,
      cognitive,
      get lines() {
        return linesOf(index, nodes, codeLines);
      },
    };
  });
  return { functions, complexity: functions.reduce((sum, { complexity }) => sum + complexity, outside) };
}

/** Smaller functions inside another one are part of it. */
const LEAST_INNER_LINES = 3;

/** The lines of code of a function without those of named functions inside it, which are functions of their own. */
function linesOf(
  index: number,
  nodes: readonly FunctionNode[],
  codeLines: (line: number, end: number) => number,
): number {
  const outer = nodes[index];
  if (outer === undefined) return 0;
  let lines = codeLines(outer.line, outer.lastLine);
  let passed = outer.start;
  for (const inner of nodes.slice(index + 1)) {
    if (inner.start >= outer.end) break;
    const isSmall = inner.lastLine - inner.line + 1 < LEAST_INNER_LINES;
    if (inner.start < passed || isSmall || !isNamed(inner.node)) continue;
    lines -= codeLines(inner.line, inner.lastLine);
    passed = inner.end;
  }
  return lines;
}
