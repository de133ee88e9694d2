/**
 * How JavaScript and TypeScript find a module: by path, with the endings that compilers and bundlers try; by the
 * `paths` of the nearest tsconfig; by the name of a package of the same repository; and from a built output back to
 * its source. What is not found but looks like a file of the repository is a guess.
 */
import { posix } from 'node:path';
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import { type EcmaScriptPackage, readPackages, targetsOf } from './ecmascript-packages.ts';
import { createFileFinder, type FileFinder, withoutEnding } from './file-finder.ts';
import type { Resolution } from './specifier.ts';
import { type Aliases, aliasTargets, readAliases } from './tsconfig-paths.ts';

/** A specifier with one of these endings loads no code. */
const ASSET =
  /\.(?:css|s[ac]ss|less|styl|json5?|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|md|txt|html?|wasm|node|ya?ml|graphql|gql|sql)$/i;
/** How projects mark their own files where no tsconfig says so. */
const OWN = /^(?:[@~]\/|~|\$|#|src\/|\/)/;
export interface EcmaScriptResolver {
  resolve(from: string, name: string): Resolution;
  /** the files that manifests name, built outputs mapped back to their source */
  readonly entries: ReadonlySet<string>;
  /** the package that a file belongs to */
  packageOf(path: string): EcmaScriptPackage | null;
  /** whether those who install its package may import the file; so where there is no package */
  isOpen(path: string): boolean;
}

export async function createEcmaScriptResolver(
  repository: Repository,
  paths: readonly string[],
): Promise<EcmaScriptResolver> {
  const files = createFileFinder(paths);
  const [aliases, packages] = [await readAliases(repository, paths), await readPackages(repository, paths)];
  const byName = new Map(
    packages.toReversed().flatMap((one) => (one.name === null ? [] : [[one.name, one]])),
  );
  const nearest = packageFinder(packages);
  const source = sourceFinder(files, aliases, nearest);
  const at = (base: string): string | null => files.find(base) ?? source(base);
  const firstOf = (bases: readonly string[]): string | null => {
    for (const base of bases) {
      const path = at(base);
      if (path !== null) return path;
    }
    return null;
  };
  const context: Context = { files, aliases, byName, nearest, firstOf };
  const entriesOf = (one: EcmaScriptPackage): string[] =>
    one.entries.map((entry) => at(posix.join(one.folder, entry))).filter(isFound);
  const entries = new Map(packages.map((one) => [one, entriesOf(one)]));
  return {
    resolve: (from, name) => resolveFrom(context, from, name),
    entries: new Set([...entries.values()].flat()),
    packageOf: nearest,
    isOpen: (path) => {
      const own = nearest(path);
      return own === null || (own.open && !(own.starts && entries.get(own)?.length === 0));
    },
  };
}

interface Context {
  readonly files: FileFinder;
  readonly aliases: readonly Aliases[];
  readonly byName: ReadonlyMap<string, EcmaScriptPackage>;
  readonly nearest: (path: string) => EcmaScriptPackage | null;
  /** the first of these places that is a file or is built from one */
  readonly firstOf: (bases: readonly string[]) => string | null;
}

const NOTHING: Resolution = { to: [], maybe: [] };

function resolveFrom(context: Context, from: string, name: string): Resolution {
  const bare = name.replace(/(?!^)[?#].*$/, '');
  const { files, firstOf } = context;
  if (bare.endsWith('*')) return { to: [], maybe: files.under(startsOf(context, from, bare.slice(0, -1))) };
  if (bare.startsWith('.')) {
    const base = posix.join(posix.dirname(from), bare);
    const folder = context.nearest(`${base}/package.json`);
    const main =
      folder !== null && folder.folder === posix.normalize(base).replace(/\/$/, '') ? mainOf(folder) : [];
    const found = files.exact(base) ?? firstOf(main) ?? firstOf([base]);
    if (found !== null) return { to: [found], maybe: [] };
    return ASSET.test(bare) ? NOTHING : { to: [], maybe: files.ending(posix.basename(bare)) };
  }
  const found = firstOf([
    ...aliasTargets(from, bare, context.aliases),
    ...packageTargets(context, from, bare),
  ]);
  if (found !== null) return { to: [found], maybe: [] };
  return guess(context, from, bare);
}

function mainOf({ folder, main }: EcmaScriptPackage): string[] {
  return [...main, 'src/index', 'index'].map((entry) => posix.join(folder, entry));
}

function packageTargets({ byName, nearest }: Context, from: string, name: string): string[] {
  const own = nearest(from);
  if (name.startsWith('#')) {
    return own === null ? [] : targetsOf(own.internal, name).map((target) => posix.join(own.folder, target));
  }
  const parts = name.split('/');
  const length = name.startsWith('@') ? 2 : 1;
  const found = byName.get(parts.slice(0, length).join('/'));
  if (found === undefined) return [];
  const rest = parts.slice(length).join('/');
  if (rest === '') return mainOf(found);
  const mapped = targetsOf(found.subpaths, `./${rest}`).map((target) => posix.join(found.folder, target));
  return [...mapped, posix.join(found.folder, rest), posix.join(found.folder, 'src', rest)];
}

/** Files of this repository that a bundler's or a test runner's own alias may mean. */
function guess({ files, nearest, firstOf }: Context, from: string, name: string): Resolution {
  const own = nearest(from);
  const folder = own?.folder ?? '.';
  const [first = '', ...others] = name.split('/');
  const rest = others.join('/');
  const marked = OWN.test(name);
  const tail = /^[@~$#/]/.test(first) || first === '' ? rest : name;
  const near = marked
    ? [posix.join(folder, 'src', tail), posix.join(folder, tail), posix.join(folder, 'src/lib', rest)]
    : [];
  const found =
    tail === ''
      ? null
      : firstOf(name.startsWith('/') ? [posix.join(posix.dirname(from), name), ...near] : near);
  if (found !== null) return { to: [found], maybe: [] };
  if (ASSET.test(name)) return NOTHING;
  const scoped = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : first;
  if (!marked && (name.includes(':') || isDependency(scoped, own))) return NOTHING;
  const part = rest === '' ? (marked || name.startsWith('@') ? name.replace(/^[@~$#/]+/, '') : '') : rest;
  return part === '' ? NOTHING : { to: [], maybe: files.ending(part) };
}

function isDependency(name: string, own: EcmaScriptPackage | null): boolean {
  return own?.dependencies.has(name) ?? false;
}

/** The places that the beginning of a computed name stands for. */
function startsOf({ aliases, nearest }: Context, from: string, start: string): string[] {
  if (start.startsWith('.')) return [beside(from, start)];
  const folder = nearest(from)?.folder ?? '.';
  if (start.startsWith('/')) return [posix.join(folder, start)];
  const marked = OWN.test(start) ? [posix.join(folder, 'src', start.replace(/^[^/]*\//, ''))] : [];
  return [...aliasTargets(from, `${start}\0`, aliases).map((place) => place.replace('\0', '')), ...marked];
}

function beside(from: string, start: string): string {
  const base = posix.join(posix.dirname(from), start);
  return base === '.' || base === './' ? '' : base;
}

function packageFinder(packages: readonly EcmaScriptPackage[]): (path: string) => EcmaScriptPackage | null {
  const byFolder = new Map(packages.map((one) => [one.folder, one]));
  return (path) => {
    for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
      const found = byFolder.get(folder);
      if (found !== undefined || folder === '.') return found ?? null;
    }
  };
}

/** Maps a built file that is not in the repository to its source: by the compiler's folders, else by its name. */
function sourceFinder(
  files: FileFinder,
  aliases: readonly Aliases[],
  nearest: (path: string) => EcmaScriptPackage | null,
): (base: string) => string | null {
  return (base) => {
    const folder = nearest(base)?.folder ?? '.';
    const stem = withoutEnding(base).replace(/\.(?:min|umd|esm|cjs|es|global|prod|dev|browser)$/, '');
    const compiled = aliases.flatMap(({ output }) =>
      output !== null && stem.startsWith(`${output.to}/`) ? [output.from + stem.slice(output.to.length)] : [],
    );
    const parts = (folder === '.' ? stem : stem.slice(folder.length + 1)).split('/');
    const OUTPUT = /^(?:dist|build|out|lib|es|esm|cjs|umd|types|typings|output|bin|target|\.?_?generated)/;
    const dropped = OUTPUT.test(parts[0] ?? '')
      ? parts.slice(1).flatMap((_, index) => {
          const rest = parts.slice(index + 1).join('/');
          return ['src', 'source', 'lib', '.'].map((root) => posix.join(folder, root, rest));
        })
      : [];
    for (const candidate of [...compiled, ...dropped]) {
      const found = files.find(candidate);
      if (found !== null) return found;
    }
    return null;
  };
}

function isFound(path: string | null): path is string {
  return path !== null;
}
