/**
 * Packages that a manifest names and nothing uses, and packages that source imports and no manifest names. Silent wherever
 * something else may load a package: its name in any text of the repository counts as a use.
 */
import { posix } from 'node:path';
import type { CollectorSource, FactDraft } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth, placeOf } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { isWithin } from './imports/module-graph.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { type AskedPackage, askedPackages } from './package-use/asked-packages.ts';
import { ecmaScriptImports } from './package-use/ecmascript-imports.ts';
import { lockedNames, peerNames } from './package-use/locked-names.ts';
import { pythonImports } from './package-use/python-imports.ts';
import type { UndeclaredImport } from './package-use/undeclared.ts';

export const packageUse: Collector = {
  name: 'package-use',
  kinds: COLLECTOR_KINDS['package-use'],
  async collect(source, signal) {
    const manifests = await textsBy(source, signal, ({ path, role }) => isManifest(path) && OWN.has(role));
    const locks = await textsBy(source, signal, ({ path }) => LOCK.test(path));
    const undeclared = [
      ...(await ecmaScriptImports(source, manifests, lockedNames(locks, NPM_LOCK), signal)),
      ...(await pythonImports(source, manifests, lockedNames(locks, PYTHON_LOCK), signal)),
    ];
    const asked = (await isWhole(source)) ? askedPackages(manifests, peerNames(locks)) : [];
    const unused = await unusedOf(asked, manifests, source, signal);
    return { facts: [...unused.map(unusedFact), ...undeclaredFacts(undeclared)] };
  },
};

const NPM_LOCK = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;
const PYTHON_LOCK = /(^|\/)(poetry|uv)\.lock$/;
const LOCK = /(^|\/)(package-lock|npm-shrinkwrap)\.json$|(^|\/)pnpm-lock\.yaml$|\.lockb?$/;
const MANIFEST =
  /(^|\/)(package\.json|go\.mod|Cargo\.toml|pyproject\.toml|setup\.(py|cfg)|Pipfile|tox\.ini|environment\.ya?ml|requirements[^/]*\.(txt|in)|requirements\/[^/]+\.(txt|in))$/;
/** The manifests of tests, examples and documents are about those alone. */
const OWN: ReadonlySet<ScopeFile['role']> = new Set(['src', 'config', 'data', 'docs']);

const isManifest = (path: string): boolean => MANIFEST.test(path);

async function textsBy(
  { repository, scope }: CollectorSource,
  signal: AbortSignal,
  isWanted: (file: ScopeFile) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const files = readable(scope).filter((file) => file.role !== 'vendored' && isWanted(file));
  for await (const { file, text } of texts(repository, files, signal)) found.set(file.path, text);
  return found;
}

/** What was not read may use anything. */
async function isWhole({ repository, scope }: CollectorSource): Promise<boolean> {
  const lacks = scope.files.some(({ omitted, language }) => omitted === 'not-in-clone' && isCode(language));
  return !lacks && scope.truncated === false && (await repository.list()).length === scope.files.length;
}

/** Prose speaks of packages that nothing uses any more. */
const PROSE = /\.(md|rst|adoc|txt)$|(^|\/)(changelog|history|news)[^/]*$/i;
/** More of a manifest's packages than this share, and than this number: something loads them in a way that is not read. */
const DOUBTFUL = { share: 1 / 3, number: 3 };

async function unusedOf(
  asked: readonly AskedPackage[],
  manifests: ReadonlyMap<string, string>,
  { repository, scope }: CollectorSource,
  signal: AbortSignal,
): Promise<AskedPackage[]> {
  const open = new Set(asked);
  const check = (path: string, text: string): void => {
    for (const one of open) {
      const isNear = isWithin(path, posix.dirname(one.path)) || !path.includes('/') || isManifest(path);
      if (isNear && one.isNamedIn(text, path)) open.delete(one);
    }
  };
  for (const [path, text] of manifests) check(path, text);
  const files = readable(scope).filter(
    ({ path, role }) =>
      role !== 'vendored' &&
      role !== 'snapshot' &&
      !LOCK.test(path) &&
      !isManifest(path) &&
      !PROSE.test(path),
  );
  if (open.size === 0) return [];
  for await (const { file, text } of texts(repository, files, signal)) check(file.path, text);
  const byManifest = Map.groupBy(asked, ({ path }) => path);
  return [...open].filter(({ path }) => {
    const all = byManifest.get(path) ?? [];
    const unused = all.filter((one) => open.has(one));
    return unused.length <= DOUBTFUL.number || unused.length <= all.length * DOUBTFUL.share;
  });
}

function unusedFact({ path, line, quote, name, version, ecosystem }: AskedPackage): FactDraft {
  return draft('unused-dependency', {
    ...{ path, line, quote, subject: name, value: version },
    text: `${ecosystem} dependency ${name}: no file names it`,
    data: { ecosystem },
  });
}

/** One fact for each package of a manifest, at its first import; what most files import comes first. */
function undeclaredFacts(found: readonly UndeclaredImport[]): FactDraft[] {
  const groups = Map.groupBy(found, ({ name, manifest }) => `${manifest} ${name}`);
  return [...groups.values()]
    .flatMap((same) => {
      const [first] = same.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      if (first === undefined) return [];
      const { path, line, quote, name, ecosystem, manifest, locked } = first;
      return [
        draft('undeclared-import', {
          ...{ path, line, quote, subject: name, value: same.length },
          text: `${count(same.length, 'source file imports', 'source files import')} ${name}, which ${manifest} does not declare`,
          data: { ecosystem, manifest, locked },
        }),
      ];
    })
    .sort(byWorth<FactDraft>(({ value }) => Number(value), placeOf));
}
