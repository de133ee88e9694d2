/** Where files outside of a change name what it breaks: documents that are wrong now, and code that has to follow. */
import { posix } from 'node:path';
import type { GrepHit, Repository } from '../../../../runner/core/ports/repository.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { compare } from '../../../ordering.ts';
import { isCode, isEcmaScript } from '../../roles/languages.ts';

/** A symbol or route that callers lose, or must use in another way. */
export interface Broken {
  readonly what: 'export' | 'route';
  /** as its fact is called */
  readonly name: string;
  readonly change: 'removed' | 'changed';
  /** the file that declared it */
  readonly path: string;
}

export interface Mention extends Broken {
  readonly in: 'document' | 'code';
  readonly at: { readonly path: string; readonly line: number; readonly quote: string };
}

interface Asked {
  readonly repository: Repository;
  readonly files: readonly ScopeFile[];
  /** paths that the change touches; they have followed */
  readonly changed: ReadonlySet<string>;
}

/** More are not searched for. */
const MOST_NAMES = 40;
const MOST_HITS = 3_000;
const LEAST_LENGTH = 4;

export async function mentionsOf(broken: readonly Broken[], asked: Asked): Promise<Mention[]> {
  const symbols = broken
    .filter(({ what, name }) => what === 'export' && wordOf(name).length >= LEAST_LENGTH)
    .slice(0, MOST_NAMES);
  const routes = broken.filter(({ what, name }) => what === 'route' && isTelling(name)).slice(0, MOST_NAMES);
  const found = [...(await symbolMentions(symbols, asked)), ...(await routeMentions(routes, asked))];
  return found.sort((a, b) => compare(a.at.path, b.at.path) || a.at.line - b.at.line);
}

/** The last part of `Shop#open`, `Shop.open`, `shop::open`. */
export function wordOf(name: string): string {
  return name.split(/[.#]|::/).at(-1) ?? name;
}

async function symbolMentions(symbols: readonly Broken[], asked: Asked): Promise<Mention[]> {
  const words = [...new Set(symbols.map(({ name }) => wordOf(name)))].filter((word) => /^\w+$/.test(word));
  if (words.length === 0) return [];
  const pattern = `(${words.join('|')})`;
  const hits = await asked.repository.grep({ pattern, fixed: false, word: true, most: MOST_HITS });
  // Where there are more, it is not known what of them is left out.
  if (hits.length >= MOST_HITS) return [];
  const files = new Map(asked.files.map((file) => [file.path, file]));
  const mentions: Mention[] = [];
  for (const symbol of symbols) {
    const use = useOf(symbol.name);
    const own = hits.filter(({ text }) => use.test(text));
    const isAlive = own.some((hit) => isSource(files.get(hit.path)) && !isComment(hit.text));
    if (symbol.change === 'removed' && !isAlive)
      mentions.push(
        ...own
          .filter((hit) => isDocumented(hit, symbol, files))
          .map((hit) => mentionOf(symbol, hit, 'document')),
      );
    const users = new Map(
      own
        .filter((hit) => isUser(files.get(hit.path), symbol, asked) && !isComment(hit.text))
        .map((hit) => [hit.path, hit]),
    );
    for (const hit of users.values()) {
      const text = (await asked.repository.read(hit.path))?.text ?? '';
      if (isImported(symbol, hit.path, text)) mentions.push(mentionOf(symbol, hit, 'code'));
    }
  }
  return mentions;
}

/** A member by its object where that has the name of a variable, else behind a dot; anything else as a word. */
function useOf(name: string): RegExp {
  const word = wordOf(name);
  const owner = /^(.+)\.[^.]+$/.exec(name)?.[1] ?? '';
  if (/^[a-z][\w$]*$/.test(owner)) return new RegExp(`\\b${owner}\\.${word}\\b`);
  return new RegExp(word === name ? `\\b${word}\\b` : `(?:[.>:#]|\\bdef )${word}\\b`);
}

function mentionOf(broken: Broken, { path, line, text }: GrepHit, where: Mention['in']): Mention {
  return { ...broken, in: where, at: { path, line, quote: text } };
}

/** Examples and tests that use a name do not keep it alive. */
function isSource(file: ScopeFile | undefined): boolean {
  return file !== undefined && isCode(file.language) && ['src', 'generated', 'vendored'].includes(file.role);
}

const isComment = (line: string): boolean => /^\s*(?:\/\/|\*|\/\*|#(?!\[|include)|--|<!--)/.test(line);

/** What a document says of the past is right as it is. */
const PAST_FILE =
  /(?:^|\/)(?:change(?:s|log)|history|news|releases?|release[-_ ]?notes|whats?[-_ ]?new|upgrad\w*|migrat\w*|.*(?:changelog|migration|upgrade|release-notes|v\d+-to-).*)(?:\.[^/]*|\/.*)?$/i;
const PAST =
  /\b(?:removed?|removal|deprecat\w*|no longer|renamed|replaced|formerly|previously|dropped|instead of|was called|breaking)\b/i;

/** `name(` or a code span, in a document that is about the present. */
function isDocumented(
  { path, text }: GrepHit,
  { name }: Broken,
  files: ReadonlyMap<string, ScopeFile>,
): boolean {
  if (files.get(path)?.role !== 'docs' || PAST_FILE.test(path) || PAST.test(text)) return false;
  const word = wordOf(name);
  return new RegExp(`\\b${word}\\(|\`[^\`]*\\b${word}\\b[^\`]*\``).test(text);
}

/** Code that others than the tests run, unchanged, and in a language that can use it. */
function isUser(file: ScopeFile | undefined, { path }: Broken, { changed, files }: Asked): boolean {
  if (file === undefined || file.path === path || changed.has(file.path)) return false;
  if (!['src', 'example', 'benchmark'].includes(file.role)) return false;
  const language = files.find((one) => one.path === path)?.language ?? null;
  const family = (one: string | null): string | null =>
    isEcmaScript(one) || /^(?:Vue|Svelte|Astro)$/.test(one ?? '') ? 'ECMAScript' : one;
  return language === null
    ? isCode(file.language) && posix.extname(file.path) === posix.extname(path)
    : family(language) === family(file.language);
}

/** Whether the file brings in what declares the name: by its file, its folder, or its class; a file beside it in Go and Java has it anyway. */
function isImported({ name, path }: Broken, user: string, text: string): boolean {
  const folder = posix.dirname(path);
  if (/\.(?:go|java|kt)$/.test(path) && posix.dirname(user) === folder) return true;
  const stem = posix.basename(path).replace(/\.[^/]*$/, '');
  const owner = /(\w+)(?:[.#]|::)[^.#:]+$/.exec(name)?.[1] ?? '';
  // A member of a type is its own only where the type is named.
  if (/^[A-Z]/.test(owner) && !new RegExp(`\\b${owner}\\b`).test(text)) return false;
  const places = [
    ...(/^(?:index|mod|lib|main|__init__)$/.test(stem) || /\.go$/.test(path)
      ? [posix.basename(folder)]
      : [stem, posix.basename(folder)]),
    ...(owner === '' ? [] : [owner]),
  ].filter((word) => word.length > 1 && !/^(?:src|lib|app)$/.test(word));
  const last = places.map((word) => word.replace(/[^\w-]/g, '\\$&')).join('|');
  const isNamed = new RegExp(`\\b(?:import|require|from|use)\\b[^\\n]*\\b${wordOf(name)}\\b`).test(text);
  return (
    isNamed ||
    (last !== '' &&
      new RegExp(`^.*\\b(?:import|require|from|use|include|load)\\b.*\\b(?:${last})\\b`, 'm').test(text))
  );
}

/** A path of which enough is fixed to be found by it. */
function isTelling(name: string): boolean {
  return fixedParts(name).join('').length >= LEAST_LENGTH;
}

function fixedParts(name: string): string[] {
  return name
    .replace(/^\S+ /, '')
    .split('/')
    .filter((part) => part !== '' && !/[:{<[*]/.test(part));
}

/** Names of an application's routes in its own front end, clients and documents. */
async function routeMentions(
  routes: readonly Broken[],
  { repository, files, changed }: Asked,
): Promise<Mention[]> {
  const roles = new Map(files.map((file) => [file.path, file]));
  const mentions: Mention[] = [];
  for (const route of routes) {
    const [method = '', path = ''] = route.name.split(/ (.*)/);
    const parts = path
      .split('/')
      .map((part) => (/[:{<[*]/.test(part) ? '[^/"\'` ]+' : part.replace(/[^\w-]/g, '\\$&')));
    const hits = await repository.grep({ pattern: parts.join('/'), fixed: false, most: 200 });
    const whole = new RegExp(`(?:["'\`}\\s:]|https?://[^/\\s]*)${parts.join('/')}/?(?:["'\`?\\s)]|$)`);
    for (const hit of hits) {
      const file = roles.get(hit.path);
      if (file === undefined || changed.has(hit.path) || !whole.test(hit.text) || PAST_FILE.test(hit.path))
        continue;
      const isAsked =
        new RegExp(`\\b${method}\\b`, 'i').test(hit.text) || method === 'GET' || method === 'ANY';
      if (!isAsked) continue;
      if (file.role === 'docs' && !PAST.test(hit.text)) mentions.push(mentionOf(route, hit, 'document'));
      else if (['src', 'example'].includes(file.role) && !isComment(hit.text))
        mentions.push(mentionOf(route, hit, 'code'));
    }
  }
  return mentions;
}
