/** The versions that manifests, container files and workflows ask for, with their lines. Pure. */
import { posix } from 'node:path';
import { isObject, looseObject } from '../../../loose-json.ts';
import { type AskedVersion, byLine } from './asked-version.ts';
import { forDevelopment, pyproject, requirements, setup } from './python-versions.ts';
import { runtimeOfImage } from './runtime-support.ts';

export interface AskedVersions {
  readonly ecosystem: string;
  readonly asked: readonly AskedVersion[];
}

type Reader = (text: string) => readonly AskedVersion[];

const READERS: readonly (readonly [RegExp, ecosystem: string, Reader])[] = [
  [/^package\.json$/, 'npm', npm],
  [/^composer\.json$/, 'composer', composer],
  [/^go\.mod$/, 'go', goModule],
  [/^pyproject\.toml$/, 'python', pyproject],
  [/^setup\.(py|cfg)$/, 'python', setup],
  [/^requirements[-_.](dev|tests?|docs?|lint|typing|ci|build)[^/]*\.(txt|in)$/, 'python', forDevelopment],
  [/^requirements[^/]*\.(txt|in)$/, 'python', requirements],
  [/^Cargo\.toml$/, 'cargo', cargo],
  [/^Gemfile$|\.gemspec$/, 'ruby', gems],
  [/^pom\.xml$/, 'maven', maven],
  [/^(Dockerfile|Containerfile)(\..+)?$|\.dockerfile$/i, 'docker', images],
  [
    /^\.(nvmrc|node-version|python-version|ruby-version|php-version|java-version|go-version)$/,
    'runtime',
    versionFile,
  ],
];

/** Null for a path that asks for no versions, or a text that is not of its format. */
export function versionsIn(path: string, text: string): AskedVersions | null {
  if (/(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/.test(path)) {
    return { ecosystem: 'GitHub Actions', asked: actions(text) };
  }
  const name = posix.basename(path);
  const reader = READERS.find(([pattern]) => pattern.test(name));
  if (reader === undefined) return null;
  const [, ecosystem, read] = reader;
  const file = /^\.(\w+?)(?:rc|-version)$/.exec(name)?.[1];
  const isTool = /(^|\/)(?:vendor-bin|tools?)\//.test(path);
  const asked = read(text).map((one) => (isTool ? { ...one, dev: true } : one));
  return {
    ecosystem,
    asked: file === undefined ? asked : asked.map((one) => ({ ...one, name: RUNTIME_FILES[file] ?? file })),
  };
}

const RUNTIME_FILES: Readonly<Record<string, string>> = {
  nvm: 'Node.js',
  node: 'Node.js',
  python: 'Python',
  ruby: 'Ruby',
  php: 'PHP',
  java: 'Java',
  go: 'Go',
};

function versionFile(text: string): AskedVersion[] {
  const [first = ''] = text.trim().split('\n');
  return /^v?\d/.test(first) ? [{ name: '', version: first.trim(), line: 1, dev: false, runtime: true }] : [];
}

/** Entries of `name: version` of these fields of a JSON file. */
function jsonFields(
  text: string,
  fields: readonly (readonly [field: string, dev: boolean])[],
): AskedVersion[] {
  const json = looseObject(text);
  if (json === null) return [];
  const lines = text.split('\n');
  return fields.flatMap(([field, dev]) => {
    const found = json[field];
    if (!isObject(found)) return [];
    const start = lines.findIndex((line) => line.includes(JSON.stringify(field)));
    return Object.entries(found).flatMap(([name, version]) => {
      if (typeof version !== 'string') return [];
      const at = lines.findIndex(
        (line, index) => index >= start && line.includes(`${JSON.stringify(name)}:`),
      );
      return [{ name, version, line: Math.max(at, 0) + 1, dev, runtime: false }];
    });
  });
}

function npm(text: string): AskedVersion[] {
  const packages = jsonFields(text, [
    ['dependencies', false],
    ['optionalDependencies', false],
    ['peerDependencies', false],
    ['devDependencies', true],
  ]);
  const engines = jsonFields(text, [['engines', false]])
    .filter(({ name }) => name === 'node')
    .map((one) => ({ ...one, name: 'Node.js', runtime: true }));
  return [...packages, ...engines];
}

function composer(text: string): AskedVersion[] {
  return jsonFields(text, [
    ['require', false],
    ['require-dev', true],
  ]).map((one) => (one.name === 'php' ? { ...one, name: 'PHP', runtime: true } : one));
}

function goModule(text: string): AskedVersion[] {
  const packages = byLine(text, /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/\S+)\s+(v\d\S*)/, () => false).filter(
    ({ line }) => !text.split('\n')[line - 1]?.includes('// indirect'),
  );
  const [language] = byLine(text, /^(go)\s+(\d\S*)/, () => false);
  return language === undefined ? packages : [...packages, { ...language, name: 'Go', runtime: true }];
}

function cargo(text: string): AskedVersion[] {
  const lines = text.split('\n');
  const sectionAt = (index: number): string =>
    lines
      .slice(0, index + 1)
      .findLast((line) => /^\s*\[/.test(line))
      ?.trim() ?? '';
  return byLine(text, /^([\w-]+)\s*=\s*(?:\{.*?\bversion\s*=\s*)?"([^"]+)"/, (_, index) =>
    sectionAt(index).includes('dev-dependencies'),
  )
    .filter(({ name }) => name !== 'version')
    .filter(({ line, name }) => /dependencies\]?/.test(sectionAt(line - 1)) || name === 'rust-version')
    .map((one) => (one.name === 'rust-version' ? { ...one, name: 'Rust', runtime: true } : one));
}

function gems(text: string): AskedVersion[] {
  const lines = text.split('\n');
  const group = (index: number): string =>
    lines.slice(0, index).findLast((line) => /^\s*(?:group\b.*\bdo|end)\b/.test(line)) ?? '';
  const listed = byLine(
    text,
    /^\s*(?:\w+\.)?(?:gem|add_(?:runtime_|development_)?dependency)[\s(]+['"]([^'"]+)['"],\s*['"]([^'"]+)['"]/,
    (line, index) => /development|\btest\b/.test(`${line} ${group(index)}`),
  );
  const [ruby] = byLine(text, /^\s*\w+\.(required_ruby_version)\s*=\s*\[?['"]([^'"]+)['"]/, () => false);
  return ruby === undefined ? listed : [...listed, { ...ruby, name: 'Ruby', runtime: true }];
}

function maven(text: string): AskedVersion[] {
  const found = [...text.matchAll(/<artifactId>([^<]+)<\/artifactId>\s*<version>([^<$]+)<\/version>/g)];
  // Plugins build the program; what only tests need has the scope beside it.
  const isDev = (start: number, end: number): boolean =>
    text.lastIndexOf('<plugin>', start) > text.lastIndexOf('</plugin>', start) ||
    /^\s*(?:<(?!\/dependency>|scope>)[^>]*>[^<]*<\/\w+>\s*)*<scope>test</.test(text.slice(end, end + 400));
  return found.map((match) => ({
    name: match[1] ?? '',
    version: match[2] ?? '',
    line: text.slice(0, match.index + match[0].lastIndexOf('<version>')).split('\n').length,
    dev: isDev(match.index, match.index + match[0].length),
    runtime: false,
  }));
}

/** `FROM node:16-alpine AS build`, with the defaults of `ARG`. */
function images(text: string): AskedVersion[] {
  const defaults = new Map(
    [...text.matchAll(/^\s*ARG\s+(\w+)=["']?([^\s"']+)/gim)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
  return text.split('\n').flatMap((line, index) => {
    const named = /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)?.[1];
    const image = named?.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => defaults.get(name) ?? whole);
    const [, name, version] = /^([^\s:@]+):([^\s@]+)/.exec(image ?? '') ?? [];
    if (image === undefined || name === undefined || version === undefined) return [];
    const runtime = runtimeOfImage(image);
    return [
      runtime === null
        ? { name, version, line: index + 1, dev: false, runtime: false }
        : { name: runtime.runtime, version: runtime.version, line: index + 1, dev: false, runtime: true },
    ];
  });
}

function actions(text: string): AskedVersion[] {
  return text.split('\n').flatMap((line, index) => {
    const [, name, ref = '', note] =
      /^\s*(?:-\s+)?uses\s*:\s*['"]?([\w.-]+\/[^@\s'"]+)@([^\s'"#]+)['"]?(?:\s*#\s*(?:\S*@)?(v?\d\S*))?/.exec(
        line,
      ) ?? [];
    // A pinned commit says its release beside it.
    const version = /^[0-9a-f]{40}$/.test(ref) ? note : ref;
    return name === undefined || version === undefined
      ? []
      : [{ name, version, line: index + 1, dev: true, runtime: false }];
  });
}
