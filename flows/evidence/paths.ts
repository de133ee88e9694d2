/** Paths of a run that match no file: which they are, and what in the repository is near them. */
import { nearest } from '../../runner/core/errors.ts';

const WILDCARD = /[*?[{]/;
const MOST_LISTED = 5;

/** The paths that match none of these files. */
export function unmatchedPaths(paths: readonly string[], files: readonly string[]): string[] {
  return paths.filter((path) => !files.some(selector([path])));
}

/** What is wrong with paths that match none of these files, and what is near; null when one of them matches. */
export function pathFault(paths: readonly string[], files: readonly string[]): string | null {
  if (paths.length === 0 || files.some(selector(paths))) return null;
  const asked = paths.map((path) => JSON.stringify(path)).join(', ');
  const near = [...new Set(paths.flatMap((path) => nearestPaths(path, files)))].slice(0, MOST_LISTED);
  const hint = near.length > 0 ? `Nearest: ${near.join(', ')}.` : listing(files, '');
  const count = `${files.length} file${files.length === 1 ? '' : 's'}`;
  return `No file matches ${asked}: none of the ${count} at this commit. ${hint} Paths count from the repository's root.`;
}

/** Follows the path while its folders exist or nearly do; else looks for its names anywhere. */
function nearestPaths(path: string, files: readonly string[]): string[] {
  const parts = path
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
    .split('/');
  const plain = parts.slice(0, parts.findIndex((part) => WILDCARD.test(part)) >>> 0);
  let folder = '';
  for (const part of plain) {
    const names = [...childrenOf(files, folder)];
    const [name] = names.includes(part) ? [part] : nearest(part, names, 1);
    if (name === undefined) return anywhere(part, files);
    folder = folder === '' ? name : `${folder}/${name}`;
  }
  return folder === '' ? [] : [folder];
}

/** Files and folders whose own name is near, wherever they are. */
function anywhere(name: string, files: readonly string[]): string[] {
  const places = new Map<string, string>();
  for (const file of files) {
    for (let end = file.indexOf('/'); ; end = file.indexOf('/', end + 1)) {
      const place = end === -1 ? file : file.slice(0, end);
      const own = place.slice(place.lastIndexOf('/') + 1);
      if (!places.has(own)) places.set(own, place);
      if (end === -1) break;
    }
  }
  return nearest(name, [...places.keys()], 3).flatMap((own) => places.get(own) ?? []);
}

function childrenOf(files: readonly string[], folder: string): Set<string> {
  const start = folder === '' ? '' : `${folder}/`;
  const below = files.filter((file) => file.startsWith(start)).map((file) => file.slice(start.length));
  return new Set(below.map((rest) => rest.split('/')[0] ?? rest));
}

function listing(files: readonly string[], folder: string): string {
  const names = [...childrenOf(files, folder)].sort();
  const more = names.length > MOST_LISTED ? ', …' : '';
  return names.length === 0 ? '' : `There are: ${names.slice(0, MOST_LISTED).join(', ')}${more}.`;
}

export function selector(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => true;
  const patterns = globs.map(expression);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function expression(glob: string): RegExp {
  const trimmed = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  if (trimmed === '' || trimmed === '.') return /^/;
  const anywhere = trimmed.includes('/') ? '' : '(?:.*/)?';
  try {
    return new RegExp(`^${anywhere}${translate(trimmed)}(?:/.*)?$`, 'u');
  } catch {
    // Not a glob after all (`a{b`, `[z-a]`): the characters themselves.
    return new RegExp(`^${anywhere}${literal(trimmed)}(?:/.*)?$`, 'u');
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/gu, '\\$&');
}

function translate(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|\[!?[^\]/]+\]|[\s\S]/gu, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1 && token.startsWith('[')) return token.replace('[!', '[^').replaceAll('\\', '\\\\');
    if (token === '{') return open();
    if (token === '}') return close();
    if (token === ',' && depth > 0) return '|';
    return literal(token);
  });

  function open(): string {
    depth += 1;
    return '(?:';
  }
  function close(): string {
    if (depth === 0) return '\\}';
    depth -= 1;
    return ')';
  }
}
