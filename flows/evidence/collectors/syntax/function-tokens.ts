/**
 * The tokens of a source file as copies are compared: without comments, docstrings and imports, and without what
 * differs trivially: the kind of quotes, trailing commas, semicolons. Pure.
 */
import { languageOf } from '../../roles/languages.ts';
import type { TokenizedFile } from './token-windows.ts';

/** Lines of a file, from 1, both included. */
export interface LineRange {
  readonly line: number;
  readonly end: number;
}

/** What is no code in a language, and its strings; all of it regular expressions. */
interface Grammar {
  readonly ignored: string;
  readonly strings: string;
}

const SLASHED = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/.source;
const HASHED = /#[^\n]*/.source;
const DASHED = /--\[\[[\s\S]*?\]\]|--[^\n]*/.source;
const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/.source;
const TRIPLE = /"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''/.source;
const BACKTICKED = /`(?:[^`\\]|\\[\s\S])*`/.source;
const SLASHED_PATTERN =
  /(?<=[=(,:;!&|?{}[+]\s*|\breturn\s+)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/.source;

const SCRIPT: Grammar = { ignored: SLASHED, strings: `${QUOTED}|${BACKTICKED}|${SLASHED_PATTERN}` };
const C: Grammar = {
  ignored: `${SLASHED}|^[ \\t]*#[ \\t]*(?:include|pragma|region|endregion)[^\\n]*`,
  strings: QUOTED,
};
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  JavaScript: SCRIPT,
  TypeScript: SCRIPT,
  Vue: SCRIPT,
  Svelte: SCRIPT,
  // A string that begins a line is a docstring, or one that nobody reads.
  Python: { ignored: `${HASHED}|^[ \\t]*[rRbBuU]{0,2}(?:${TRIPLE})`, strings: `${TRIPLE}|${QUOTED}` },
  Ruby: { ignored: `^=begin[\\s\\S]*?^=end|${HASHED}`, strings: QUOTED },
  Go: { ignored: SLASHED, strings: `"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.){1,10}'|\`[^\`]*\`` },
  // An apostrophe also begins a lifetime.
  Rust: {
    ignored: SLASHED,
    strings: `\\bb?r(?<hashes>#*)"[\\s\\S]*?"\\k<hashes>|"(?:[^"\\\\]|\\\\[\\s\\S])*"|'(?:[^'\\\\\\n]|\\\\.[^'\\n]{0,8})'`,
  },
  Java: { ignored: SLASHED, strings: `${TRIPLE}|${QUOTED}` },
  PHP: { ignored: `${SLASHED}|${HASHED}`, strings: QUOTED },
  C,
  'C++': C,
  'C#': C,
  'Objective-C': C,
};
const BY_COMMENT: Readonly<Record<string, string>> = { '#': HASHED, '--': DASHED };

const TOKENS = new Map<string, RegExp>();

function tokensOf(path: string): RegExp {
  const language = languageOf(path);
  const name = language?.name ?? '';
  const known = TOKENS.get(name);
  if (known !== undefined) return known;
  const grammar = GRAMMARS[name] ?? {
    ignored: BY_COMMENT[language?.comment ?? ''] ?? SLASHED,
    strings: `${QUOTED}|${BACKTICKED}`,
  };
  const tokens = new RegExp(
    `(?<ignored>${grammar.ignored}|;|,(?=\\s*[)\\]}]))|(?<literal>${grammar.strings}|\\b\\d[\\w.]*)|[A-Za-z_$][\\w$]*|[^\\s\\w]`,
    'gm',
  );
  TOKENS.set(name, tokens);
  return tokens;
}

const IMPORT =
  /^[ \t]*(?:import\b|from\s+\S+\s+import\b|use\s|#\s*include|package\s|export\s[^\n]*\bfrom\s*['"]|\}\s*from\s)[^\n]*/gm;

interface Token {
  readonly text: string;
  readonly line: number;
  readonly literal: boolean;
}

/**
 * The tokens of a text, or only those on the lines of `within` (functions, in order, none overlapping another), without
 * the header of each. Nothing equals what is put between two functions, so that no copy goes from one into the next.
 */
export function tokenize(path: string, text: string, within: readonly LineRange[] | null): TokenizedFile {
  const tokens = tokensIn(path, text);
  return packed(path, within === null ? tokens : functionTokens(path, tokens, within));
}

function tokensIn(path: string, text: string): Token[] {
  const tokens: Token[] = [];
  const code = text.replace(IMPORT, (found) => ' '.repeat(found.length));
  let line = 1;
  let read = 0;
  for (const { 0: found, index, groups } of code.matchAll(tokensOf(path))) {
    for (let at = code.indexOf('\n', read); at !== -1 && at < index; at = code.indexOf('\n', at + 1))
      line += 1;
    read = index;
    if (groups?.ignored !== undefined) continue;
    const literal = groups?.literal !== undefined;
    tokens.push({ text: literal ? withoutQuotes(found) : found, line, literal });
  }
  return tokens;
}

function functionTokens(path: string, tokens: readonly Token[], within: readonly LineRange[]): Token[] {
  const kept: Token[] = [];
  let next = 0;
  for (const [index, { line, end }] of within.entries()) {
    while ((tokens[next]?.line ?? Number.POSITIVE_INFINITY) < line) next += 1;
    const first = next;
    while ((tokens[next]?.line ?? Number.POSITIVE_INFINITY) <= end) next += 1;
    const own = tokens.slice(first, next);
    kept.push({ text: `${path}\0${index}`, line, literal: false }, ...own.slice(bodyStart(own, path)));
  }
  return kept;
}

/** Where the body of a function begins: two parameter lists that are the same are no copy. 0 when that is not seen. */
function bodyStart(tokens: readonly Token[], path: string): number {
  const opening = languageOf(path)?.name === 'Python' ? ':' : '{';
  let depth = 0;
  for (const [at, { text }] of tokens.entries()) {
    const [before, last] = [tokens[at - 2]?.text, tokens[at - 1]?.text];
    // A callback's body is within the parentheses of the call.
    const isCallback = text === '{' && (last === ')' || (before === '=' && last === '>'));
    if (text === opening && (depth === 0 || isCallback)) return at + 1;
    if (text === '(' || text === '[') depth += 1;
    if (text === ')' || text === ']') depth -= 1;
  }
  return 0;
}

function packed(path: string, tokens: readonly Token[]): TokenizedFile {
  return {
    path,
    hashes: Uint32Array.from(tokens, ({ text }) => hashOf(text)),
    lines: Uint32Array.from(tokens, ({ line }) => line),
    literals: Uint8Array.from(tokens, ({ literal }) => (literal ? 1 : 0)),
  };
}

function withoutQuotes(literal: string): string {
  return /^(['"`])[\s\S]*\1$/.test(literal) ? `"${literal.slice(1, -1)}` : literal;
}

/** FNV-1a. */
function hashOf(token: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < token.length; at++) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
