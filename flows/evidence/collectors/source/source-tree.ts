/** A source file by its syntax tree: one parse and one search. Everything that is asked of the tree is found here. */
import type { Rule, SgNode } from '@ast-grep/napi';
import { isEcmaScript } from '../../roles/languages.ts';
import {
  commonJsExports,
  type ExportedSymbol,
  exportedBy,
  withOverloads,
} from '../exports/ecmascript-exports.ts';
import { type CatchClause, catchOf } from '../syntax/catch-clauses.ts';
import { byStart, type FoundFunctions, shapeOf } from '../syntax/function-spans.ts';
import {
  type BranchRole,
  codeLineCounter,
  lineCounter,
  type Shape,
  type Stretch,
} from '../syntax/functions.ts';
import { type Grammar, grammarOf } from '../syntax/grammars.ts';
import { parseSource } from '../syntax/parsing.ts';

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
  const how = { signed, grammar: search.grammar };
  const isLogical = search.grammar.operators.test(text);
  const rules = isLogical ? [...search.rules, search.logical] : search.rules;
  for (const node of root.findAll({ rule: { any: rules } })) {
    const role = search.roles.get(String(node.kind()));
    if (role !== undefined) note(found, node, role, how);
  }
  if (isEcmaScript(language)) found.exports.push(...commonJsExports(text));
  const comments = found.comments.sort(byStart);
  return {
    ...shapeOf(found, search.grammar, {
      codeLines: codeLineCounter(text, comments),
      lineAt: lineCounter(text),
    }),
    exports: withOverloads(found.exports),
    catches: found.catches,
    anys: found.anys,
    comments,
    tests: found.tests,
  };
}

interface Found extends FoundFunctions {
  readonly comments: Stretch[];
  readonly catches: CatchClause[];
  readonly exports: ExportedSymbol[];
  readonly anys: number[];
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
  } else if (role === 'logical' && isDefault(node)) found.branches.push({ ...stretch, role: 'default' });
  else found.branches.push({ ...stretch, role });
}

const LITERAL =
  /^(?:string|template_string|encapsed_string|number|integer|float|array|list|object|dictionary|hash|null|none|nil|undefined|true|false|boolean)$/;

/** `a ?? b`, `a || ''`: a value and what replaces it. And `open && <Menu />`, a part of a page that may be missing. */
function isDefault(node: SgNode): boolean {
  const operator = node.field('operator')?.text() ?? '';
  if (operator === '??') return true;
  const right = node.field('right');
  const kind = String(right?.kind() ?? '');
  if (operator !== '&&' && operator !== 'and') return LITERAL.test(kind);
  const shown = kind === 'parenthesized_expression' ? String(right?.child(1)?.kind() ?? '') : kind;
  return shown.startsWith('jsx_');
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
