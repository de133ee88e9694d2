/** Which function a line of a file is in, where a function of a given name is, and what handles errors around a line. */
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { readTree } from '../source/source-tree.ts';
import type { CatchClause } from '../syntax/catch-clauses.ts';
import type { FunctionSpan } from '../syntax/functions.ts';
import { shapeOf } from '../syntax/lexical.ts';

export interface SourceOutline {
  readonly lines: readonly string[];
  readonly functions: readonly FunctionSpan[];
  readonly catches: readonly CatchClause[];
}

export function outlineOf({ language, path }: ScopeFile, text: string): SourceOutline {
  const tree = readTree(language, path, text, false);
  const { functions } = tree ?? shapeOf(path, text);
  return { lines: text.split('\n'), functions, catches: tree?.catches ?? [] };
}

/** The functions around a line, the innermost first. */
export function functionsAround({ functions }: SourceOutline, line: number): FunctionSpan[] {
  return functions
    .filter((one) => one.line <= line && line <= one.end)
    .sort((a, b) => b.line - a.line || a.end - b.end);
}

/** `Shop.open` and `Shop#open` are `open`; a callback has no name of its own. */
function ownName({ name }: FunctionSpan): string {
  return name.includes(' ') ? '' : (name.split(/[.#]|::/).at(-1) ?? '').replace(/^\*/, '');
}

export function functionsNamed({ functions }: SourceOutline, name: string): FunctionSpan[] {
  return functions.filter((one) => ownName(one) === name);
}

/** Names by which traces call a constructor or a closure, whatever the source calls it. */
const UNTOLD =
  /^(?:<?init>?|new|constructor|invoke|call|__call__|__init__|apply|main|run|lambda|closure|bound|wrapper|wrapped|inner|initialize|method_missing|MoveNext|invokeSuspend|default|handler|callback|fn)$/;

/** Whether a trace's function is one of those around the line; true where nothing speaks against it. */
export function agrees(outline: SourceOutline, line: number, name: string | null): boolean {
  if (name === null || UNTOLD.test(name)) return true;
  const around = functionsAround(outline, line);
  if (around.some((one) => ownName(one) === name || one.name.split(/\W+/).includes(name))) return true;
  // Without a function of that name in the file it may be made at run time, or the language be read by lines alone.
  return functionsNamed(outline, name).length === 0;
}

/** The handler that catches what the line throws, by the `try` that it belongs to; null without one in the function. */
export function handlerOf(outline: SourceOutline, line: number): CatchClause | null {
  const [inner] = functionsAround(outline, line);
  const until = inner?.end ?? outline.lines.length;
  const after = outline.catches
    .filter((clause) => clause.line > line && clause.line <= until)
    .sort((a, b) => a.line - b.line);
  return after.find((clause) => tryLine(outline.lines, clause.line) <= line) ?? null;
}

const TRY = /^\s*(?:[\w.=\s]*\s)?(?:try|begin)\b|^\s*(?:@\w+.*)?(?:async )?def\b|\bdo\s*(?:\|[^|]*\|)?\s*$/;

/** The nearest `try` above a handler with the same indentation; Infinity where there is none. */
function tryLine(lines: readonly string[], handler: number): number {
  const indent = indentOf(lines[handler - 1] ?? '');
  for (let at = handler - 1; at >= 1; at -= 1) {
    const line = lines[at - 1] ?? '';
    if (line.trim() === '' || indentOf(line) > indent) continue;
    if (TRY.test(line)) return at;
    if (indentOf(line) < indent) break;
  }
  return Number.POSITIVE_INFINITY;
}

const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
