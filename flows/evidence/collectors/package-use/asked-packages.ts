/**
 * The packages for production that manifests ask for, and how a text would name each of them. What is loaded without being
 * named (plugins, peers, drivers, types, pins of versions) is left out: nothing could tell whether it is used. Pure.
 */
import { posix } from 'node:path';
import { isObject, looseObject } from '../../../loose-json.ts';
import { versionsIn } from '../packages/dependency-versions.ts';
import { NEVER_IMPORTED, normalized, wordsOf } from './python-names.ts';

export interface AskedPackage {
  readonly ecosystem: string;
  /** the manifest */
  readonly path: string;
  readonly line: number;
  readonly quote: string;
  readonly name: string;
  readonly version: string;
  /** whether a text of this path names it, beside asking for it */
  isNamedIn(text: string, path: string): boolean;
}

type Reader = (path: string, text: string, peers: ReadonlySet<string>) => AskedPackage[];

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/^package\.json$/, npm],
  [/^go\.mod$/, go],
  [/^Cargo\.toml$/, cargo],
  [/^(pyproject\.toml|requirements\.txt)$/, python],
];

export function askedPackages(
  manifests: ReadonlyMap<string, string>,
  peers: ReadonlySet<string>,
): AskedPackage[] {
  return [...manifests].flatMap(([path, text]) => {
    const reader = READERS.find(([name]) => name.test(posix.basename(path)))?.[1];
    return reader === undefined ? [] : reader(path, text, peers);
  });
}

/** Frameworks that find packages by their place or their name. */
const AUTOLOADING =
  /^(expo|react-native|@angular\/core|ember-source|ember-cli|gatsby|nuxt|@strapi\/strapi|@capacitor\/core|cordova|meteor-node-stubs|@docusaurus\/core|@ionic\/\w+|sails|@nestjs\/core|@adonisjs\/core|@redwoodjs\/core|@backstage\/cli|@oclif\/core|@vendure\/core|n8n-core|electron)$/;
/** Types, plugins, drivers, polyfills and tools, by the usual form of their names. */
const LOADED_OTHERWISE =
  /^@types\/|^@(fontsource|iconify|babel|swc|tsconfig|storybook|commitlint|semantic-release|rollup|img|esbuild|next|astrojs|tailwindcss)\/|(^|[-/@])(plugin|preset|loader|transport|adapter|config|types|cli|polyfill|theme|driver|dialect|icons?|fonts?)([-/]|$)|eslint|prettier|stylelint|^(typescript|tslib|core-js|regenerator-runtime|reflect-metadata|encoding|bufferutil|utf-8-validate|sharp|fsevents|node-gyp|node-addon-api|react|react-dom|react-is|scheduler|zone\.js|rxjs|graphql|sass|less|autoprefixer|postcss|tailwindcss|source-map-support|dotenv|sqlite3|better-sqlite3|mysql2?|pg|pg-\w+|tedious|oracledb|vite|webpack|esbuild|rollup|npm|yarn|pnpm|patch-package|husky|canvas|jsdom|mongodb|ioredis|redis)$/;

function npm(path: string, text: string, peers: ReadonlySet<string>): AskedPackage[] {
  const json = looseObject(text);
  const dependencies = isObject(json?.dependencies) ? json.dependencies : {};
  if (json === null || Object.keys(dependencies).some((name) => AUTOLOADING.test(name))) return [];
  const lines = text.split('\n');
  const from = lines.findIndex((line) => /^\s*"dependencies"\s*:/.test(line));
  return Object.entries(dependencies).flatMap(([name, version]) => {
    const at = lines.findIndex((line, index) => index > from && line.includes(`${JSON.stringify(name)}:`));
    const isLocal = typeof version !== 'string' || /^(workspace|link|file|portal|npm|patch):/.test(version);
    if (at === -1 || isLocal || LOADED_OTHERWISE.test(name) || peers.has(name)) return [];
    const short = name.split('/').at(-1) ?? name;
    return [
      {
        ...{ ecosystem: 'npm', path, line: at + 1, quote: lines[at] ?? '', name, version },
        isNamedIn: (other, of) =>
          posix.basename(of) === 'package.json'
            ? outsideDependencies(other).includes(short) || (of !== path && isPeerIn(other, name))
            : other.includes(name),
      },
    ];
  });
}

const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'keywords',
  'description',
  'name',
];

/** Scripts and settings in a manifest name packages by their programs too. */
function outsideDependencies(text: string): string {
  const json = looseObject(text) ?? {};
  return JSON.stringify(
    Object.fromEntries(Object.entries(json).filter(([key]) => !DEPENDENCIES.includes(key))),
  );
}

function isPeerIn(text: string, name: string): boolean {
  const json = looseObject(text);
  return isObject(json?.peerDependencies) && Object.hasOwn(json.peerDependencies, name);
}

function go(path: string, text: string): AskedPackage[] {
  const lines = text.split('\n');
  const asked = versionsIn(path, text)?.asked.filter(({ runtime }) => !runtime) ?? [];
  const isTool = (name: string): boolean => {
    const tools = [...text.matchAll(/^tool\s*(?:\(([\s\S]*?)^\)|(\S+))/gm)].map(([whole]) => whole);
    return tools.some((tool) => tool.includes(name));
  };
  return asked
    .filter(({ name }) => !isTool(name))
    .map(({ name, version, line }) => ({
      ...{ ecosystem: 'go', path, line, quote: lines[line - 1] ?? '', name, version },
      isNamedIn: (other, of) => posix.basename(of) !== 'go.mod' && other.includes(name),
    }));
}

const CRATE = /^([A-Za-z][\w-]*)(?:\.workspace)?\s*=\s*(.*)$/;
/** Named for what they bring with them: C libraries, allocators, switches of features. */
const CRATE_FOR_EFFECT =
  /-sys$|-src$|^(getrandom|openssl|libz|winapi|windows|wasm-bindgen|proc-macro2|.*alloc.*|.*-build|console_error_panic_hook)$/;

function cargo(path: string, text: string): AskedPackage[] {
  const lines = text.split('\n');
  let section = '';
  return lines.flatMap((quote, at) => {
    section = /^\s*\[+([^\]]+)\]/.exec(quote)?.[1]?.trim() ?? section;
    const [, name, rest = ''] = CRATE.exec(quote) ?? [];
    const isOwn = section === 'dependencies' || /^target\..*\.dependencies$/.test(section);
    if (name === undefined || !isOwn || /\boptional\s*=\s*true/.test(rest) || CRATE_FOR_EFFECT.test(name))
      return [];
    const version = /"([^"]+)"/.exec(rest)?.[1] ?? 'workspace';
    const bare = name.replace(/^rust-|-(rs|rust)$/g, '');
    const words = [
      ...new Set([name, bare].flatMap((one) => [one.replaceAll('-', '_'), one.replaceAll('-', '')])),
    ];
    const used = new RegExp(`\\b(?:r#)?(?:${words.join('|')})\\b`);
    const feature = new RegExp(`["'](?:dep:)?${name}[?]?(?:/|["'])`);
    return [
      {
        ...{ ecosystem: 'cargo', path, line: at + 1, quote, name, version },
        isNamedIn: (other, of) =>
          of === path ? feature.test(other) : !of.endsWith('.toml') && used.test(other),
      },
    ];
  });
}

function python(path: string, text: string): AskedPackage[] {
  const lines = text.split('\n');
  const asked = versionsIn(path, text)?.asked.filter(({ runtime, dev }) => !runtime && !dev) ?? [];
  // A list with hashes or reasons is what a tool resolved, not what the project asks for.
  if (/^\s+(--hash=|# via )/m.test(text)) return [];
  const isRequired = (line: number): boolean => !/;|@/.test(lines[line - 1] ?? '');
  return asked
    .filter(({ name, line }) => !NEVER_IMPORTED.test(normalized(name)) && isRequired(line))
    .map(({ name, version, line }) => {
      const used = new RegExp(`(?:${wordsOf(name).join('|')})`, 'i');
      return {
        ...{ ecosystem: 'python', path, line, quote: lines[line - 1] ?? '', name, version },
        isNamedIn: (other, of) =>
          used.test(isRequirements(of) ? '' : of === path ? withoutAsked(other, of) : other),
      };
    });
}

const isRequirements = (path: string): boolean => /requirements[^/]*\.(txt|in)$|requirements\//.test(path);

/** A manifest without the lines that ask for packages: its tools' settings may name them. */
function withoutAsked(text: string, path: string): string {
  const asked = new Set(versionsIn(path, text)?.asked.map(({ line }) => line));
  return text
    .split('\n')
    .filter((_, at) => !asked.has(at + 1))
    .join('\n');
}
