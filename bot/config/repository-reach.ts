/**
 * Where the files of a repository are: it may keep its history elsewhere, by a `.git` file, as a linked work tree, by links
 * or by borrowed objects. Whoever may name a folder must not read another repository through it.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** More borrowing repositories in a row than git itself follows. */
const MOST_FOLDERS = 50;

/** Returns the real paths of all folders that reading this repository reads; what is not there is left out. */
export function foldersOf(path: string): string[] {
  const gitDir = real(pointedTo(path) ?? join(path, '.git')) ?? path;
  const common = textOf(join(gitDir, 'commondir'));
  const commonDir = common === null ? gitDir : resolve(gitDir, common);
  const parts = ['HEAD', 'config', 'refs', 'packed-refs', 'shallow'].map((name) => join(commonDir, name));
  const found = new Set([path, gitDir, commonDir, join(gitDir, 'HEAD'), ...parts]);
  const stores = [join(commonDir, 'objects')];
  for (const store of stores) {
    found.add(store).add(join(store, 'pack')).add(join(store, 'info'));
    const lines = (textOf(join(store, 'info', 'alternates')) ?? '').split('\n');
    const borrowed = lines.filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of borrowed) {
      const next = resolve(store, line.startsWith('"') ? unquoted(line) : line);
      if (!stores.includes(next) && stores.length < MOST_FOLDERS) stores.push(next);
    }
  }
  return [...found].flatMap((folder) => real(folder) ?? []);
}

function pointedTo(path: string): string | null {
  const pointer = /^gitdir: (.+)/.exec(textOf(join(path, '.git')) ?? '')?.[1];
  return pointer === undefined ? null : resolve(path, pointer);
}

/** Null for what is no plain file. */
function textOf(file: string): string | null {
  try {
    return statSync(file).isFile() ? readFileSync(file, 'utf8').trimEnd() : null;
  } catch {
    return null;
  }
}

function unquoted(line: string): string {
  return line.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
}

function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
