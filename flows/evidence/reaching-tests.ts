/** Which tests reach a file through imports. Pure. */
import { posix } from 'node:path';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';
import { importersOf } from './links.ts';

export interface TestGraph {
  /** per file, the files that import it; see `importersOf` */
  readonly importers: ReadonlyMap<string, readonly string[]>;
  readonly isTest: (path: string) => boolean;
  /** the other files of a Go package, which is compiled as one; see `goPackages` */
  readonly packages: ReadonlyMap<string, readonly string[]>;
}

export function testGraph({ measures = [] }: EvidencePack, { files }: Scope): TestGraph {
  const roles = new Map(files.map(({ path, role }) => [path, role]));
  return {
    importers: importersOf(measures.map(({ path, imports }) => [path, imports])),
    isTest: (path) => roles.get(path) === 'test',
    packages: goPackages([...roles.keys()]),
  };
}

/** The Go files of each folder. */
export function goPackages(paths: readonly string[]): TestGraph['packages'] {
  return Map.groupBy(
    paths.filter((path) => path.endsWith('.go')),
    (path) => posix.dirname(path),
  );
}

/** The test files that import a file directly or through others: the nearest first, those of one distance by path. */
export function reachingTests(path: string, graph: TestGraph): string[] {
  const { importers, isTest } = graph;
  const seen = new Set<string>();
  const tests: string[] = [];
  let ring = [path];
  while (ring.length > 0) {
    const whole = ring.flatMap((file) => packageOf(file, graph)).filter((file) => !seen.has(file));
    const fresh = [...new Set(whole)].sort();
    for (const file of fresh) seen.add(file);
    tests.push(...fresh.filter((file) => file !== path && isTest(file)));
    ring = fresh.flatMap((file) => importers.get(file) ?? []);
  }
  return tests;
}

/** A test of the package brings in no importers of the rest of it. */
function packageOf(file: string, { packages, isTest }: TestGraph): readonly string[] {
  if (!file.endsWith('.go') || isTest(file)) return [file];
  return packages.get(posix.dirname(file)) ?? [file];
}
