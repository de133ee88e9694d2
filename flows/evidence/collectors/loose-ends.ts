/** What is counted in one line instead of being found one by one, with its worst example. Pure. */
import type { FactDraft } from '../../contracts/collecting.ts';
import type { LooseEndKind } from '../../contracts/evidence-pack.ts';
import { byWorth, compare } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { draft } from '../collector.ts';

export interface LooseHit {
  readonly path: string;
  readonly line: number;
  readonly source: string;
}

/**
 * One fact for all hits, or none without a hit. The worst is `worst`, or else the first hit of the file that has
 * most of them. `old`: how many of them are older than a year, where that is known of each.
 */
export function looseEnd(
  what: LooseEndKind,
  hits: readonly LooseHit[],
  more: { readonly worst?: LooseHit | undefined; readonly old?: number | null } = {},
): FactDraft[] {
  const files = [...Map.groupBy(hits, ({ path }) => path)].sort(
    byWorth(
      ([, within]) => within.length,
      ([path]) => path,
    ),
  );
  const worst =
    more.worst ?? files[0]?.[1].toSorted((a, b) => a.line - b.line || compare(a.source, b.source))[0];
  if (worst === undefined) return [];
  return [
    draft('loose-end', {
      path: worst.path,
      line: worst.line,
      quote: worst.source,
      subject: what,
      value: hits.length,
      text: `${what}: ${hits.length} in ${count(files.length, 'file')}`,
      data: { what, files: files.length, old: more.old ?? null },
    }),
  ];
}
