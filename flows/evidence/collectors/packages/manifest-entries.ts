/** What manifests name as entry points: commands, the package's main file, the library. Only files that are there. Pure. */
import { posix } from 'node:path';
import { isObject, looseObject } from '../../../loose-json.ts';

export interface NamedEntry {
  /** where the manifest says so */
  readonly line: number;
  readonly quote: string;
  /** `command`, `program`, `main` or `library` */
  readonly how: string;
  readonly value: string;
  /** the file */
  readonly target: string;
}

/** The files that may be entered. */
export interface KnownFiles {
  has(path: string): boolean;
  /** paths of the files of a name, in path order */
  named(name: string): readonly string[];
}

type Reader = (manifest: Manifest, files: KnownFiles) => NamedEntry[];

interface Manifest {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

const READERS: Readonly<Record<string, Reader>> = {
  'package.json': npmEntries,
  'pyproject.toml': pythonEntries,
  'Cargo.toml': cargoEntries,
  'go.mod': goEntries,
  'pom.xml': mavenEntries,
};

/** Null for a file that is no manifest of a known kind. */
export function namedEntries(path: string, text: string, files: KnownFiles): NamedEntry[] | null {
  const name = posix.basename(path);
  const read = name.endsWith('.gemspec') ? gemEntries : READERS[name];
  if (read === undefined) return null;
  const folder = posix.dirname(path);
  const entries = read({ path, folder: folder === '.' ? '' : `${folder}/`, text }, files);
  const seen = new Set<string>();
  return entries.filter(({ target }) => !seen.has(target) && seen.add(target) !== undefined);
}

/** The first line that matches, as a place; the manifest's first line if none does. */
function lineOf({ text }: Manifest, pattern: RegExp): Pick<NamedEntry, 'line' | 'quote'> {
  const lines = text.split('\n');
  const at = Math.max(
    0,
    lines.findIndex((line) => pattern.test(line)),
  );
  return { line: at + 1, quote: lines[at] ?? '' };
}

function npmEntries(manifest: Manifest, files: KnownFiles): NamedEntry[] {
  const json = looseObject(manifest.text);
  if (json === null) return [];
  const { bin } = json;
  const programs = typeof bin === 'string' ? [bin] : isObject(bin) ? Object.values(bin) : [];
  const exported = isObject(json.exports) ? (json.exports['.'] ?? json.exports) : json.exports;
  const mains = [json.main, json.module, firstLeaf(exported)];
  const named: (readonly [how: string, target: unknown])[] = [
    ...programs.map((target) => ['command', target] as const),
    ...mains.map((target) => ['main', target] as const),
  ];
  const found = named.flatMap(([how, given]) => {
    if (typeof given !== 'string') return [];
    const target = sourceOf(manifest.folder, given, files);
    if (target === null) return [];
    return [{ ...lineOf(manifest, new RegExp(`"${escaped(given)}"`)), how, value: given, target }];
  });
  const index = `${manifest.folder}index.js`;
  if (found.length > 0 || mains.some((main) => typeof main === 'string') || !files.has(index)) return found;
  return [{ ...lineOf(manifest, /"name"\s*:/), how: 'main', value: 'index.js', target: index }];
}

function firstLeaf(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { types: _, ...conditions } = value;
  return firstLeaf(conditions.import ?? conditions.default ?? Object.values(conditions)[0]);
}

const OUTPUT = /^(dist|build|lib|out|esm|cjs|bundle)\/((esm|cjs|src)\/)?/;

/** The file itself, or the source that a build makes it from. */
function sourceOf(folder: string, named: string, files: KnownFiles): string | null {
  const bare = named.replace(/^\.\//, '');
  const inSource = OUTPUT.test(bare)
    ? ['src/', 'lib/', ''].map((source) => bare.replace(OUTPUT, source))
    : [];
  const candidates = [bare, ...inSource].flatMap((path) => {
    const stem = path.replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
    return [path, ...['ts', 'tsx', 'mts', 'js', 'mjs', 'cjs', 'jsx'].map((ending) => `${stem}.${ending}`)];
  });
  const found = candidates.map((path) => posix.join(folder, path)).find((path) => files.has(path));
  return found ?? null;
}

function pythonEntries(manifest: Manifest, files: KnownFiles): NamedEntry[] {
  const { folder, text } = manifest;
  const scripts = /^\[(?:project|tool\.poetry)\.scripts\]\s*\n((?:(?!\[).*\n?)*)/m.exec(text)?.[1] ?? '';
  const named = [...scripts.matchAll(/^"?([\w.-]+)"?\s*=\s*["']([\w.]+)(?::[\w.]+)?["']/gm)].flatMap(
    ([, name = '', module = '']) => {
      const target = pythonFile(folder, module, files);
      const at = lineOf(manifest, new RegExp(`^"?${escaped(name)}"?\\s*=\\s*["']${escaped(module)}`));
      return target === null ? [] : [{ ...at, how: 'command', value: name, target }];
    },
  );
  const name = /^name\s*=\s*["']([\w.-]+)["']/m.exec(text)?.[1] ?? '';
  const library = pythonFile(folder, name.toLowerCase().replaceAll('-', '_'), files);
  if (name === '' || library === null) return named;
  return [...named, { ...lineOf(manifest, /^name\s*=/), how: 'library', value: name, target: library }];
}

function pythonFile(folder: string, module: string, files: KnownFiles): string | null {
  const path = module.replaceAll('.', '/');
  const candidates = ['src/', ''].flatMap((root) => [
    `${folder}${root}${path}.py`,
    `${folder}${root}${path}/__init__.py`,
  ]);
  return candidates.find((path) => files.has(path)) ?? null;
}

function cargoEntries(manifest: Manifest, files: KnownFiles): NamedEntry[] {
  const { folder, text } = manifest;
  if (!/^\[package\]/m.test(text)) return [];
  const own = /^\[package\]\s*\n((?:(?!\[).*\n?)*)/m.exec(text)?.[1] ?? '';
  const name = /^name\s*=\s*"([^"]+)"/m.exec(own)?.[1] ?? '';
  const programs = [...text.matchAll(/^\[\[bin\]\]\s*\n((?:(?!\[).*\n?)*)/gm)].flatMap(([, table = '']) => {
    const value = /^name\s*=\s*"([^"]+)"/m.exec(table)?.[1] ?? name;
    const path = /^path\s*=\s*"([^"]+)"/m.exec(table)?.[1];
    const targets = path === undefined ? [`src/bin/${value}.rs`, 'src/main.rs'] : [path];
    const target = targets.map((one) => posix.join(folder, one)).find((path) => files.has(path));
    const at = lineOf(manifest, path === undefined ? /^\[\[bin\]\]/ : new RegExp(`"${escaped(path)}"`));
    return target === undefined ? [] : [{ ...at, how: 'command', value, target }];
  });
  const implied = [
    ['command', 'src/main.rs'],
    ['library', 'src/lib.rs'],
  ] as const;
  const usual = implied.flatMap(([how, path]) =>
    files.has(`${folder}${path}`)
      ? [{ ...lineOf(manifest, /^name\s*=/), how, value: name, target: `${folder}${path}` }]
      : [],
  );
  return [...programs, ...usual];
}

function goEntries(manifest: Manifest, files: KnownFiles): NamedEntry[] {
  const module = /^module\s+(\S+)/m.exec(manifest.text)?.[1] ?? '';
  const name =
    module
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? '';
  const target = `${manifest.folder}${name}.go`;
  if (name === '' || !files.has(target)) return [];
  return [{ ...lineOf(manifest, /^module\s/), how: 'library', value: name, target }];
}

/** A Java library is entered through the class of its name. */
function mavenEntries(manifest: Manifest, files: KnownFiles): NamedEntry[] {
  const text = manifest.text.replace(/<!--[\s\S]*?-->|<parent>[\s\S]*?<\/parent>/g, (found) =>
    found.replace(/[^\n]/g, ' '),
  );
  const artifact = /<artifactId>([\w.-]+)<\/artifactId>/.exec(text)?.[1] ?? '';
  const name = artifact.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  const root = `${manifest.folder}src/main/java/`;
  const target = files.named(`${name.join('')}.java`).find((path) => path.startsWith(root));
  if (target === undefined) return [];
  const at = lineOf({ ...manifest, text }, new RegExp(`<artifactId>${escaped(artifact)}</artifactId>`));
  return [{ ...at, how: 'library', value: artifact, target }];
}

function gemEntries(manifest: Manifest, files: KnownFiles): NamedEntry[] {
  const name =
    /\.name\s*=\s*['"]([\w-]+)['"]/.exec(manifest.text)?.[1] ?? posix.basename(manifest.path, '.gemspec');
  const target = [`lib/${name}.rb`, `lib/${name.replaceAll('-', '/')}.rb`]
    .map((path) => manifest.folder + path)
    .find((path) => files.has(path));
  if (target === undefined) return [];
  return [{ ...lineOf(manifest, /\.name\s*=|Gem::Specification/), how: 'library', value: name, target }];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
