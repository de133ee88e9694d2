/** Dependencies, entry points and test frameworks, from manifests and lock files read as data. */

import { posix } from 'node:path';
import type { CollectorSource, FactDraft, Note } from '../../contracts/collecting.ts';
import type { ScopeFile } from '../../contracts/evidence-pack.ts';
import { byWorth, compare, placeOf } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { type Collector, draft, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { pathRoles } from '../roles/path-roles.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { entriesIn, mayBeEntered } from './packages/entry-points.ts';
import { lockReaderFor } from './packages/lock-files.ts';
import type { KnownFiles } from './packages/manifest-entries.ts';
import { manifestReaderFor } from './packages/manifests.ts';
import {
  licenceFacts,
  lockFacts,
  lockTotals,
  manifestFact,
  type ReadLock,
  type ReadManifest,
} from './packages/package-facts.ts';

export const packages: Collector = {
  name: 'packages',
  kinds: COLLECTOR_KINDS.packages,
  async collect(source, signal) {
    const { isOwn } = pathRoles();
    // The manifests and lock files of examples, tests and documents say nothing about the program.
    const own = source.scope.files.filter((file) => file.role !== 'vendored' && isOwn(file.path));
    const { manifests, entries } = await readManifests(source, own, signal);
    const { locks, unavailable } = await readLocks(source, own, signal);
    return {
      facts: [
        ...manifests.map(manifestFact),
        ...lockFacts(locks),
        ...licenceFacts(locks, new Set(manifests.flatMap(({ manifest }) => manifest.dependencies))),
        ...entries,
        ...(await testFacts(source, signal)),
      ],
      totals: lockTotals(locks),
      unavailable,
    };
  },
};

/** What manifests name comes first: commands, then libraries; then main functions, those near the root first. */
function entryWorth(fact: FactDraft): number {
  if (fact.kind !== 'entry') return 0;
  const named = fact.data.target === fact.path ? 0 : fact.subject === 'command' ? 2 : 1;
  return named * 100 + nearness({ path: fact.data.target });
}

/** Manifests near the root are more important. */
function nearness({ path }: { readonly path: string | null }): number {
  return -(path ?? '').split('/').length;
}

/** What is entered may be a small program that a build makes, but no test, benchmark or example. */
const ENTERED: ReadonlySet<ScopeFile['role']> = new Set(['src', 'config']);

/** The first entry of each file: what a manifest names needs no second proof in the source. */
function onePerFile(entries: readonly FactDraft[]): FactDraft[] {
  const seen = new Set<string>();
  return entries.filter((fact) => {
    const target = fact.kind === 'entry' ? fact.data.target : '';
    return !seen.has(target) && seen.add(target) !== undefined;
  });
}

async function readManifests(
  { repository, scope }: CollectorSource,
  own: readonly ScopeFile[],
  signal: AbortSignal,
): Promise<{ manifests: ReadManifest[]; entries: FactDraft[] }> {
  const manifests: ReadManifest[] = [];
  const entries: FactDraft[] = [];
  const isAsked = (file: ScopeFile): boolean =>
    manifestReaderFor(file.path) !== null || mayBeEntered(file) || file.path.endsWith('.gemspec');
  const known = new Set(scope.files.filter(({ role }) => ENTERED.has(role)).map(({ path }) => path));
  const byName = Map.groupBy(known, (path) => posix.basename(path));
  const enterable: KnownFiles = {
    has: (path) => known.has(path),
    named: (name) => byName.get(name) ?? [],
  };
  const files = own.filter((file) => file.omitted === null && file.role !== 'test' && isAsked(file));
  for await (const { file, text } of texts(repository, files, signal)) {
    const manifest = manifestReaderFor(file.path)?.(text) ?? null;
    if (manifest !== null) manifests.push({ path: file.path, manifest });
    entries.push(...entriesIn(file.path, text, enterable));
  }
  manifests.sort(byWorth<ReadManifest>(nearness, ({ path }) => path));
  return { manifests, entries: onePerFile(entries.sort(byWorth<FactDraft>(entryWorth, placeOf))) };
}

async function readLocks(
  { repository }: CollectorSource,
  own: readonly ScopeFile[],
  signal: AbortSignal,
): Promise<{ locks: ReadLock[]; unavailable: Note[] }> {
  const files = own.filter((file) => lockReaderFor(file.path) !== null);
  const unavailable: Note[] = files
    .filter((file) => file.omitted !== null)
    .map((file) => ({ kind: 'lockfile', reason: `${file.path} is not read (${file.omitted})` }));
  const locks: ReadLock[] = [];
  const readable = files.filter((file) => file.omitted === null);
  for await (const { file, text } of texts(repository, readable, signal)) {
    const packages = lockReaderFor(file.path)?.(text) ?? null;
    if (packages === null)
      unavailable.push({ kind: 'lockfile', reason: `${file.path} could not be understood` });
    else locks.push({ path: file.path, packages });
  }
  return { locks, unavailable };
}

const FRAMEWORKS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['vitest', /from\s+['"]vitest['"]/],
  ['jest', /from\s+['"]@jest\/globals['"]|\bjest\.(fn|mock|spyOn)\(/],
  ['node:test', /['"]node:test['"]/],
  ['mocha', /from\s+['"](mocha|chai)['"]|require\(['"](mocha|chai)['"]\)/],
  ['tap', /from\s+['"]tap['"]|require\(['"]tap['"]\)/],
  ['ava', /from\s+['"]ava['"]/],
  ['playwright', /['"]@playwright\/test['"]/],
  ['cypress', /\bcy\.(visit|get)\(/],
  ['pytest', /^\s*(import pytest|from pytest)|^def test_\w+\(/m],
  ['unittest', /^\s*(import unittest|from unittest)/m],
  ['go test', /^func Test\w+\(t \*testing\.T\)/m],
  ['cargo test', /#\[(tokio::)?test\]/],
  ['JUnit', /import (static )?org\.junit/],
  ['RSpec', /\bRSpec\.describe\b|\bexpect[ ({].*[)}]\.(?:not_)?to\b/],
  ['minitest', /Minitest::(?:Test|Spec)\b|['"]minitest\/|\.(?:must|wont)_\w+/],
  ['test-unit', /Test::Unit::TestCase/],
  ['PHPUnit', /PHPUnit\\Framework/],
];
/** A sample is enough to recognize the test frameworks. */
const MOST_SAMPLED = 200;
const MOST_NAMED = 20;

export async function testFacts(
  { repository, scope }: CollectorSource,
  signal: AbortSignal,
): Promise<FactDraft[]> {
  const tests = scope.files.filter(
    (file) => file.role === 'test' && file.omitted === null && isCode(file.language),
  );
  const step = Math.max(1, Math.ceil(tests.length / MOST_SAMPLED));
  const sample = tests.filter((_, index) => index % step === 0);
  const seen = new Map<string, number>();
  for await (const { text } of texts(repository, sample, signal)) {
    for (const [name, pattern] of FRAMEWORKS)
      if (pattern.test(text)) seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  const files = tests.map((file) => file.path).sort(compare);
  const names = [...seen]
    .sort(
      byWorth(
        ([, times]) => times,
        ([name]) => name,
      ),
    )
    .map(([name]) => name);
  const by = names.length === 0 ? '' : `, run by ${names.join(' and ')}`;
  return [
    draft('tests', {
      subject: names[0] ?? null,
      value: files.length,
      text: files.length === 0 ? 'there are no test files' : `${count(files.length, 'test file')}${by}`,
      data: { files: files.slice(0, MOST_NAMED) },
    }),
  ];
}
