/** Cycles of imports as facts, each at the lines of its first and its last import. */
import type { Repository } from '../../../../runner/core/ports/repository.ts';
import type { FactDraft } from '../../../contracts/collecting.ts';
import type { ScopeFile } from '../../../contracts/evidence-pack.ts';
import { draft, quoteOf } from '../../collector.ts';
import { isEcmaScript } from '../../roles/languages.ts';
import type { Cycle } from './module-cycles.ts';
import type { Graph } from './module-graph.ts';

/** Languages in which a file is run when it is imported, so that a cycle can meet a half-loaded file. */
export function hasLoadOrder(file: ScopeFile | undefined): boolean {
  return file !== undefined && (isEcmaScript(file.language) || file.language === 'Python');
}

/** The first cycles have their lines; no report shows more of them. */
const MOST_PLACED = 10;

export async function cycleFacts(
  repository: Repository,
  cycles: readonly Cycle[],
  graph: Graph,
): Promise<FactDraft[]> {
  return Promise.all(
    cycles.map(async (cycle, at) => {
      if (at >= MOST_PLACED) return cycleFact(cycle, null, null);
      const { files } = cycle;
      const [first = '', second = first] = files;
      const last = files.at(-1) ?? first;
      return cycleFact(
        cycle,
        await importLine(repository, graph, first, second),
        await importLine(repository, graph, last, first),
      );
    }),
  );
}

interface ImportLine {
  readonly path: string;
  readonly line: number;
  readonly quote: string;
}

function cycleFact(
  { files, knot, atLoad }: Cycle,
  opening: ImportLine | null,
  closing: ImportLine | null,
): FactDraft {
  const [first = ''] = files;
  const way = [...files, first].join(' → ');
  const within = knot > files.length ? `, among ${knot} files that depend on each other` : '';
  const how = atLoad ? 'at load time' : 'by type-only or deferred imports, not at load time';
  return draft('cycles', {
    path: first,
    ...(opening === null ? {} : { line: opening.line, quote: opening.quote }),
    value: files.length,
    text: `circular dependency ${how}${within}: ${way}`,
    data: { files: [...files], type_only: !atLoad, knot, changes: 0, closing },
  });
}

const IMPORTING = /\b(?:import|from|require|export)\b/;

/** Where a file imports another, by the name that it writes; null for a name that is in no such line. */
async function importLine(
  repository: Repository,
  graph: Graph,
  from: string,
  to: string,
): Promise<ImportLine | null> {
  const name = graph.get(from)?.find((edge) => edge.to === to)?.name;
  const text = name === undefined ? undefined : (await repository.read(from))?.text;
  if (name === undefined || text === undefined) return null;
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const written = isEcmaScriptName(from) ? [`'${name}'`, `"${name}"`] : [name];
  const at = lines.findIndex(
    (line) =>
      IMPORTING.test(line) && written.some((one) => line.includes(one)) && !/^\s*(\/\/|\*|#)/.test(line),
  );
  return at === -1 ? null : { path: from, line: at + 1, quote: quoteOf(lines[at] ?? '') };
}

function isEcmaScriptName(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
