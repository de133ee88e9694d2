/**
 * What the text of a file says about its role: marks in its first comment, very long lines, and a framework that only
 * tests, benchmarks or migrations use. Pure.
 */
import type { FileRole } from '../../contracts/evidence-pack.ts';
import { isCode, type Language } from './languages.ts';
import type { Role } from './path-roles.ts';

const HEAD_CHARACTERS = 4_000;
const MINIFIED_CHARACTERS = 5_000;
/** A line of people's code has a few dozen characters. */
const MINIFIED_LINE = 500;

/** Said of any file, these hold. */
const GENERATED: readonly RegExp[] = [
  /@generated\b/,
  /\bgenerated\b.*\bdo not (edit|modify|change)\b|^code generated (by|from|with)\b/i,
  /\bDO NOT (EDIT|MODIFY|CHANGE)\b/,
  /\bdo not (edit|modify|change) (this|it|the file|manually|by hand|directly)\b/i,
];
/** Of source only: a migration, a test or settings that a tool once wrote are people's from then on. */
const GENERATED_SOURCE: readonly RegExp[] = [
  /\b(this|the|these) (file|code|module|header|class|source|bindings?|types?|definitions?)\b.{0,40}\b(is|was|has been|have been|are|were) (auto-?|automatically |machine[- ])?generated\b/i,
  /\b(auto-?|automatically |machine[- ]|programmatically )generated( |\b)(by|from|file|code|with|using|at|on|via|source|, )/i,
  /^\W*(auto-?|automatically |machine[- ])generated\b/i,
  /^(file )?generated (by|from|with|using|via)\b/i,
  /^A (Bison|lexical) (parser|scanner), (made|generated) by\b/i,
];
/** What a tool writes once, for people to go on from. */
const SCAFFOLD =
  /\b(--init|init|startproject|startapp|scaffold\w*|cookiecutter|yeoman|create-[\w-]+|new project|template)\b/i;
const VENDORED: readonly RegExp[] = [
  /\bvendored (in|into|from|copy|version|by|code|file|under)\b/i,
  /\b(bundled|copied) verbatim from\b|\bthis is a (verbatim )?copy of (the )?(upstream|https?:)/i,
];

/** Kept in step with a file of another repository, whose address is beside it. */
const DERIVED = /\b(modified|adapted|patched|trimmed) (version|copy) of\b/i;
const UPSTREAM = /\bhttps:\/\/(github|gitlab)\.com\/[\w.-]+\/[\w.-]+\/(-\/)?(blob|tree|raw)\//;

interface Load {
  readonly role: FileRole;
  readonly languages: readonly string[];
  /** all of them are in the text; each takes linear time */
  readonly patterns: readonly RegExp[];
}

const ECMASCRIPT = ['TypeScript', 'JavaScript'];
/** What a file loads, or what it is to a framework. */
const LOADS: readonly Load[] = [
  {
    role: 'test',
    languages: ECMASCRIPT,
    patterns: [
      /(?:from |require\()['"](?:vitest|node:test|ava|tap|uvu|tape|@jest\/globals|@playwright\/test|bun:test)['"]/,
      /^[ \t]*(?:describe|it|test|suite)(?:\.\w+)?\(/m,
    ],
  },
  {
    role: 'test',
    languages: ['Python'],
    patterns: [
      /^(?:import|from) (?:pytest|unittest)\b/m,
      /^[ \t]*(?:async )?def test_\w+\(|^class \w+\(.*TestCase\)/m,
    ],
  },
  { role: 'test', languages: ['Rust'], patterns: [/^#!\[cfg\(test\)\]/m] },
  {
    role: 'benchmark',
    languages: ['Java', 'Kotlin', 'Scala', 'Groovy'],
    patterns: [/^import (?:static )?(?:org\.openjdk\.jmh|com\.google\.caliper)\b/m],
  },
  { role: 'benchmark', languages: ['C#'], patterns: [/^using BenchmarkDotNet\b/m] },
  { role: 'benchmark', languages: ['Rust'], patterns: [/^use criterion::/m] },
  {
    role: 'benchmark',
    languages: ECMASCRIPT,
    patterns: [/(?:from |require\()['"](?:tinybench|benchmark|mitata)['"]/],
  },
  {
    role: 'migration',
    languages: ['Python'],
    patterns: [/^down_revision\b|^class Migration\(migrations\.Migration\)/m],
  },
  { role: 'migration', languages: ['Ruby'], patterns: [/^class \w+ < ActiveRecord::Migration\b/m] },
  { role: 'migration', languages: ['PHP'], patterns: [/\bextends (?:Migration|AbstractMigration)\b/] },
];

/** The role of a file that its path shows as `role`; the same one where the text says nothing else. */
export function roleByContent(role: Role, text: string, lines: number, language: Language | null): Role {
  if (language === null || role.name === 'vendored' || role.name === 'generated') return role;
  if (isMinified(text, lines, language)) return { name: 'generated', why: 'minified' };
  const said = headComments(text, language);
  if (said.some((line) => saysGenerated(line, role.name === 'src')))
    return { name: 'generated', why: 'its header says so' };
  if (role.name !== 'src') return role;
  if (said.some((line) => VENDORED.some((pattern) => pattern.test(line))) || isDerived(said))
    return { name: 'vendored', why: 'its header says so' };
  const load = LOADS.find(
    ({ languages, patterns }) =>
      languages.includes(language.name) && patterns.every((pattern) => pattern.test(text)),
  );
  return load === undefined ? role : { name: load.role, why: null };
}

function isDerived(said: readonly string[]): boolean {
  return said.some((line) => DERIVED.test(line)) && said.some((line) => UPSTREAM.test(line));
}

function isMinified(text: string, lines: number, { name }: Language): boolean {
  const isMeasured = isCode(name) || name === 'CSS';
  return isMeasured && text.length > MINIFIED_CHARACTERS && text.length / Math.max(lines, 1) > MINIFIED_LINE;
}

function saysGenerated(line: string, isSource: boolean): boolean {
  if (GENERATED.some((pattern) => pattern.test(line))) return true;
  return isSource && !SCAFFOLD.test(line) && GENERATED_SOURCE.some((pattern) => pattern.test(line));
}

/** Lines between the comments at the top of a file that are no code of its own. */
const PREAMBLE =
  /^(#!|package\b|namespace\b|<\?php|<\?xml|<!doctype|['"]use |#pragma|#ifndef|#define|#include|import\b|from\b|using\b|\{)/i;

/** The text of the comment lines before the code begins, each without its marks. */
function headComments(text: string, { comment }: Language): string[] {
  const said: string[] = [];
  let open: string | null = null;
  for (const source of text.slice(0, HEAD_CHARACTERS).split('\n')) {
    const line = source.trim();
    const close: string | null = open ?? blockOpenedBy(line);
    const isComment =
      close !== null || (comment !== null && line.startsWith(comment)) || /^#[^\w!]/.test(line);
    if (!isComment) {
      if (line === '' || PREAMBLE.test(line)) continue;
      break;
    }
    said.push(line.replace(/^[^\p{L}\p{N}@]+/u, ''));
    const rest: string = open === null ? line.slice(3) : line;
    open = close === null || rest.includes(close) ? null : close;
  }
  return said;
}

/** How block comments begin, and what ends them. */
const BLOCKS: readonly (readonly [begin: string, end: string])[] = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['"""', '"""'],
  ["'''", "'''"],
  ['(*', '*)'],
  ['{-', '-}'],
  ['=begin', '=end'],
];

/** What ends the block comment that a line begins; null if it begins none. */
function blockOpenedBy(line: string): string | null {
  return BLOCKS.find(([begin]) => line.startsWith(begin))?.[1] ?? null;
}
