/**
 * TypeScript drops an import of which nothing is used but types, whether it says `type` or not. Only the files that
 * seem to depend on each other in a circle are looked at so closely.
 */
import type { CollectorSource } from '../../../contracts/collecting.ts';
import { texts } from '../../collector.ts';
import { knotsAtLoad } from './module-cycles.ts';
import type { Edge, Graph, ImportGraph } from './module-graph.ts';
import { importClauses } from './specifiers-ecmascript.ts';

/** The graph in which imports that the compiler erases do not run at load time. */
export async function withoutErasedImports(
  source: CollectorSource,
  { edges, resolver }: ImportGraph,
  counts: (path: string) => boolean,
  signal: AbortSignal,
): Promise<Graph> {
  const members = new Set(knotsAtLoad(edges, counts).flat());
  const files = source.scope.files.filter(({ path }) => members.has(path) && /\.[cm]?tsx?$/.test(path));
  const checked = new Map<string, readonly Edge[]>(edges);
  for await (const { file, text } of texts(source.repository, files, signal)) {
    const { statements, rest } = importClauses(text);
    const needed = new Set<string>();
    const erasable = new Set<string>();
    for (const { name, names, reexports } of statements) {
      const used = reexports || names.length === 0 || names.some((local) => isValue(local, rest));
      for (const to of resolver.resolve(file, { name, atLoad: true }).to) (used ? needed : erasable).add(to);
    }
    checked.set(
      file.path,
      (edges.get(file.path) ?? []).map((edge) =>
        erasable.has(edge.to) && !needed.has(edge.to) ? { ...edge, atLoad: false } : edge,
      ),
    );
  }
  return checked;
}

/** Whether a name stands where only a value can: called, constructed, read from, passed, returned, or as an element. */
function isValue(name: string, text: string): boolean {
  const n = name.replaceAll('$', '\\$');
  const before = String.raw`(?:\b(?:new|instanceof|return|await|yield|typeof|delete|void|throw|in|of|case|default)\s+|\bclass\s[^{]*\bextends\s+|[=(,[{?!&+*/%-]\s*|[|]{2}\s*|=>\s*|\.{3})`;
  const after = String.raw`\s*(?:[()[,;}\].=!?+*/%&-]|[|]{2}|$)`;
  return new RegExp(
    String.raw`${before}${n}(?![\w$])${after}|(?<![\w$.:<|&]\s*)\b${n}\s*(?:\(|\.\w|\?\.|${'`'})|(?:^|[\s({>?:&|,])<${n}[\s/>]|\[${n}\]|@${n}\b`,
    'm',
  ).test(text);
}
