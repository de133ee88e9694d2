/**
 * Files that nothing imports or names, and exports whose name is written nowhere else in the repository. JavaScript,
 * TypeScript and Python only, and only where the whole repository is read: what may be loaded by a name, by a
 * framework or by those who install the package counts as used.
 */
import { posix } from 'node:path';
import type { CollectorSource, FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { byWorth, placeOf } from '../../../ordering.ts';
import { count } from '../../../wording.ts';
import { draft, readable, texts } from '../../collector.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import { isLoadedByConvention } from './conventions.ts';
import { type Declaration, declarationsIn } from './declarations.ts';
import { type Edge, type ImportGraph, isWithin } from './module-graph.ts';

export async function unusedFacts(
  source: CollectorSource,
  graph: ImportGraph,
  importers: ReadonlyMap<string, readonly string[]>,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  const judge = createJudge(source.scope.files, graph, importers);
  const files = source.scope.files.filter(judge.mayBeUnused);
  const exporting = source.scope.files.filter(judge.mayHaveUnusedExports);
  if (files.length + exporting.length === 0) return [];
  const declared = new Map<string, readonly Declaration[]>();
  for await (const { file, text } of texts(source.repository, [...files, ...exporting], signal)) {
    declared.set(file.path, declarationsIn(file.language, text));
  }
  const candidates = files.filter(({ path }) => (declared.get(path) ?? []).length > 0);
  const exports = exporting.flatMap((file) => (declared.get(file.path) ?? []).map((one) => ({ file, one })));
  const { named, uses } = await mentions(
    source,
    candidates,
    new Set(exports.map(({ one }) => one.name)),
    signal,
  );
  return [
    ...candidates
      .filter(({ path }) => !named.has(path))
      .sort(
        byWorth<ScopeFile>(
          ({ lines }) => lines,
          ({ path }) => path,
        ),
      )
      .map((file) => fileFact(file, declared.get(file.path)?.[0])),
    ...exports
      .filter(({ one }) => one.called && uses.get(one.name) === 1)
      .map(({ file, one }) => exportFact(file, one))
      .sort(byWorth<FactDraft>(({ value }) => Number(value), placeOf)),
  ];
}

/** At its first declaration, so that a report shows what it is. */
function fileFact({ path, lines }: ScopeFile, first: Declaration | undefined): FactDraft {
  return draft('unused-file', {
    path,
    ...(first === undefined ? {} : { line: first.line, quote: first.quote }),
    value: lines,
    text: `no file of the repository imports or names this one (${count(lines, 'line')})`,
    data: {},
  });
}

function exportFact(file: ScopeFile, { name, line, lines, quote }: Declaration): FactDraft {
  return draft('unused-export', {
    path: file.path,
    line,
    quote,
    subject: name,
    value: lines,
    text: `exports ${name}, a name that is written nowhere else in the repository`,
    data: {},
  });
}

/** Frameworks that import the files of many folders by themselves. */
const AUTOLOADERS = [
  ...[
    'nuxt',
    '@nuxt/kit',
    'unplugin-auto-import',
    'unplugin-vue-components',
    'ember-source',
    'meteor-node-stubs',
  ],
  ...[
    'sails',
    '@strapi/strapi',
    'gatsby',
    '@adonisjs/core',
    '@redwoodjs/core',
    'blitz',
    '@oclif/core',
    'moleculer',
  ],
  ...[
    'expo-router',
    '@docusaurus/core',
    'vike',
    '@solidjs/start',
    'umi',
    '@umijs/max',
    'quasar',
    'wxt',
    'plasmo',
  ],
  ...['@fastify/autoload', 'awilix', 'consign', 'require-all', 'require-dir', 'requireindex', 'include-all'],
];

function isAutoloaded(dependencies: ReadonlySet<string> | undefined): boolean {
  return AUTOLOADERS.some((name) => dependencies?.has(name) === true);
}

interface Judge {
  mayBeUnused(file: ScopeFile): boolean;
  mayHaveUnusedExports(file: ScopeFile): boolean;
}

function createJudge(
  all: readonly ScopeFile[],
  graph: ImportGraph,
  importers: ReadonlyMap<string, readonly string[]>,
): Judge {
  const incoming = incomingOf(graph);
  const guessed = new Set([...graph.maybe.values()].flatMap((paths) => [...paths]));
  const { packageOf } = graph.resolver.ecmaScript;
  const loaded = new Set(graph.anything.values());
  // A module of an unknown name is one of the loader's own package.
  const isLoaded = ({ path, language }: ScopeFile): boolean =>
    language === 'Python'
      ? [...loaded].some((folder) => isWithin(path, folder))
      : loaded.has(packageOf(path)?.folder ?? '.');
  const handedOn = reexported(graph);
  const distributed = all
    .filter(({ path }) => /(^|\/)(pyproject\.toml|setup\.(py|cfg))$/.test(path))
    .map(({ path }) => posix.dirname(path));
  const isPublic = ({ path, language }: ScopeFile): boolean =>
    language === 'Python'
      ? distributed.some((folder) => isWithin(path, folder))
      : graph.resolver.ecmaScript.isOpen(path) || isAutoloaded(packageOf(path)?.dependencies);
  const isJudged = (file: ScopeFile): boolean =>
    file.role === 'src' &&
    file.omitted === null &&
    (isEcmaScript(file.language) || file.language === 'Python') &&
    !file.path.endsWith('.d.ts') &&
    !graph.entries.has(file.path) &&
    !guessed.has(file.path) &&
    !isLoadedByConvention(file.path) &&
    !isPublic(file);
  return {
    mayBeUnused: (file) => isJudged(file) && !importers.has(file.path) && !isLoaded(file),
    mayHaveUnusedExports: (file) =>
      isJudged(file) &&
      importers.has(file.path) &&
      !handedOn.has(file.path) &&
      !(incoming.get(file.path) ?? []).some(({ whole }) => whole),
  };
}

function incomingOf({ edges }: ImportGraph): ReadonlyMap<string, readonly Edge[]> {
  return Map.groupBy([...edges.values()].flat(), ({ to }) => to);
}

/** What entry points hand on to those who import them. */
function reexported({ edges, entries }: ImportGraph): ReadonlySet<string> {
  const found = new Set(entries);
  for (const path of found) {
    for (const edge of edges.get(path) ?? []) if (edge.reexports) found.add(edge.to);
  }
  return found;
}

interface Mentions {
  /** the candidates that some other file names: in a manifest, a command, a page, a string */
  readonly named: ReadonlySet<string>;
  /** how often each of the names is written in the repository */
  readonly uses: ReadonlyMap<string, number>;
}

async function mentions(
  { repository, scope }: CollectorSource,
  candidates: readonly ScopeFile[],
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Mentions> {
  const byStem = Map.groupBy(candidates, ({ path }) => stemOf(path));
  const named = new Set<string>();
  const uses = new Map<string, number>();
  const files = readable(scope).filter(
    ({ role, path }) => role !== 'vendored' && !/\.lock$|-lock\.\w+$/.test(path),
  );
  for await (const { file, text } of texts(repository, files, signal)) {
    for (const word of names.size === 0 ? [] : (text.match(/[A-Za-z_$][\w$]*/g) ?? [])) {
      if (names.has(word)) uses.set(word, (uses.get(word) ?? 0) + 1);
    }
    if (byStem.size === 0) continue;
    for (const stem of stemsIn(text.replace(IMPORT, ''))) {
      for (const { path } of byStem.get(stem) ?? []) if (path !== file.path) named.add(path);
    }
    for (const covers of patternsIn(text))
      for (const { path } of candidates) if (covers(path)) named.add(path);
  }
  return { named, uses };
}

/** Imports are in the graph, each at the file that it means: they name no other of the same name. */
const IMPORT =
  /\b(?:from|import|require\()\s*['"][^'"\n]+['"]|^[ \t]*(?:from\s+[\w.]+\s+)?import\s+[\w., \t]+$/gm;

/** What a path, a dotted name or a quoted name may call a file, without its ending. */
function stemsIn(text: string): Set<string> {
  const stems = new Set<string>();
  for (const token of new Set(text.match(/[/'"`]?[\w$@][\w$@.-]*/g))) {
    const marked = /^[/'"`]/.test(token);
    const name = marked ? token.slice(1) : token;
    const dot = name.indexOf('.');
    if (dot === -1 && !marked) continue;
    stems.add(name);
    if (dot === -1) continue;
    stems.add(name.replace(/\.\w+$/, ''));
    for (const part of name.split('.')) stems.add(part);
  }
  return stems;
}

/** Strings with a `*` that say which files are loaded: by the end of their names (`*.entity.js`) or by one folder. */
function patternsIn(text: string): ((path: string) => boolean)[] {
  const found = text.matchAll(/['"`]([^'"`\n*]*)(\*[^'"`\n]*?)\.(?:\{[^}\n]*\}|[cm]?[jt]sx?|py)['"`]/g);
  return [...found].flatMap(([, before = '', rest = '']) => {
    const end = rest.slice(rest.lastIndexOf('*') + 1);
    if (/^[._-]\w/.test(end)) return [(path: string) => path.replace(/\.\w+$/, '').endsWith(end)];
    const folder = posix.basename(before);
    return rest === '*' && folder !== '' && !before.startsWith('!')
      ? [(path: string) => posix.basename(posix.dirname(path)) === folder]
      : [];
  });
}

/** A file's name as others write it; of an index file, its folder's. */
function stemOf(path: string): string {
  const stem = posix.basename(path).replace(/\.\w+$/, '');
  return stem === 'index' ? posix.basename(posix.dirname(path)) : stem;
}
