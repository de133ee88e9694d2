/**
 * Parses source files into syntax trees with ast-grep's tree-sitter parsers, which run nothing of the target. The one
 * place that knows the parsers: JavaScript and TypeScript come with ast-grep, the others are libraries that are
 * loaded when the first file needs one of them.
 */
import { createRequire } from 'node:module';
import { Lang, parse, registerDynamicLanguage, type SgNode } from '@ast-grep/napi';
import { bareName } from '../../roles/languages.ts';
import { grammarOf } from './grammars.ts';

const require = createRequire(import.meta.url);

/** Languages that ast-grep does not come with, each with the package that has its parser. */
const PACKAGED = {
  Python: { name: '@ast-grep/lang-python', load: () => require('@ast-grep/lang-python') },
  Go: { name: '@ast-grep/lang-go', load: () => require('@ast-grep/lang-go') },
  Rust: { name: '@ast-grep/lang-rust', load: () => require('@ast-grep/lang-rust') },
  Java: { name: '@ast-grep/lang-java', load: () => require('@ast-grep/lang-java') },
  Ruby: { name: '@ast-grep/lang-ruby', load: () => require('@ast-grep/lang-ruby') },
  PHP: { name: '@ast-grep/lang-php', load: () => require('@ast-grep/lang-php') },
  C: { name: '@ast-grep/lang-c', load: () => require('@ast-grep/lang-c') },
} as const;

const isPackaged = (language: string | null): language is keyof typeof PACKAGED =>
  language !== null && Object.hasOwn(PACKAGED, language);

/** Whether files of the language can be parsed. */
export function isParsable(language: string | null): boolean {
  return grammarOf(language) !== null;
}

/** The packages that parse files of these languages, for the list of tools. */
export function parserPackages(languages: Iterable<string | null>): string[] {
  const packaged = [...new Set(languages)].filter(isPackaged).map((language) => PACKAGED[language].name);
  return ['@ast-grep/napi', ...packaged.sort()];
}

/**
 * The root of the file's tree; null for a language without a parser. A file with syntax errors has a tree as
 * far as it can be read. Lines count from 0 and offsets are UTF-16 units, as in the text.
 */
export function parseSource(language: string | null, path: string, text: string): SgNode | null {
  if (!isParsable(language) || language === null) return null;
  if (!isPackaged(language)) return parse(dialectOf(path), text).root();
  registerOnce();
  return parse(language, language === 'C' ? withoutDirectives(text) : text).root();
}

function dialectOf(path: string): Lang {
  const name = bareName(path);
  if (/\.[cm]?ts$/.test(name)) return Lang.TypeScript;
  return name.endsWith('.tsx') ? Lang.Tsx : Lang.JavaScript;
}

let registered = false;

/** ast-grep accepts one registration in a process, so that all languages are in it; each library is a file to map. */
function registerOnce(): void {
  if (registered) return;
  registerDynamicLanguage(
    Object.fromEntries(Object.entries(PACKAGED).map(([language, { load }]) => [language, load()])),
  );
  registered = true;
}

const DIRECTIVE = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b[ \t]*(0\b)?/;

/**
 * C without its conditional directives: of the branches of an `#if`, the first that is not `#if 0`. Both branches
 * together often have unbalanced braces, which no grammar can read. Lines and offsets stay as they are.
 */
function withoutDirectives(text: string): string {
  if (!text.includes('#')) return text;
  /** per open `#if`: whether its present branch is kept, and whether one was */
  const open: { kept: boolean; chosen: boolean }[] = [];
  return text
    .split('\n')
    .map((line) => {
      const [, word, zero] = DIRECTIVE.exec(line) ?? [];
      if (word === undefined) return open.every(({ kept }) => kept) ? line : blank(line);
      const last = open.at(-1);
      if (word.startsWith('if')) open.push({ kept: zero === undefined, chosen: zero === undefined });
      else if (word === 'endif') open.pop();
      else if (last !== undefined) {
        last.kept = !last.chosen;
        last.chosen = true;
      }
      return blank(line);
    })
    .join('\n');
}

function blank(line: string): string {
  return line.replace(/[^\r]/g, ' ');
}
