/**
 * Which language a file is written in, by its name alone: the file stays in git, and nothing of it is executed.
 * `comment` is what begins a line comment; a language without one (JSON, Markdown) is data, and is not counted as code.
 */
export interface Language {
  readonly name: string;
  readonly comment: '//' | '#' | '--' | '%' | ';' | '"' | '<!--' | null;
}

const C = '//';
const HASH = '#';

const TABLE: readonly (readonly [name: string, comment: Language['comment'], extensions: string])[] = [
  ['TypeScript', C, 'ts tsx mts cts'],
  ['JavaScript', C, 'js jsx mjs cjs'],
  ['Python', HASH, 'py pyi pyw'],
  ['Go', C, 'go'],
  ['Rust', C, 'rs'],
  ['Java', C, 'java'],
  ['Kotlin', C, 'kt kts'],
  ['Scala', C, 'scala sc'],
  ['Groovy', C, 'groovy gradle'],
  ['C', C, 'c h'],
  ['C++', C, 'cc cpp cxx hh hpp hxx'],
  ['C#', C, 'cs'],
  ['Objective-C', C, 'm mm'],
  ['Swift', C, 'swift'],
  ['Dart', C, 'dart'],
  ['PHP', C, 'php'],
  ['Ruby', HASH, 'rb rake'],
  ['Perl', HASH, 'pl pm'],
  ['Elixir', HASH, 'ex exs'],
  ['Erlang', '%', 'erl hrl'],
  ['Haskell', '--', 'hs'],
  ['OCaml', null, 'ml mli'],
  ['Clojure', ';', 'clj cljs cljc'],
  ['Lua', '--', 'lua'],
  ['R', HASH, 'r'],
  ['Julia', HASH, 'jl'],
  ['Zig', C, 'zig'],
  ['Shell', HASH, 'sh bash zsh'],
  ['PowerShell', HASH, 'ps1 psm1'],
  ['SQL', '--', 'sql'],
  ['Vue', C, 'vue'],
  ['Svelte', C, 'svelte'],
  ['HTML', '<!--', 'html htm'],
  ['CSS', C, 'css scss sass less'],
  ['GraphQL', HASH, 'graphql gql'],
  ['Protocol Buffers', C, 'proto'],
  ['HCL', HASH, 'tf hcl'],
  ['Makefile', HASH, 'mk'],
  ['Markdown', null, 'md mdx markdown'],
  ['JSON', null, 'json jsonc json5'],
  ['YAML', HASH, 'yaml yml'],
  ['TOML', HASH, 'toml'],
  ['XML', null, 'xml'],
];

const BY_EXTENSION = new Map(
  TABLE.flatMap(([name, comment, extensions]) =>
    extensions.split(' ').map((extension): [string, Language] => [extension, { name, comment }]),
  ),
);

const BY_NAME = new Map<string, Language>([
  ['dockerfile', { name: 'Dockerfile', comment: '#' }],
  ['containerfile', { name: 'Dockerfile', comment: '#' }],
  ['makefile', { name: 'Makefile', comment: '#' }],
  ['rakefile', { name: 'Ruby', comment: '#' }],
  ['gemfile', { name: 'Ruby', comment: '#' }],
]);

/** Languages in which a program's structure is described rather than written: never measured as code. */
const DATA = new Set(['Markdown', 'JSON', 'YAML', 'TOML', 'XML', 'HTML', 'CSS', 'Makefile', 'Dockerfile']);

/** A path without the quotes that git puts around unusual names. */
export function bareName(path: string): string {
  return path.startsWith('"') && path.endsWith('"') ? path.slice(1, -1) : path;
}

export function languageOf(path: string): Language | null {
  const bare = bareName(path);
  const name = bare.slice(bare.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return BY_NAME.get(name) ?? (extension === name ? null : (BY_EXTENSION.get(extension) ?? null));
}

/** Whether a language is one that programs are written in. */
export function isCode(language: string | null): boolean {
  return language !== null && !DATA.has(language);
}

export function isEcmaScript(language: string | null): boolean {
  return language === 'TypeScript' || language === 'JavaScript';
}
