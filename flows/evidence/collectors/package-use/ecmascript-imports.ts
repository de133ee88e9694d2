/**
 * Imports of npm packages that no manifest at or above the file names. Where a lock file is read, only packages that it
 * has: what is not installed at all is a bundler's alias or a virtual module.
 */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { CollectorSource } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { isObject, looseObject } from '../../../loose-json.ts';
import { readable, texts } from '../../collector.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import { createResolver, type Resolver } from '../imports/resolution.ts';
import { specifiersOf } from '../imports/specifiers.ts';
import { parseSource } from '../syntax/parsing.ts';
import type { UndeclaredImport } from './undeclared.ts';

const BUILT_IN = new Set(builtinModules);
const PACKAGE = /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/;
/** Provided by what runs the code, not by a package. */
const PROVIDED =
  /^(vscode|electron|obsidian|bun|atom|k6|sketch|aws-sdk|aws-lambda|estree|figma|photoshop|uxp)$/;

export async function ecmaScriptImports(
  { repository, scope }: CollectorSource,
  manifests: ReadonlyMap<string, string>,
  locked: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<UndeclaredImport[]> {
  const npm = new Map([...manifests].filter(([path]) => posix.basename(path) === 'package.json'));
  const paths = new Set(scope.files.map(({ path }) => path));
  const files = readable(scope, 'src').filter(
    ({ path, language }) => isEcmaScript(language) && !path.endsWith('.d.ts'),
  );
  if (npm.size === 0 || files.length === 0 || paths.has('deno.json') || paths.has('deno.jsonc')) return [];
  const resolver = await createResolver(repository, scope);
  const names = new Set([...npm.values()].map(nameIn));
  const found: UndeclaredImport[] = [];
  for await (const { file, text } of texts(repository, files, signal)) {
    const above = manifestsAbove(file.path, npm);
    const [nearest] = above;
    if (nearest === undefined) continue;
    const declares = (name: string): boolean =>
      above.some(([, manifest]) =>
        [name, typesOf(name)].some((one) => manifest.includes(JSON.stringify(one))),
      );
    for (const name of packagesOf(file, text, resolver)) {
      if (declares(name) || names.has(name) || isFolder(name, above, paths)) continue;
      if (locked !== null && !locked.has(name)) continue;
      const line = importLine(file, text, name);
      if (line === null) continue;
      const quote = text.split('\n')[line - 1] ?? '';
      const [manifest] = above.find(([, content]) => /"dependencies"/.test(content)) ?? nearest;
      found.push({ path: file.path, line, quote, name, ecosystem: 'npm', manifest, locked: locked !== null });
    }
  }
  return found;
}

function nameIn(manifest: string): string {
  const json = looseObject(manifest);
  return isObject(json) && typeof json.name === 'string' ? json.name : '';
}

/** The manifests of the folders above a path, the nearest first. */
function manifestsAbove(path: string, npm: ReadonlyMap<string, string>): [path: string, text: string][] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.keys(), parts.length]
    .toReversed()
    .map((depth) => posix.join(...parts.slice(0, depth), 'package.json'))
    .flatMap((manifest) => {
      const text = npm.get(manifest);
      return text === undefined ? [] : [[manifest, text] as [string, string]];
    });
}

/** `@types/express`, `@types/scope__name`. */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}

/** The packages that a file imports when it is loaded, and that are no file of the repository. */
function packagesOf(file: ScopeFile, text: string, { resolve }: Resolver): Set<string> {
  const bare = specifiersOf(file, text).filter(
    ({ name, atLoad, guess }) =>
      atLoad && guess !== true && /^[a-z@]/.test(name) && !/[:*$~!?]|^@\//.test(name),
  );
  const outside = bare.filter((specifier) => {
    const { to, maybe } = resolve(file, specifier);
    return to.length === 0 && maybe.length === 0;
  });
  const names = outside.map(({ name }) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  return new Set(names.filter((name) => PACKAGE.test(name) && !BUILT_IN.has(name) && !PROVIDED.test(name)));
}

/** Whether it is the name of a folder or file that a base URL may lead to. */
function isFolder(
  name: string,
  manifests: readonly (readonly [path: string, text: string])[],
  paths: ReadonlySet<string>,
): boolean {
  const [first = ''] = name.split('/');
  const bases = manifests.flatMap(([path]) =>
    ['', 'src', 'app', 'lib'].map((sub) => posix.join(posix.dirname(path), sub, first)),
  );
  return [...paths].some((path) =>
    bases.some((base) => path.startsWith(`${base}/`) || path.startsWith(`${base}.`)),
  );
}

/** The line of a statement at the top level that the parser sees, so nothing in a template or a comment. */
function importLine({ path, language }: ScopeFile, text: string, name: string): number | null {
  const quoted = `['"]${name.replaceAll('.', '\\.')}(?:/[^'"]*)?['"]`;
  const source = new RegExp(`^${quoted}$`);
  const required = new RegExp(`^[^\`]*\\brequire\\(\\s*${quoted}\\s*\\)`);
  const node = parseSource(language, path, text)
    ?.children()
    .find((child) => {
      const kind = String(child.kind());
      const from = child.field('source');
      if (from !== null) return source.test(from.text()) && !/^(?:im|ex)port\s+type\b/.test(child.text());
      return DECLARATION.test(kind) && required.test(child.text()) && !isFunction(child.text());
    });
  return node === undefined ? null : node.range().start.line + 1;
}

const DECLARATION = /^(lexical_declaration|variable_declaration|expression_statement)$/;

/** A declaration whose `require` runs only when a function does. */
function isFunction(text: string): boolean {
  return /=>|\bfunction\b/.test(text);
}
