/** How the rules put numbers, lists and paths into words. */

/** `1 file`, `1,204 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** `a, b and 4 more`, with at most `most` named. */
export function list(items: readonly string[], most = 3): string {
  const named = items.slice(0, most);
  const rest = items.length - named.length;
  if (rest > 0) return `${named.join(', ')} and ${rest.toLocaleString('en-US')} more`;
  const last = named.pop();
  return named.length === 0 ? (last ?? '') : `${named.join(', ')} and ${last}`;
}

/** A path for a title: its end, from a folder on, when the whole is too long. */
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

/** At most `most` characters, cut between words where there are any. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** What a function is called in a sentence that begins with it. */
export function functionName(name: string): string {
  return /^[\p{L}_$#][\p{L}\p{N}_$#.]*$/u.test(name) ? name : 'A function without a name';
}

/** `4 files import it`, `nothing imports it`. */
export function importedBy(files: number): string {
  return files === 0 ? 'nothing imports it' : `${count(files, 'file imports', 'files import')} it`;
}
