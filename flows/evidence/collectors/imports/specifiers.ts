/**
 * What a file asks to import, as it is written there. Read by patterns rather than by a parser: a false hit inside a
 * string or a comment does no harm unless it names a file that exists.
 */
import { posix } from 'node:path';
import { bareName } from '../../roles/languages.ts';
import type { Specifier } from './specifier.ts';
import { readEcmaScript, readPage } from './specifiers-ecmascript.ts';
import { readPython } from './specifiers-python.ts';

type Reader = (text: string) => Specifier[];

const READERS: Readonly<Record<string, Reader>> = {
  TypeScript: (text) => readEcmaScript(withoutDocuments(text)),
  JavaScript: (text) => readEcmaScript(withoutDocuments(text)),
  Python: readPython,
  Go: go,
  Java: (text) => matches(text, /^\s*import\s+(?:static\s+)?([\w.]+)\s*;/gm),
  Kotlin: (text) => matches(text, /^\s*import\s+([\w.]+)/gm),
  Scala: (text) => matches(text, /^\s*import\s+([\w.]+)/gm),
  Rust: rust,
  C: (text) => matches(text, /^\s*#\s*include\s*"([^"]+)"/gm),
  'C++': (text) => matches(text, /^\s*#\s*include\s*"([^"]+)"/gm),
  'Objective-C': (text) => matches(text, /^\s*#\s*(?:include|import)\s*"([^"]+)"/gm),
  Ruby: (text) => [
    ...matches(text, /^\s*require_relative\s+['"]([^'"]+)['"]/gm, (name) => `./${name}`),
    ...matches(text, /^\s*require\s+['"]([^'"]+)['"]/gm),
  ],
  PHP: (text) => [
    ...matches(text, /^\s*use\s+([\w\\]+)/gm),
    ...matches(
      text,
      /\b(?:require|include)(?:_once)?\s*\(?\s*__DIR__\s*\.\s*['"]\/?([^'"]+)['"]/g,
      (name) => `./${name}`,
    ),
  ],
};

/** The examples of doc comments import the package that they are in; types that they name are used. */
function withoutDocuments(text: string): string {
  return text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) =>
    comment.replace(/^[ \t*]*(?:import|export)\b(?!\()[^\n]*$/gm, ''),
  );
}

/** Files with JavaScript in them, whose own language is another one or none. */
const PAGES = new Set(['.astro', '.vue', '.svelte', '.mdx', '.html', '.htm']);

/** The language in which a file imports others; null when its imports are not read. */
export function importLanguage(file: {
  readonly path: string;
  readonly language: string | null;
}): string | null {
  if (isPage(file.path)) return 'JavaScript';
  return file.language !== null && Object.hasOwn(READERS, file.language) ? file.language : null;
}

export function specifiersOf(
  file: { readonly path: string; readonly language: string | null },
  text: string,
): Specifier[] {
  if (isPage(file.path)) return readPage(text);
  return (file.language === null ? undefined : READERS[file.language]?.(text)) ?? [];
}

function isPage(path: string): boolean {
  return PAGES.has(posix.extname(bareName(path)).toLowerCase());
}

function matches(text: string, pattern: RegExp, as = (name: string): string => name): Specifier[] {
  return [...text.matchAll(pattern)].map((match) => ({ name: as(match[1] ?? ''), atLoad: true }));
}

function go(text: string): Specifier[] {
  const blocks = [...text.matchAll(/^import\s*\(([^)]*)\)/gm)].map((match) => match[1] ?? '');
  return [
    ...blocks.flatMap((block) => matches(block, /"([^"]+)"/g)),
    ...matches(text, /^import\s+(?:[\w.]+\s+)?"([^"]+)"/gm),
  ];
}

/** A module of tests within a file; it is the file's last part, and what it imports is there for the tests. */
const RUST_TESTS = /^#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*mod\s+\w+\s*\{/m;

function rust(whole: string): Specifier[] {
  const text = whole.slice(0, RUST_TESTS.exec(whole)?.index);
  const found = matches(text, /^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;/gm, (name) => `mod:${name}`);
  const uses = /^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+((?:\w+::)+)(\{[^;]*\}|\w+|\*)/gm;
  for (const [, start = '', rest = ''] of text.matchAll(uses)) {
    const names = rest.startsWith('{') ? rest.slice(1, -1).split(/[,{}]/) : [rest];
    for (const name of names) {
      const [first = ''] = name.trim().split(/\s/);
      if (/^[\w:]+$/.test(first)) found.push({ name: start + first, atLoad: true });
    }
  }
  return found;
}
