/**
 * What `.gitattributes` files say about files, for the attributes by which maintainers tell GitHub Linguist what a file
 * is. Read from the texts at the pinned commit, in every folder, by git's own rules: the file nearest to a path wins, in
 * it the last line. Pure.
 */
import { folderOf } from '../../folders.ts';

/** true: set; false: unset (`-name`); a string: `name=value`. */
export type Value = boolean | string;
export type Attributes = ReadonlyMap<string, Value>;

interface Line {
  readonly matches: (path: string) => boolean;
  /** null: `!name`, as if it was never said */
  readonly values: readonly (readonly [name: string, value: Value | null])[];
}

const NOTHING: Attributes = new Map();

/** `texts`: the content of each `.gitattributes` by its path. The answer is for a path from the repository's root. */
export function attributesIn(texts: ReadonlyMap<string, string>): (path: string) => Attributes {
  const root = texts.get('.gitattributes') ?? '';
  const macros = macrosIn(root);
  const levels = new Map([...texts].map(([path, text]) => [folderOf(path), linesIn(text, macros)] as const));
  for (const [folder, lines] of levels) if (lines.length === 0) levels.delete(folder);
  if (levels.size === 0) return () => NOTHING;
  return (path) => {
    const found = new Map<string, Value>();
    for (const folder of foldersOf(path)) {
      for (const { matches, values } of levels.get(folder) ?? []) {
        if (!matches(folder === '' ? path : path.slice(folder.length + 1))) continue;
        for (const [name, value] of values) {
          if (value === null) found.delete(name);
          else found.set(name, value);
        }
      }
    }
    return found;
  };
}

/** The folders above a path, the root (`''`) first. */
function foldersOf(path: string): string[] {
  const folders = [''];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

type Macros = ReadonlyMap<string, readonly string[]>;

/** `[attr]name a -b c=d` defines a name for several attributes; only the file at the root may. */
function macrosIn(text: string): Macros {
  const own = text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('[attr]'))
    .map((line) => line.slice('[attr]'.length).trim().split(/\s+/))
    .map(([name = '', ...states]): [string, string[]] => [name, states]);
  return new Map([['binary', ['-diff', '-merge', '-text']], ...own]);
}

function linesIn(text: string, macros: Macros): Line[] {
  return text.split(/\r?\n/).flatMap((source) => {
    const line = source.trimStart();
    if (line === '' || line.startsWith('#') || line.startsWith('[attr]')) return [];
    const [pattern, rest] = splitPattern(line);
    // A pattern that ends in a slash matches folders, which have no attributes; one cannot be negated.
    if (pattern.startsWith('!') || pattern.endsWith('/')) return [];
    const states = rest.split(/\s+/).filter((state) => state !== '');
    const values = states.flatMap((state) => valuesOf(state, macros));
    return values.length === 0 ? [] : [{ matches: matcher(pattern), values }];
  });
}

/** The pattern is the first word, or is quoted as in C. */
function splitPattern(line: string): [pattern: string, rest: string] {
  const quoted = /^"((?:[^"\\]|\\.)*)"(?=\s|$)/.exec(line);
  if (quoted !== null) return [(quoted[1] ?? '').replace(/\\(["\\])/g, '$1'), line.slice(quoted[0].length)];
  const space = /\s/.exec(line)?.index ?? line.length;
  return [line.slice(0, space), line.slice(space)];
}

function valuesOf(state: string, macros: Macros): [string, Value | null][] {
  if (state.startsWith('-')) return [[state.slice(1), false]];
  if (state.startsWith('!')) return [[state.slice(1), null]];
  const equals = state.indexOf('=');
  if (equals !== -1) return [[state.slice(0, equals), flagOf(state.slice(equals + 1))]];
  const within = (macros.get(state) ?? []).filter((name) => !macros.has(name));
  return [[state, true], ...within.flatMap((name) => valuesOf(name, macros))];
}

/** Linguist takes `=true` and `=false` for set and unset. */
function flagOf(text: string): Value {
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** Without a slash a pattern is about names, in any folder below; with one, about the path from its own folder. */
function matcher(pattern: string): (path: string) => boolean {
  const parts = pattern.replace(/^\//, '').split('/');
  const folders = parts.flatMap((part, index) => {
    if (part !== '**' || parts.length === 1) return [nameMatcher(part)];
    // At the end it stands for at least one name.
    return index === parts.length - 1 ? [() => true, ANY] : [ANY];
  });
  if (pattern.includes('/')) return (path) => matchesAll(folders, path.split('/'));
  return (path) => matchesAll(folders, [path.slice(path.lastIndexOf('/') + 1)]);
}

/** Stands for any number of items. */
const ANY = null;
type Item = ((item: string) => boolean) | typeof ANY;

/** In linear steps for each `ANY`, whatever a hostile pattern looks like: on a mismatch only the last one takes more. */
function matchesAll(pattern: readonly Item[], items: readonly string[]): boolean {
  let at = 0;
  let last = -1;
  let resume = 0;
  for (let index = 0; index < items.length; ) {
    const item = pattern[at];
    if (item === ANY) {
      last = at++;
      resume = index;
    } else if (item?.(items[index] ?? '')) {
      at += 1;
      index += 1;
    } else if (last !== -1) {
      at = last + 1;
      index = ++resume;
    } else return false;
  }
  return pattern.slice(at).every((item) => item === ANY);
}

/** One name of a path. As in git's wildmatch, several `*` are one. */
function nameMatcher(part: string): (name: string) => boolean {
  const tokens = part.match(/\*+|\[[!^]?\]?(?:\[:\w+:\]|\\.|[^\]])*\]|\\.|[\s\S]/gu) ?? [];
  const items = tokens.map(itemOf);
  return (name) => matchesAll(items, [...name]);
}

function itemOf(token: string): Item {
  if (token.startsWith('*')) return ANY;
  if (token === '?') return () => true;
  if (token.length > 2 && token.startsWith('[')) return classOf(token);
  const character = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  return (item) => item === character;
}

const NAMED_CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
};

/** `[a-z]`, `[!a-z]`, `[[:digit:]]`; a class that is none, such as `[z-a]`, matches nothing. */
function classOf(token: string): (item: string) => boolean {
  const inner = token.slice(1, -1).replace(/^[!^]/, '');
  const negated = inner.length < token.length - 2;
  const body = inner.replace(/\[:(\w+):\]|\\([\\\]^-])|[\\[\]^]/g, (all, name?: string, escaped?: string) => {
    if (name !== undefined) return NAMED_CLASSES[name] ?? '';
    return `\\${escaped ?? all}`;
  });
  try {
    const expression = new RegExp(`^[${negated ? '^' : ''}${body}]$`, 'su');
    return (item) => expression.test(item);
  } catch {
    return () => false;
  }
}
