/**
 * What a change reaches, for a reviewer's prompt: who imports the changed files, which tests reach them, where changed
 * functions and constants are used elsewhere, and manifests that went while their package stays. All of it is found by
 * code; nothing is judged.
 */
import type { GrepHit, Repository } from '../../runner/core/ports/repository.ts';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';
import { importersOf } from '../evidence/links.ts';
import { goPackages, reachingTests, type TestGraph } from '../evidence/reaching-tests.ts';
import { maskLines } from '../secrets/mask.ts';
import { count, list } from '../wording.ts';
import { roleIn } from './change-roles.ts';
import { changedNames, type NamedChange } from './changed-names.ts';
import { byRole } from './changes.ts';

const MOST_FILES = 12;
const MOST_NAMES = 16;
const MOST_PLACES = 5;
const MOST_USED_PLACES = 8;
/** With more tests than this, they reach it through what everything imports, and their names say nothing. */
const MOST_TESTS = 20;
/** A name in more places than this is a word, and where it stands says nothing. */
const MOST_USES = 40;
const MOST_HITS = 1_000;
const MOST_LINE = 140;

/** One paragraph per changed source file; empty if the change reaches nothing. */
export async function reachOf(repository: Repository, scope: Scope, pack: EvidencePack): Promise<string> {
  const roleOf = roleIn(scope, pack);
  const changed = scope.changed.map(({ path }) => path);
  const source = byRole(changed, roleOf).filter((path) => (roleOf(path) ?? 'src') === 'src');
  const names = (await changedNames(repository, source.slice(0, MOST_FILES), pack)).slice(0, MOST_NAMES);
  const uses = await usesOf(repository, scope, names, roleOf);
  const graph: TestGraph = {
    importers: importersOf((pack.measures ?? []).map(({ path, imports }) => [path, imports])),
    isTest: (path) => roleOf(path) === 'test',
    packages: goPackages(scope.files.map(({ path }) => path)),
  };
  const files = source.slice(0, MOST_FILES).flatMap((path) => {
    const lines = [
      ...importLines(path, graph),
      ...names.filter((name) => name.path === path).flatMap((name) => uses.get(name.name) ?? []),
    ];
    return lines.length === 0 ? [] : [[path, ...lines.map((line) => `  ${line}`)].join('\n')];
  });
  return [...files, ...orphans(scope)].join('\n');
}

function importLines(path: string, graph: TestGraph): string[] {
  const direct = (graph.importers.get(path) ?? []).filter((importer) => !graph.isTest(importer));
  const stem = (path.split('/').at(-1) ?? path).replace(/\..*$/, '');
  const isNamesake = (test: string): boolean => (test.split('/').at(-1) ?? '').includes(stem);
  // A file that everything imports is reached by every test; the one of its name is its own.
  const tests = reachingTests(path, graph).sort((a, b) => Number(isNamesake(b)) - Number(isNamesake(a)));
  const named = tests.length > MOST_TESTS ? tests.filter(isNamesake) : tests;
  const names = named.length === 0 ? '' : `: ${list(named, MOST_PLACES)}`;
  return [
    ...(direct.length === 0 ? [] : [`imported by ${list(direct, MOST_PLACES)}`]),
    ...(tests.length === 0 ? [] : [`reached by ${count(tests.length, 'test file')}${names}`]),
  ];
}

/** Where each name is used outside its file and outside the changed lines, as lines of the prompt. */
async function usesOf(
  repository: Repository,
  scope: Scope,
  names: readonly NamedChange[],
  roleOf: (path: string) => string | null,
): Promise<ReadonlyMap<string, string[]>> {
  if (names.length === 0) return new Map();
  const pattern = names.map(({ name }) => name.replaceAll('$', '[$]')).join('|');
  const hits = await repository.grep({ pattern, fixed: false, word: true, most: MOST_HITS });
  const isChanged = ({ path, line }: GrepHit): boolean =>
    scope.hunks.some((hunk) => hunk.path === path && hunk.start <= line && hunk.end >= line);
  const found = new Map<string, string[]>();
  const listed = new Set<string>();
  for (const { name, path, how } of names) {
    const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`);
    const elsewhere = hits.filter((hit) => hit.path !== path && word.test(hit.text) && !isChanged(hit));
    const places = elsewhere.filter(({ path: at }) => ['src', 'test'].includes(roleOf(at) ?? 'src'));
    if (places.length === 0 || places.length > MOST_USES) continue;
    const rank = (hit: GrepHit): number =>
      (roleOf(hit.path) === 'test' ? 2 : 0) + (isMention(hit.text, name) ? 1 : 0);
    const ordered = places.toSorted((a, b) => rank(a) - rank(b));
    // A line with two names is shown once.
    const fresh = ordered.filter(({ path: at, line }) => !listed.has(`${at}:${line}`));
    const shown = fresh.slice(0, MOST_USED_PLACES);
    for (const { path: at, line } of shown) listed.add(`${at}:${line}`);
    if (shown.length === 0) continue;
    const texts = await maskLines(shown.map(({ text }) => text.trim().slice(0, MOST_LINE)));
    const rest = fresh.length > shown.length ? [`  and ${fresh.length - shown.length} more`] : [];
    const lines = shown.map(({ path: at, line }, index) => `  ${at}:${line}: ${texts[index] ?? ''}`);
    found.set(name, [`\`${name}\` (${how}) is used outside the change at`, ...lines, ...rest]);
  }
  return found;
}

/** Whether a line only brings a name in, hands it on or declares it. */
function isMention(line: string, name: string): boolean {
  if (/^\s*(import\b|from\b|export\s*\{|use\s|[\w$]+,?$)/.test(line)) return true;
  return line.includes(` ${name} = `);
}

const MANIFESTS =
  /(^|\/)(package\.json|go\.mod|pyproject\.toml|setup\.py|Cargo\.toml|pom\.xml|build\.gradle(\.kts)?|composer\.json|[^/]+\.gemspec)$/;

/** Manifests that the change deletes while files of their folder stay. */
function orphans({ changed, files }: Scope): string[] {
  return changed.flatMap(({ path, status }) => {
    const slash = path.lastIndexOf('/');
    if (status !== 'deleted' || slash === -1 || !MANIFESTS.test(path)) return [];
    const folder = path.slice(0, slash + 1);
    const left = files.filter((file) => file.path.startsWith(folder)).length;
    return left === 0 ? [] : [`${path} is deleted, and ${count(left, 'file')} of ${folder} stay`];
  });
}
