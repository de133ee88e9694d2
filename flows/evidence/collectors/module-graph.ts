/**
 * The import graph of the scope, built from the texts and the list of paths alone: specifiers.ts reads what a file
 * asks for, resolution.ts says which files of the scope that is.
 */

import type { CollectorSource } from '../../contracts/collecting.ts';
import { readable, texts } from '../collector.ts';
import { createResolver } from './resolution.ts';
import { canSpecify, specifiersOf } from './specifiers.ts';

/** An import from one file of the scope to another; it runs at load time unless it is type-only or deferred. */
export interface Edge {
  readonly to: string;
  readonly atLoad: boolean;
}
export type Graph = ReadonlyMap<string, readonly Edge[]>;

/** Files of types only: nothing of them runs. */
const DECLARATIONS = /\.d\.[cm]?ts$/;

/** A fixture or a benchmark may lead a test to source; a document's component may use it. */
const MAY_IMPORT = ['src', 'test', 'docs', 'config', 'example', 'benchmark', 'fixture', 'migration'] as const;

export async function readGraph({ repository, scope }: CollectorSource, signal: AbortSignal): Promise<Graph> {
  const files = readable(scope, ...MAY_IMPORT).filter((file) => canSpecify(file.language));
  const resolve = await createResolver(repository, scope);
  const graph = new Map<string, readonly Edge[]>();
  for await (const { file, text } of texts(repository, files, signal)) {
    const edges = new Map<string, boolean>();
    const runs = !DECLARATIONS.test(file.path);
    for (const specifier of specifiersOf(file.language, text)) {
      for (const to of resolve(file, specifier.name)) {
        if (to !== file.path) edges.set(to, (runs && specifier.atLoad) || (edges.get(to) ?? false));
      }
    }
    graph.set(
      file.path,
      [...edges].map(([to, atLoad]) => ({ to, atLoad })),
    );
  }
  return graph;
}

/** Per file, the files that import it. */
export function importersOf(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [path, edges] of graph) {
    for (const { to } of edges) {
      const known = importers.get(to);
      if (known === undefined) importers.set(to, [path]);
      else known.push(path);
    }
  }
  return importers;
}
