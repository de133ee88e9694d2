/** The imports of JavaScript and TypeScript, alone or in a page (Astro, Vue, Svelte, MDX, HTML). Pure. */
import { posix } from 'node:path';
import type { Specifier } from './specifier.ts';

const CLAUSE =
  /(?:^|[;>])[ \t]*(import|export)\b\s*((?:type\b\s*)?(?:[\w$]+\s*,?\s*)?(?:\*\s*(?:as\s+[\w$'"]+)?|\{[^}]*\})?)\s*from\s*['"]([^'"\n]+)['"]/gm;
const SIDE_EFFECT = /(?:^|[;>])[ \t]*import\s*['"]([^'"\n]+)['"]/gm;
const COMMENT = String.raw`(?:\/\*(?:[^*]|\*(?!\/))*\*\/\s*)?`;
/** A call whose argument begins with a literal; what follows the literal says whether there is more. */
const CALL = new RegExp(
  String.raw`\b(require(?:\.resolve)?|import|importActual|requireActual)\(\s*${COMMENT}(?:'([^'\n]*)'|"([^"\n]*)"|${'`'}([^${'`'}]*)${'`'})\s*([+,)]?)`,
  'g',
);
const UNKNOWN_CALL = new RegExp(
  String.raw`(?<![.\w$])(require|import)\(\s*${COMMENT}(?!['"${'`'}\s/])[^)]`,
  'g',
);
const GLOB =
  /\b(?:import\.meta|Astro)\.glob(?:Eager)?(?:<[^>]*>)?\(\s*(\[[^\]]*\]|['"`][^'"`]*['"`])|\brequire\.context\(\s*(['"][^'"]*['"])/g;
/** Files that are named beside the own one: workers, processes, templates. */
const BESIDE =
  /\bnew\s+URL\(\s*['"`]([^'"`\n$]+)['"`]\s*,\s*import\.meta\.url|\bnew\s+(?:Shared)?Worker\(\s*['"`]([^'"`\n$]+)['"`]|\breference\s+path=['"]([^'"]+)['"]|__dirname\}?\s*(?:\+\s*['"`])?\/([\w./-]+)/g;
const JOINED =
  /\b(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname)\s*((?:,\s*['"`][^'"`\n$]*['"`]\s*)*)(,\s*[^\s)]|,?\s*\))/g;

export function readEcmaScript(text: string): Specifier[] {
  const found: Specifier[] = [];
  if (/\bfrom\b/.test(text)) found.push(...clauses(text));
  for (const [, name = ''] of text.matchAll(SIDE_EFFECT)) found.push({ name, atLoad: true });
  if (/\b(?:require|import)\w*(?:\.resolve)?\(/i.test(text)) found.push(...calls(text));
  for (const [, meta, context] of text.matchAll(GLOB)) found.push(...globs(meta ?? '', context));
  if (/\bURL\(|Worker\(|__dirname|import\.meta\.dirname|reference path/.test(text))
    found.push(...named(text));
  return found;
}

/** A page's scripts, and in HTML what their `src` names. */
export function readPage(text: string): Specifier[] {
  const sources = [...text.matchAll(/<script\b[^>]*?\bsrc=['"]([^'"\n]+)['"]/gi)].map(
    ([, name = '']) => name,
  );
  const local = sources.filter((name) => !/^(\w+:)?\/\//.test(name));
  return [
    ...readEcmaScript(text),
    ...local.map((name) => ({ name: /^[./]/.test(name) ? name : `./${name}`, atLoad: false })),
  ];
}

function clauses(text: string): Specifier[] {
  return [...text.matchAll(CLAUSE)].map(([, word, clause = '', name = '']) => ({
    name,
    atLoad: !isTypeClause(clause),
    ...(word === 'export' ? { reexports: true as const } : {}),
    ...(/\*/.test(clause.replace(/\{[^}]*\}/, '')) && word === 'import' ? { whole: true as const } : {}),
  }));
}

export interface ImportClause {
  readonly name: string;
  /** what the importer calls what it imports, types left out */
  readonly names: readonly string[];
  readonly reexports: boolean;
}

/** The import statements of a file that may run, and its text without any. */
export function importClauses(text: string): { statements: ImportClause[]; rest: string } {
  const statements = [...text.matchAll(CLAUSE)]
    .filter(([, , clause = '']) => !isTypeClause(clause))
    .map(([, word, clause = '', name = '']) => ({
      name,
      names: localNames(clause),
      reexports: word === 'export',
    }));
  return { statements, rest: text.replace(CLAUSE, '') };
}

function localNames(clause: string): string[] {
  return clause
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    .split(/[,{}]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => part.split(/\s+as\s+/).at(-1) ?? part);
}

/** `type X`, `type {…}`, or braces in which every name is a type. */
function isTypeClause(clause: string): boolean {
  if (/^\s*type\b(?!\s*(,|from\b|$))/.test(clause)) return true;
  const braces = /^\s*\{([^}]*)\}\s*$/.exec(clause);
  const names = (braces?.[1] ?? '').split(',').filter((name) => name.trim() !== '');
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

function calls(text: string): Specifier[] {
  const found: Specifier[] = [];
  for (const match of text.matchAll(CALL)) {
    const [, call = '', single, double, template, after] = match;
    const name = single ?? double ?? template ?? '';
    const before = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    const comment = /^\s*(\/\/|\*|\/\*)/.test(before);
    if (comment && !/\{\s*(typeof\s+)?$/.test(before)) continue;
    if (template?.includes('${') === true) found.push(open(name.slice(0, name.indexOf('${'))));
    else if (after === '+') found.push(open(name));
    else found.push(call === 'require' ? required(name, before) : { name, atLoad: false, ...whole(before) });
  }
  for (const match of text.matchAll(UNKNOWN_CALL)) {
    const before = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    if (!/^\s*(\/\/|\*|\/\*)|\bfunction\s*$|\btypeof\s+$/.test(before)) found.push(open(''));
  }
  return found;
}

/** An indented `require` runs when its function does. */
function required(name: string, before: string): Specifier {
  return { name, atLoad: !/^\s/.test(before), ...whole(before) };
}

/** `const { a } = require(…)` names what it takes; a type position takes one name. */
function whole(before: string): { whole?: true } {
  return /\}\s*=\s*(await\s*)?$|[:<|&]\s*(typeof\s*)?$|\{\s*(typeof\s*)?$/.test(before)
    ? {}
    : { whole: true };
}

function open(start: string): Specifier {
  // `./` or nothing says no more than that it is a file
  return {
    name: `${/^[./@~]*$/.test(start) && !start.startsWith('.') ? '' : start}*`,
    atLoad: false,
    whole: true,
  };
}

function globs(list: string, context: string | undefined): Specifier[] {
  if (context !== undefined) return [open(`${context.slice(1, -1).replace(/\/$/, '')}/`)];
  const quoted = [...list.matchAll(/['"`]([^'"`]*)['"`]/g)].map(([, name = '']) => name);
  return quoted.filter((name) => !name.startsWith('!')).map((name) => open(name.replace(/[*{[?(].*$/, '')));
}

function named(text: string): Specifier[] {
  const found: Specifier[] = [];
  for (const [, url, worker, reference, joined] of text.matchAll(BESIDE)) {
    const name = url ?? worker ?? reference ?? joined ?? '';
    found.push({ name: /^[./]/.test(name) ? name : `./${name}`, atLoad: false, whole: true });
  }
  for (const [, parts = '', end = ''] of text.matchAll(JOINED)) {
    const literal = [...parts.matchAll(/['"`]([^'"`]*)['"`]/g)].map(([, part = '']) => part);
    if (literal.length === 0) continue;
    const name = `./${posix.join(...literal)}`.replace(/^\.\/\.\.\//, '../');
    found.push(end.includes(')') ? { name, atLoad: false, whole: true } : open(`${name}/`));
  }
  return found;
}
