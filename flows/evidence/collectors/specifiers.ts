/**
 * What a file asks to import, as it is written there. Read by patterns at the beginning of lines rather than by a
 * parser: a false hit inside a string or a comment does no harm unless it names a file that exists.
 */
export interface Specifier {
  readonly name: string;
  /** false for imports that are erased (types) or that run later (inside a function) */
  readonly atLoad: boolean;
}

/** The implicit import of a Go test: the package of its folder. */
export const OWN_PACKAGE = './';

type Reader = (text: string) => Iterable<Specifier>;

const READERS: Readonly<Record<string, Reader>> = {
  TypeScript: ecmaScript,
  JavaScript: ecmaScript,
  Vue: ecmaScript,
  Svelte: ecmaScript,
  Python: python,
  Go: go,
  Java: (text) => matches(text, /^\s*import\s+(?:static\s+)?([\w.]+)\s*;/gm),
  Kotlin: (text) => matches(text, /^\s*import\s+([\w.]+)/gm),
  Scala: (text) => matches(text, /^\s*import\s+([\w.]+)/gm),
  Rust: (text) => [
    ...matches(text, /^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;/gm, (name) => `mod:${name}`),
    ...matches(text, /^\s*(?:pub\s+)?use\s+((?:crate|super|self)(?:::\w+)+)/gm),
  ],
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

/** Whether imports of a language are read at all. */
export function canSpecify(language: string | null): boolean {
  return language !== null && Object.hasOwn(READERS, language);
}

export function specifiersOf(language: string | null, text: string): Iterable<Specifier> {
  return (language === null ? undefined : READERS[language]?.(text)) ?? [];
}

function matches(text: string, pattern: RegExp, as = (name: string): string => name): Specifier[] {
  return [...text.matchAll(pattern)].map((match) => ({ name: as(match[1] ?? ''), atLoad: true }));
}

const FROM = /^[ \t]*(import|export)\b([^;'"`()]*?)\bfrom\s*['"]([^'"\n]+)['"]/gm;
const SIDE_EFFECT = /^[ \t]*import\s*['"]([^'"\n]+)['"]/gm;
const CALL = /^(.*?)\b(require|import)\s*\(\s*['"]([^'"\n]+)['"]/gm;

function ecmaScript(text: string): Specifier[] {
  const found: Specifier[] = [];
  for (const [, , clause = '', name = ''] of text.matchAll(FROM))
    found.push({ name, atLoad: !isTypeClause(clause) });
  for (const [, name = ''] of text.matchAll(SIDE_EFFECT)) found.push({ name, atLoad: true });
  for (const [, before = '', call, name = ''] of text.matchAll(CALL)) {
    if (/^\s*(\/\/|\*|\/\*)/.test(before) || /\bimport\s+type\b|:\s*(typeof\s*)?$/.test(before)) continue;
    // An indented `require` runs when its function does; `import()` always later.
    found.push({ name, atLoad: call === 'require' && !/^\s/.test(before) });
  }
  return found;
}

/** `type X`, `type {…}`, or braces in which every name is a type. */
function isTypeClause(clause: string): boolean {
  if (/^\s*type\b(?!\s*(,|from\b|$))/.test(clause)) return true;
  const braces = /^\s*\{([^}]*)\}\s*$/.exec(clause);
  const names = (braces?.[1] ?? '').split(',').filter((name) => name.trim() !== '');
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

const PYTHON_FROM = /^([ \t]*)from\s+(\.*[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]+)/gm;
const PYTHON_IMPORT = /^([ \t]*)import\s+([\w., \t]+)/gm;

function python(text: string): Specifier[] {
  const found: Specifier[] = [];
  for (const [, indent, module = '', names = ''] of text.matchAll(PYTHON_FROM)) {
    // `from a import b` may mean the module a.b or a name in a: both are asked for, what exists is found.
    const separator = module === '' || module.endsWith('.') ? '' : '.';
    for (const name of names.replace(/[()\\]/g, ' ').split(',')) {
      const [imported = ''] = name.trim().split(/\s+/);
      if (/^\w+$/.test(imported))
        found.push({ name: `${module}${separator}${imported}?`, atLoad: indent === '' });
    }
    found.push({ name: module, atLoad: indent === '' });
  }
  for (const [, indent, names = ''] of text.matchAll(PYTHON_IMPORT)) {
    for (const name of names.split(',')) {
      const [imported = ''] = name.trim().split(/\s+/);
      if (imported !== '') found.push({ name: imported, atLoad: indent === '' });
    }
  }
  return found;
}

function go(text: string): Specifier[] {
  const blocks = [...text.matchAll(/^import\s*\(([^)]*)\)/gm)].map((match) => match[1] ?? '');
  return [
    ...(/^import\b[\s\S]*?"testing"/m.test(text) ? [{ name: OWN_PACKAGE, atLoad: true }] : []),
    ...blocks.flatMap((block) => matches(block, /"([^"]+)"/g)),
    ...matches(text, /^import\s+(?:[\w.]+\s+)?"([^"]+)"/gm),
  ];
}
