/** What a change does to dependencies and runtimes, and applications that lock none of theirs. */
import { posix } from 'node:path';
import type { FactDraft } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { isObject, looseObject } from '../../loose-json.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { COLLECTOR_KINDS } from './names.ts';
import type { AskedVersion } from './packages/asked-version.ts';
import { type AskedVersions, versionsIn } from './packages/dependency-versions.ts';

export const dependencies: Collector = {
  name: 'dependencies',
  kinds: COLLECTOR_KINDS.dependencies,
  async collect({ repository, scope }, signal) {
    const changed = new Set(scope.base === null ? [] : scope.changed.map(({ path }) => path));
    const own = readable(scope, 'src', 'config');
    const facts: FactDraft[] = [];
    const asking = own.filter(({ path }) => changed.has(path) && versionsIn(path, '') !== null);
    for await (const { file, text } of texts(repository, asking, signal)) {
      const before = await repository.read(file.path, 'base');
      if (before?.omitted !== null && before !== null) continue;
      facts.push(...changesOf(file.path, before?.text ?? null, text));
    }
    const locks = new Set(scope.files.map(({ path }) => path));
    const manifests = own.filter(({ path }) => APPLICATION.has(posix.basename(path)));
    for await (const { file, text } of texts(repository, manifests, signal)) {
      facts.push(...missingLock(file, text, locks));
    }
    return { facts: onceEach(facts).sort(byWorth<FactDraft>(worthOf, placeOf)) };
  },
};

/** The same change in many manifests is one fact, at the first of them. */
function onceEach(facts: readonly FactDraft[]): FactDraft[] {
  return [
    ...Map.groupBy(facts, ({ kind, subject, value, path }) => `${kind} ${subject ?? path} ${value}`).values(),
  ].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.length === 0
      ? [first]
      : [{ ...first, text: `${first.text}, in ${count(others.length + 1, 'file')}` }];
  });
}

/** Runtimes and majors first, then what is used in production. */
function worthOf(fact: FactDraft): number {
  if (fact.kind !== 'dependency-diff') return 0;
  const { runtime, major, dev } = fact.data;
  return (runtime ? 8 : 0) + (major ? 4 : 0) + (dev ? 0 : 2);
}

/** One fact for each package whose version differs; a manifest that is new brings none. */
function changesOf(path: string, before: string | null, after: string): FactDraft[] {
  const to = versionsIn(path, after);
  const from = before === null ? null : versionsIn(path, before);
  if (to === null || from === null) return [];
  const [old, now] = [byName(from), byName(to)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const lines = after.split('\n');
  return names.flatMap((name) => changeOf({ path, lines }, to.ecosystem, name, old.get(name), now.get(name)));
}

/** A package that a file asks for several times counts by its first mention. */
function byName({ asked }: AskedVersions): Map<string, AskedVersion> {
  return new Map(asked.toReversed().map((one) => [one.name, one]));
}

function changeOf(
  { path, lines }: { readonly path: string; readonly lines: readonly string[] },
  ecosystem: string,
  name: string,
  old: AskedVersion | undefined,
  now: AskedVersion | undefined,
): FactDraft[] {
  const [from, to] = [old?.version ?? null, now?.version ?? null];
  const about = now ?? old;
  if (from === to || about === undefined) return [];
  const major = from !== null && to !== null && isMajor(from, to, CARETS.has(ecosystem));
  const value = from === null ? `added ${to}` : to === null ? 'removed' : `${from} → ${to}`;
  return [
    draft('dependency-diff', {
      path,
      ...(now === undefined ? {} : { line: now.line, quote: lines[now.line - 1] ?? '' }),
      subject: name,
      value,
      text: `${ecosystem} ${about.runtime ? 'runtime' : about.dev ? 'dependency for development' : 'dependency'} ${name}: ${value}${major ? ' (major)' : ''}`,
      data: { ecosystem, from, to, dev: about.dev, major, runtime: about.runtime },
    }),
  ];
}

/** The numbers of the lowest version that a range allows. */
function numbersOf(version: string): number[] {
  const found = /\d+(?:\.\d+)*/.exec(version)?.[0] ?? '';
  return found === '' ? [] : found.split('.').map(Number);
}

/** Ecosystems in which 0.2 may break what 0.1 kept, by their reading of ranges. */
const CARETS: ReadonlySet<string> = new Set(['npm', 'cargo']);

/** The first number is higher, or where 0.x counts so the second one. */
function isMajor(from: string, to: string, carets: boolean): boolean {
  const [a = 0, b = 0] = numbersOf(from);
  const [c = 0, d = 0] = numbersOf(to);
  if (numbersOf(from).length === 0 || numbersOf(to).length === 0) return false;
  return c > a || (carets && a === 0 && c === 0 && d > b);
}

/** Manifests of ecosystems in which an application is expected to commit its lock file. */
const APPLICATION: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'package.json',
    ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
  ],
  ['composer.json', ['composer.lock']],
  ['Pipfile', ['Pipfile.lock']],
  ['Cargo.toml', ['Cargo.lock']],
]);

/** A library leaves its versions to those who install it; an application that locks nothing builds differently every day. */
function missingLock(file: ScopeFile, text: string, files: ReadonlySet<string>): FactDraft[] {
  const name = posix.basename(file.path);
  const locks = APPLICATION.get(name) ?? [];
  const asked = applicationDependencies(name, text, posix.dirname(file.path), files);
  if (
    asked === 0 ||
    above(posix.dirname(file.path)).some((folder) => locks.some((lock) => files.has(join(folder, lock))))
  )
    return [];
  return [
    draft('lock-missing', {
      path: file.path,
      value: locks[0] ?? '',
      text: `an application with ${count(asked, 'dependency', 'dependencies')} and no lock file`,
      data: { ecosystem: name, dependencies: asked },
    }),
  ];
}

/** How many dependencies an application has; 0 for a library, and where it is not clear which it is. */
function applicationDependencies(
  name: string,
  text: string,
  folder: string,
  files: ReadonlySet<string>,
): number {
  const keys = (value: unknown): number => (isObject(value) ? Object.keys(value).length : 0);
  if (name === 'Pipfile') return (text.match(/^[\w.-]+\s*=/gm) ?? []).length;
  if (name === 'Cargo.toml') {
    return files.has(join(folder, 'src/main.rs')) && !files.has(join(folder, 'src/lib.rs'))
      ? (text.match(/^[\w-]+\s*=\s*(?:"|\{)/gm) ?? []).length
      : 0;
  }
  const json = looseObject(text);
  if (json === null) return 0;
  if (name === 'composer.json') return json.type === 'project' ? keys(json.require) : 0;
  const isPublished = json.private !== true || json.publishConfig !== undefined;
  const scripts = isObject(json.scripts) ? json.scripts : {};
  const isStarted = ['start', 'dev', 'serve', 'preview'].some(
    (script) => typeof scripts[script] === 'string',
  );
  return isPublished || !isStarted ? 0 : keys(json.dependencies);
}

function join(folder: string, name: string): string {
  return folder === '.' || folder === '' ? name : `${folder}/${name}`;
}

/** A folder and those above it, up to the root. */
function above(folder: string): string[] {
  const parts = folder === '.' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}
