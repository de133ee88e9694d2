/** Numbers, lists, paths and shortened texts, as flows show them. */

import { capitalized, plural as count, cutText } from '../runner/core/wording.ts';

export { capitalized, count, cutText };

/** `1 file`, `1204 files`: a count without thousands separators. */
export function many(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? '' : 's'}`;
}

/** `a, b and 4 more`, with at most `most` items named. */
export function list(items: readonly string[], most = 3): string {
  const named = items.slice(0, most);
  const rest = items.length - named.length;
  if (rest > 0) return `${named.join(', ')} and ${rest.toLocaleString('en-US')} more`;
  const last = named.pop();
  return named.length === 0 ? (last ?? '') : `${named.join(', ')} and ${last}`;
}

/** The words of a list that is stored as text, such as a parameter of a step. */
export function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}

/** A path for a title: all of it, or its last folders if it is too long. */
export function shortPath(path: string, most = 44): string {
  if (path.length <= most) return path;
  const end = path.slice(path.length - most + 2);
  const folder = end.indexOf('/');
  return folder === -1 || folder === end.length - 1 ? `…${end}` : `…${end.slice(folder)}`;
}

/** `src/a.ts:12`, `src/a.ts:12-40`, or the path alone. */
export function place(at: { path: string | null; line: number | null; end?: number | null }): string {
  const path = at.path ?? '';
  if (at.line === null) return path;
  return at.end === null || at.end === undefined || at.end <= at.line
    ? `${path}:${at.line}`
    : `${path}:${at.line}-${at.end}`;
}

/** A function within a sentence: `` `App.open()` ``, or for an unnamed one `` callback of `useEffect` in `Cart` ``. */
export function functionName(name: string): string {
  // Ruby writes no parentheses; a private method of JavaScript is `Batch.#commit()`.
  if (/\w#|[!?=]/.test(name)) return `\`${name}\``;
  return name.includes(' ')
    ? name.replace(/\b(of|in|by) (?!function\b|callback\b|anonymous\b)(\S+)/g, '$1 `$2`')
    : `\`${name}()\``;
}

/** `4 files import it`, `nothing imports it`. */
export function importedBy(files: number): string {
  return files === 0 ? 'nothing imports it' : `${count(files, 'file imports', 'files import')} it`;
}

/** Cuts text to `most` UTF-16 units, between words if possible. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

const LONGEST_LINE = 160;

/** The first line, trimmed, cut at 160 characters. */
export function cutLine(text: string, longest = LONGEST_LINE): string {
  return cutText((text.trim().split(/\r\n|\n|\r/)[0] ?? '').trim(), longest);
}

/** All lines joined into one, cut like `cutLine`. */
export function oneLine(text: string, longest: number): string {
  return cutLine(text.replace(/\s+/g, ' '), longest);
}
