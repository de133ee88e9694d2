/** How Python finds a module: from the highest folder of its package, from the repository's root, beside a script. Pure. */
import { posix } from 'node:path';
import type { Resolution, Specifier } from './specifier.ts';

export function createPythonResolver(
  paths: readonly string[],
  known: ReadonlySet<string>,
): (from: string, specifier: Specifier) => Resolution {
  const index = indexOf(paths, known);
  const find = (from: string, dotted: string): string | null => moduleAt(from, dotted, index, known);
  return (from, { name, members, guess }) => {
    if (name.endsWith('*')) return { to: [], maybe: under(from, name.slice(0, -1), index) };
    if (guess === true) {
      const found =
        find(from, name) ??
        find(from, name.replace(/\.\w+$/, '')) ??
        find(from, name.replace(/(\.\w+){2}$/, ''));
      return { to: [], maybe: found === null ? [] : [found] };
    }
    const separator = name === '' || name.endsWith('.') ? '' : '.';
    const submodules = (members ?? []).map((member) => find(from, `${name}${separator}${member}`));
    const found = submodules.filter((path) => path !== null);
    // `from . import cli` loads the submodule and reads nothing of the package itself.
    if (members !== undefined && found.length === members.length) return { to: found, maybe: [] };
    const module = find(from, name) ?? (name.startsWith('.') ? null : holderOf(from, name, find));
    return { to: module === null ? found : [...found, module], maybe: [] };
  };
}

/** Of `import a.b.c` where `c` is no file: the nearest of `a.b` and `a` that is one. */
function holderOf(
  from: string,
  name: string,
  find: (from: string, dotted: string) => string | null,
): string | null {
  for (let cut = name.lastIndexOf('.'); cut > 0; cut = name.lastIndexOf('.', cut - 1)) {
    const found = find(from, name.slice(0, cut));
    if (found !== null) return found;
  }
  return null;
}

interface Index {
  /** dotted name, from the root and from the highest folder of the package → files */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** last part of the dotted name → every dotted path */
  readonly byStem: ReadonlyMap<string, readonly { readonly dotted: string; readonly path: string }[]>;
}

function indexOf(paths: readonly string[], known: ReadonlySet<string>): Index {
  const byName = new Map<string, string[]>();
  const byStem = new Map<string, { dotted: string; path: string }[]>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path)) continue;
    const parts = path.replace(/((^|\/)__init__)?\.pyi?$/, '').split('/');
    let top = path.endsWith('__init__.py') ? parts.length : parts.length - 1;
    while (top > 0 && known.has(`${parts.slice(0, top).join('/')}/__init__.py`)) top -= 1;
    const dotted = parts.join('.');
    for (const name of new Set([dotted, parts.slice(top).join('.')])) {
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [path]);
      else same.push(path);
    }
    const stem = parts.at(-1) ?? '';
    const alike = byStem.get(stem);
    if (alike === undefined) byStem.set(stem, [{ dotted, path }]);
    else alike.push({ dotted, path });
  }
  return { byName, byStem };
}

function moduleAt(from: string, name: string, index: Index, known: ReadonlySet<string>): string | null {
  const [, dots = '', dotted = ''] = /^(\.*)(.*)/.exec(name) ?? [];
  const way = dotted.replaceAll('.', '/');
  if (dots !== '') {
    const folder = posix.join(posix.dirname(from), '../'.repeat(dots.length - 1) || '.');
    return fileOf(posix.join(folder, way), known);
  }
  const folder = posix.dirname(from);
  const script = !known.has(posix.join(folder, '__init__.py'));
  const beside = fileOf(posix.join(folder, way), known);
  if (script && beside !== null) return beside;
  const found = nearestTo(from, index.byName.get(dotted) ?? []) ?? beside;
  if (found !== null || !dotted.includes('.')) return found;
  // a package below a folder that is on the path when the program runs (`backend/app/…` as `app.…`)
  const alike = index.byStem.get(dotted.slice(dotted.lastIndexOf('.') + 1)) ?? [];
  const ending = alike.filter((one) => one.dotted.endsWith(`.${dotted}`)).map(({ path }) => path);
  return nearestTo(from, ending);
}

function fileOf(base: string, known: ReadonlySet<string>): string | null {
  return (
    [`${base}.py`, posix.join(base, '__init__.py'), `${base}.pyi`].find((path) => known.has(path)) ?? null
  );
}

/** Of several with one name, the one that shares most folders with the importer; of equals, the first. */
function nearestTo(from: string, found: readonly string[]): string | null {
  if (found.length <= 1) return found[0] ?? null;
  const folders = from.split('/');
  const shared = (path: string): number => {
    const parts = path.split('/');
    const differs = folders.findIndex((folder, at) => folder !== parts[at]);
    return differs === -1 ? folders.length : differs;
  };
  return found.reduce((best, path) => (shared(path) > shared(best) ? path : best));
}

function under(from: string, start: string, { byName }: Index): string[] {
  const relative = /^\.+/.exec(start)?.[0].length ?? 0;
  if (relative > 0) {
    const folder = posix.join(posix.dirname(from), '../'.repeat(relative - 1) || '.');
    return [...byName.values()].flat().filter((path) => path.startsWith(`${folder}/`));
  }
  return [...byName].filter(([name]) => name.startsWith(start)).flatMap(([, paths]) => paths);
}
