/**
 * Functions and branches of languages without a parser, and of files that are too many to be parsed: by
 * indentation (Python, Ruby, Elixir) or braces, and by keywords. Modest on purpose: good enough to rank by.
 */
import { languageOf } from '../../roles/languages.ts';
import {
  type Branch,
  codeLineCounter,
  type FunctionSpan,
  lineCounter,
  type Shape,
  weighFunctions,
} from './functions.ts';

interface Stretch {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const INDENTED: Readonly<Record<string, RegExp>> = {
  Python: /^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)/gm,
  Ruby: /^([ \t]*)def[ \t]+([\w.?!=]+)/gm,
  Elixir: /^([ \t]*)defp?[ \t]+([\w?!]+)/gm,
  Lua: /^([ \t]*)(?:local[ \t]+)?function[ \t]+([\w.:]+)/gm,
};

const BRANCH: Readonly<Record<string, RegExp>> = {
  Python: /\b(?:if|elif|for|while|except|and|or|case)\b/g,
  Ruby: /\b(?:if|elsif|unless|for|while|until|when|rescue)\b|&&|\|\|/g,
  Elixir: /\b(?:if|unless|cond|case|rescue)\b|->|&&|\|\|/g,
  Lua: /\b(?:if|elseif|for|while|repeat|and|or)\b/g,
  Rust: /\b(?:if|for|while|loop)\b|=>|&&|\|\|/g,
  Kotlin: /\b(?:if|for|while|catch)\b|->|&&|\|\||\?:/g,
};
const ANY_BRANCH = /\b(?:if|for|foreach|while|case|catch|guard)\b|&&|\|\||\?\?|\s\?\s/g;

/** Braces, and a word that begins every function. */
const WORDED = new Set(['Go', 'Rust', 'Kotlin', 'Scala', 'Swift', 'PHP', 'Zig']);
/** Braces, and functions recognized by their shape alone: `name(…) {`. */
const SHAPED = new Set([
  'JavaScript',
  'TypeScript',
  'Java',
  'Groovy',
  'C',
  'C++',
  'C#',
  'Objective-C',
  'Dart',
]);

export function canShape(language: string | null): boolean {
  return (
    language !== null && (Object.hasOwn(INDENTED, language) || WORDED.has(language) || SHAPED.has(language))
  );
}

export function shapeOf(path: string, text: string): Shape {
  const language = languageOf(path);
  if (language === null || !canShape(language.name)) return { functions: [], complexity: 0 };
  const code = blank(text, language.name);
  const opening = INDENTED[language.name];
  const stretches =
    opening === undefined ? braced(code, language.name) : indented(code, opening, language.name === 'Python');
  const branches = [...code.matchAll(BRANCH[language.name] ?? ANY_BRANCH)].map(
    ({ index }): Branch => ({ role: 'case', start: index, end: index }),
  );
  const { weights, outside } = weighFunctions(stretches, branches);
  const lineAt = lineCounter(text);
  const codeLines = codeLineCounter(code, []);
  const functions = stretches.map(({ name, start, end }, index): FunctionSpan => {
    const complexity = weights[index]?.complexity ?? 1;
    const span = { line: lineAt(start), end: lineAt(Math.max(start, end - 1)) };
    // Without a tree nothing tells the nesting.
    const flat = { complexity, cognitive: complexity - 1, nesting: 0, deepest: null };
    return { name, ...span, ...flat, lines: codeLines(span.line, span.end) };
  });
  return { functions, complexity: functions.reduce((sum, { complexity }) => sum + complexity, outside) };
}

/** What is blanked: comments, strings, and directives that are neither. */
const HASHED = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g;
const DASHED = /--\[\[[\s\S]*?\]\]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|--[^\n]*/g;
/** Raw strings of C++, Rust and C#, and the long ones of Kotlin, Swift, Scala, Dart, Java and Groovy. */
const RAW =
  /R"(?<cpp>[^\s()\\]{0,16})\([\s\S]*?\)\k<cpp>"|\br(?<rust>#+)"[\s\S]*?"\k<rust>|\$?@"(?:[^"]|"")*"|"""[\s\S]*?"""|'''[\s\S]*?'''/;
const QUOTED = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.){1,10}'/;
const SLASHED = new RegExp(`${RAW.source}|${QUOTED.source}`, 'g');
const PREPROCESSED = new RegExp(`^[ \\t]*#[^\\n]*|${SLASHED.source}`, 'gm');
const SCRIPTED = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g;

const BLANKED: Readonly<Record<string, RegExp>> = {
  Python: HASHED,
  Ruby: HASHED,
  Elixir: HASHED,
  Lua: DASHED,
  C: PREPROCESSED,
  'C++': PREPROCESSED,
  'C#': PREPROCESSED,
  'Objective-C': PREPROCESSED,
  JavaScript: SCRIPTED,
  TypeScript: SCRIPTED,
};

/** The text with what is blanked turned to spaces: same length, same lines. */
export function blank(text: string, language: string): string {
  return text.replace(BLANKED[language] ?? SLASHED, (found) => found.replace(/[^\n]/g, ' '));
}

/** A function lasts until a line that is not indented deeper; where `end` closes it, that line is its last. */
function indented(code: string, opening: RegExp, offside: boolean): Stretch[] {
  return [...code.matchAll(opening)].map((match) => {
    const [whole, indent = '', name = ''] = match;
    const start = match.index + indent.length;
    // The signature may go on over lines of any indentation, as far as its closing parenthesis.
    const body = offside ? signatureEnd(code, match.index + whole.length) : match.index + whole.length;
    const closing = new RegExp(`\\n[ \\t]{0,${indent.length}}(?=[^\\s])([^\\n]*)`, 'g');
    closing.lastIndex = Math.max(0, code.indexOf('\n', body));
    const closed = closing.exec(code);
    const end =
      closed === null ? code.trimEnd().length : offside ? contentEnd(code, closed.index) : closing.lastIndex;
    return { name, start, end };
  });
}

function signatureEnd(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const character = code[at];
    if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    else if (character === ':' && depth === 0) return at;
  }
  return from;
}

function contentEnd(code: string, at: number): number {
  return code.slice(0, at).trimEnd().length;
}

const HEADER_CHARACTERS = 600;

/** A brace after a function's header opens it; other braces only nest. A header follows a brace or a semicolon. */
function braced(code: string, language: string): Stretch[] {
  const nameIn = WORDED.has(language) ? nameAfterWord : nameByShape;
  const found: Stretch[] = [];
  const open: (Omit<Stretch, 'end'> | null)[] = [];
  let from = 0;
  for (const { 0: mark, index: at } of code.matchAll(/[{};]/g)) {
    if (mark === '{') {
      const header = code.slice(Math.max(from, at - HEADER_CHARACTERS), at);
      const named = nameIn(header);
      open.push(named === null ? null : { name: named.name, start: at - header.length + named.offset });
    }
    const opened = mark === '}' ? open.pop() : null;
    if (opened !== null && opened !== undefined) found.push({ ...opened, end: at + 1 });
    from = at + 1;
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

interface Named {
  readonly name: string;
  /** where the declaration begins in its header */
  readonly offset: number;
}

const WORD = /\b(?:func|fn|fun|function|def)\s+(?:\([^)]*\)\s*)?([A-Za-z_]\w*)/;

function nameAfterWord(header: string): Named | null {
  const match = WORD.exec(header);
  return match?.[1] === undefined ? null : { name: match[1], offset: match.index };
}

const SHAPE = /([A-Za-z_~]\w*)\s*\([^;{}]*\)[^;{}()=]*$/;
const CONTROL =
  /^(?:else|if|for|foreach|while|do|switch|catch|try|using|lock|synchronized|return|case|new|with)\b/;

function nameByShape(header: string): Named | null {
  const bare = header.replace(/@\w+(?:\([^()]*\))?/g, (annotation) => ' '.repeat(annotation.length));
  const offset = bare.length - bare.trimStart().length;
  if (CONTROL.test(bare.trimStart()) || /\bnew\s+[\w.<>]+\s*\(/.test(bare)) return null;
  const name = SHAPE.exec(bare)?.[1];
  return name === undefined ? null : { name, offset };
}
