/**
 * Which language a file is written in: by its name, or by the interpreter that its first line names. The file stays in
 * git, and nothing of it is executed. A file in no known language is not source.
 */
import { BY_INTERPRETER, BY_NAME, DESCRIBING, type LineComment, PROGRAMMING } from './language-table.ts';

/** `comment` is what begins a line comment. */
export interface Language {
  readonly name: string;
  readonly comment: LineComment;
}

const TABLE = [...PROGRAMMING, ...DESCRIBING];
const LANGUAGES = new Map(TABLE.map(([name, comment]): [string, Language] => [name, { name, comment }]));
const BY_EXTENSION = new Map(
  TABLE.flatMap(([name, , extensions]) => extensions.split(' ').map((extension) => [extension, name])),
);
/** Linguist's names for languages that share a row here, as `linguist-language` gives them. */
const BY_ANY_CASE = new Map([
  ...TABLE.map(([name]): [string, string] => [name.toLowerCase(), name]),
  ...['tsx', 'typescriptreact'].map((alias): [string, string] => [alias, 'TypeScript']),
  ...['jsx', 'js', 'node'].map((alias): [string, string] => [alias, 'JavaScript']),
  ...['scss', 'sass', 'less'].map((alias): [string, string] => [alias, 'CSS']),
  ...['plpgsql', 'tsql', 'plsql'].map((alias): [string, string] => [alias, 'SQL']),
  ['golang', 'Go'],
  ['cpp', 'C++'],
  ['csharp', 'C#'],
]);

/** Languages in which something is described rather than programmed: never measured as code. */
const DATA = new Set(DESCRIBING.map(([name]) => name));

/** A path without the quotes that git puts around unusual names. */
export function bareName(path: string): string {
  return path.startsWith('"') && path.endsWith('"') ? path.slice(1, -1) : path;
}

/** By the name alone; null if neither the name nor its extension is known. */
export function languageOf(path: string): Language | null {
  const bare = bareName(path);
  const name = bare.slice(bare.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return named(BY_NAME[name] ?? (extension === name ? undefined : BY_EXTENSION.get(extension)));
}

/** By the interpreter of the first line (`#!/usr/bin/env -S node --flag`); null if there is none that is known. */
export function languageOfFirstLine(text: string): Language | null {
  if (!text.startsWith('#!')) return null;
  const words = text.slice(2, 200).split('\n', 1)[0]?.trim().split(/\s+/) ?? [];
  const [program = '', ...rest] = words;
  const isEnv = program.endsWith('/env');
  const interpreter = isEnv ? (rest.find((word) => !/^-|=/.test(word)) ?? '') : program;
  const name = interpreter.slice(interpreter.lastIndexOf('/') + 1).toLowerCase();
  return named(BY_INTERPRETER[name] ?? BY_INTERPRETER[name.replace(/[\d.]+$/, '')]);
}

/** By the name that `linguist-language` gives it; null if it is not known here. */
export function languageNamed(name: string): Language | null {
  return named(
    BY_ANY_CASE.get(name.toLowerCase().replaceAll('-', ' ')) ?? BY_ANY_CASE.get(name.toLowerCase()),
  );
}

function named(name: string | undefined): Language | null {
  return name === undefined ? null : (LANGUAGES.get(name) ?? null);
}

/** Whether a language is one that programs are written in. */
export function isCode(language: string | null): boolean {
  return language !== null && !DATA.has(language);
}

export function isEcmaScript(language: string | null): boolean {
  return language === 'TypeScript' || language === 'JavaScript';
}
