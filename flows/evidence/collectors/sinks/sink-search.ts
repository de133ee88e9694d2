/** Finds the sinks of one source file by its syntax tree: calls, statements and assignments whose argument is no literal. */
import type { Rule, SgNode } from '@ast-grep/napi';
import type { SinkKind, SinkOrigin } from '../../../contracts/sinks.ts';
import { grammarOf } from '../syntax/grammars.ts';
import { parseSource } from '../syntax/parsing.ts';
import { calleeOf } from './calls.ts';
import { Definitions, named } from './definitions.ts';
import { isGuarded } from './guards.ts';
import { mentionsRequests } from './request-names.ts';
import { type SinkGrammar, sinkGrammar } from './sink-grammar.ts';
import type { SinkRow } from './sink-row.ts';
import { sinkRows } from './sink-table.ts';
import { isInterestingPart } from './sql-text.ts';
import { type Part, type Piece, piecesOf, type ValueContext } from './values.ts';

export interface FoundSink {
  readonly what: SinkKind;
  readonly callee: string;
  readonly line: number;
  readonly end: number;
  readonly argument: 'built' | 'variable' | 'setting';
  readonly origin: SinkOrigin;
  readonly input: string | null;
  readonly from: number | null;
  readonly guarded: boolean;
}

/** A place that may be a sink, with the nodes of the argument that matters. */
interface Candidate {
  readonly row: SinkRow;
  readonly node: SgNode;
  readonly callee: string;
  readonly values: readonly SgNode[];
}

export function sinksIn(language: string, path: string, text: string): FoundSink[] {
  const grammar = grammarOf(language);
  const kinds = sinkGrammar(language, path);
  const root = grammar === null || kinds === null ? null : parseSource(language, path, text);
  if (grammar === null || kinds === null || root === null) return [];
  const requested = mentionsRequests(text);
  const rows = sinkRows(language).filter(({ only }) => only !== 'request' || requested);
  const candidates = [
    ...find(root, kinds.calls).flatMap((node) => callCandidates(node, rows, text)),
    ...find(root, kinds.statements).flatMap((node) => statementCandidates(node, requested)),
    ...find(root, kinds.attributes).flatMap(attributeCandidates),
    ...(isScript(language)
      ? find(root, ['assignment_expression', 'augmented_assignment_expression'])
      : []
    ).flatMap(markupCandidates),
  ];
  if (candidates.length === 0) return [];
  const defining = (): SgNode[] =>
    find(root, [...kinds.definitions, ...(language === 'C' ? kinds.calls : [])]);
  const context: ValueContext = {
    language,
    text,
    definitions: new Definitions(defining, [...grammar.functions, ...kinds.closures]),
  };
  return onePerLine(candidates.flatMap((candidate) => judge(candidate, context)));
}

const isScript = (language: string): boolean => language === 'JavaScript' || language === 'TypeScript';

function find(root: SgNode, kinds: SinkGrammar['calls']): SgNode[] {
  if (kinds.length === 0) return [];
  return root.findAll({ rule: { any: kinds.map((kind): Rule => ({ kind })) } });
}

function callCandidates(node: SgNode, rows: readonly SinkRow[], file: string): Candidate[] {
  const { callee, receiver, args } = calleeOf(node, file);
  if (callee === '' || callee.length > 400) return [];
  return rows
    .filter((row) => row.callee.test(callee) && isMeant(callee, file))
    .flatMap((row) => {
      const given = args.map((arg) => arg.text()).join(', ');
      if (row.when?.test(given) === false || row.unless?.test(given) === true) return [];
      if (row.most !== undefined && args.length > row.most) return [];
      const values = chosen(row, args, receiver);
      return values.length === 0 ? [] : [{ row, node, callee, values }];
    });
}

/** Names that mean something else where the file does not have the module. */
function isMeant(callee: string, file: string): boolean {
  if (
    /^(?:exec|execAsync|execPromise|execP|asyncExec|spawn\w*|\w+\.exec|\w+\.spawn\w*)$/.test(callee) &&
    /\.[jt]sx?|child_process|require\(|import /.test(file)
  )
    return /child_process|execa|shelljs|\bsubprocess\b|\bOpen3\b|\bdef\b|<\?php/.test(file);
  if (/^(?:run|call|Popen|check_output|check_call)$/.test(callee)) return /\bsubprocess\b/.test(file);
  if (/^(?:new)?Script$/.test(callee)) return /['"](?:node:)?vm['"]/.test(file);
  if (/^(?:readFile|writeFile|unlink|rm|readdir)\w*$/.test(callee))
    return /['"](?:node:)?fs(?:\/promises)?['"]/.test(file);
  if (/^unserialize$/.test(callee)) return /node-serialize|<\?php|<\?=/.test(file);
  return !(/^(?:execute|text)$/.test(callee) && !/sqlalchemy/.test(file));
}

function chosen(
  { argument = 0 }: SinkRow,
  args: readonly SgNode[],
  receiver: SgNode | null,
): readonly SgNode[] {
  if (argument === 'receiver') return receiver === null ? [] : [receiver];
  if (argument === 'all' || argument === 'statement') return args;
  if (argument === 'last') return args.slice(-1);
  if (argument === 'shell') return afterShell(args);
  return args.slice(argument, argument + 1);
}

/** What follows `-c` in a list of arguments. */
function afterShell(args: readonly SgNode[]): readonly SgNode[] {
  const flat = args.flatMap((arg) =>
    /array|list|composite|slice|method_invocation/.test(String(arg.kind())) ? listed(arg) : [arg],
  );
  const at = flat.findIndex((arg) => /^["'](?:-\w*c|\/[cC]|-Command)["']$/.test(arg.text()));
  return at === -1 ? [] : flat.slice(at + 1, at + 2);
}

const listed = (node: SgNode): SgNode[] =>
  named(node).flatMap((child) =>
    /literal_value|literal_element|array_element|argument_list/.test(String(child.kind()))
      ? listed(child)
      : [child],
  );

const COMMAND: SinkRow = { what: 'command', callee: /./ };
const REFLECTED: SinkRow = { what: 'html', callee: /./, only: 'request' };

function statementCandidates(node: SgNode, requested: boolean): Candidate[] {
  const kind = String(node.kind());
  if (/^(?:subshell|shell_command_expression)$/.test(kind))
    return [{ row: COMMAND, node, callee: '`…`', values: [node] }];
  if (!requested) return [];
  if (kind === 'return_statement') {
    const row = { ...REFLECTED, text: /<[a-z][\w-]*[\s>]/i };
    return [{ row, node, callee: 'return', values: named(node) }];
  }
  if (/^(?:echo_statement|print_intrinsic)$/.test(kind)) {
    return [{ row: REFLECTED, node, callee: kind.slice(0, kind.indexOf('_')), values: named(node) }];
  }
  return [
    {
      row: { what: 'code', callee: /./, only: 'request' },
      node,
      callee: kind.slice(0, kind.lastIndexOf('_')),
      values: named(node),
    },
  ];
}

/** `dangerouslySetInnerHTML={{ __html: x }}` */
function attributeCandidates(node: SgNode): Candidate[] {
  if (!node.text().startsWith('dangerouslySetInnerHTML')) return [];
  const pair = node.find({ rule: { kind: 'pair', regex: '^__html' } });
  const value = pair?.field('value') ?? null;
  return value === null
    ? []
    : [{ row: { what: 'html', callee: /./ }, node, callee: 'dangerouslySetInnerHTML', values: [value] }];
}

/** `element.innerHTML = x` */
function markupCandidates(node: SgNode): Candidate[] {
  const [left, value] = [node.field('left'), node.field('right')];
  const name = /\.(innerHTML|outerHTML|srcdoc)$/.exec(left?.text() ?? '')?.[1];
  return name === undefined || value === null
    ? []
    : [{ row: { what: 'html', callee: /./ }, node, callee: name, values: [value] }];
}

const ORIGINS: readonly SinkOrigin[] = ['request', 'parameter', 'unknown', 'arguments'];

function judge({ row, node, callee, values }: Candidate, context: ValueContext): FoundSink[] {
  const each = values.map((value) => piecesOf(value, context));
  const pieces =
    row.argument === 'statement'
      ? (each.find((one) => row.text?.test(textOf(one)) === true) ?? [])
      : each.flat();
  const parts = dynamicParts(row.what, pieces);
  if (parts.length === 0) return [];
  const known = textOf(pieces);
  if (row.what === 'password-hash') {
    if (
      !parts.some(({ input }) => /pass(?:word|wd|phrase)?\b|pwd\b|passw/i.test(input)) ||
      /pwned|hibp|haveibeenpwned/i.test(context.text)
    )
      return [];
  } else if (row.text?.test(known) === false) return [];
  const isBuilt = known.trim() !== '' || parts.length > 1;
  if (row.only === 'built' && !isBuilt) return [];
  if (
    row.leading === true &&
    pieces.find(({ part, text: said }) => part !== null || said !== '')?.part?.origin !== 'request'
  )
    return [];
  const [worst] = [...parts].sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  if (worst === undefined || (row.only === 'request' && worst.origin !== 'request')) return [];
  const { start, end } = node.range();
  const line = start.line + 1;
  return [
    {
      what: row.what,
      callee: shortCallee(callee),
      line,
      end: Math.max(line, end.line + 1),
      argument: isBuilt ? 'built' : 'variable',
      origin: worst.origin,
      input: worst.input.replace(/\s+/g, ' '),
      from: worst.line >= line && worst.line <= end.line + 1 ? null : worst.line,
      guarded: isGuarded({ part: worst, what: row.what, sink: node, context }),
    },
  ];
}

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

/** In SQL, only what stands where a value stands: names of tables and whole conditions are put in by the program. */
function dynamicParts(what: SinkKind, pieces: readonly Piece[]): Part[] {
  return pieces.flatMap(({ part }, at) => {
    if (part === null) return [];
    if (what !== 'sql' || part.origin === 'request') return [part];
    const before = pieces
      .slice(0, at)
      .map(({ text }) => text)
      .join('');
    return isInterestingPart(before, part.input) ? [part] : [];
  });
}

function shortCallee(callee: string): string {
  if (callee.length <= 50) return callee.replace(/^new(?=[A-Z])/, 'new ');
  return /(?:\w+(?:\.|->|::))?[\w$!]+$/.exec(callee)?.[0] ?? callee.slice(-50);
}

/** A path that is joined and then opened, or a command within a promise, is one place. */
function onePerLine(found: readonly FoundSink[]): FoundSink[] {
  const once = new Map<string, FoundSink>();
  for (const one of found) {
    const key = `${one.what} ${one.line}`;
    const before = once.get(key);
    if (before === undefined || (one.origin === 'request' && before.origin !== 'request')) once.set(key, one);
  }
  return [...once.values()].sort((a, b) => a.line - b.line);
}
