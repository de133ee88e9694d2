/** The files of a hotspot map: by lines, and by the impact of their worst function. */
import type { ReportDocument } from '../../runner/core/report-document.ts';
import { factsOf, HISTORY_MONTHS } from '../contracts/evidence-pack.ts';
import type { FileMeasure } from '../contracts/measures.ts';
import { byWorth } from '../ordering.ts';
import type { ReportModel } from '../report/report-model.ts';
import { impactOfHotspot } from '../rules/hotspots.ts';
import { onScale } from '../rules/impact.ts';
import { count, functionName } from '../wording.ts';

type MappedFile = ReportDocument['map'][number];

/** As many as one can tell apart in a picture. */
const MOST_FILES = 60;
/** How many of them are there for their impact, however small. */
const MOST_WORST = 30;

/** Source only, the worst first; empty where nothing is measured. */
export function hotspotMap({
  pack,
  scope,
  failure,
}: Pick<ReportModel, 'pack' | 'scope' | 'failure'>): MappedFile[] {
  const measures = new Map(pack?.measures?.map((measure) => [measure.path, measure]));
  if (pack === null || scope === null || failure !== null || measures.size === 0) return [];
  const hot = factsOf(pack, 'hotspot').toSorted(byWorth(impactOfHotspot, ({ path }) => path ?? ''));
  const worst = Map.groupBy(hot, ({ path }) => path);
  const files = scope.files
    .filter(({ role, lines }) => role === 'src' && lines > 0)
    .map(({ path, lines }): MappedFile => {
      const measure = measures.get(path);
      const [worstOne] = worst.get(path) ?? [];
      if (worstOne === undefined) return { path, lines, impact: calm(measure), text: changesText(measure) };
      const { name, complexity } = worstOne.data;
      return {
        path,
        lines,
        impact: impactOfHotspot(worstOne),
        text: `${functionName(name)} has complexity ${complexity}; ${changesText(measure)}`,
      };
    });
  const byImpact = files.toSorted(
    byWorth(
      ({ impact }) => impact,
      ({ path }) => path,
    ),
  );
  const bySize = files.toSorted(
    byWorth(
      ({ lines }) => lines,
      ({ path }) => path,
    ),
  );
  const chosen = [...new Set([...byImpact.slice(0, MOST_WORST), ...bySize])].slice(0, MOST_FILES);
  return byImpact.filter((file) => chosen.includes(file));
}

/** Impact of a file without a hot function, below that of any hotspot: its changes × its complexity. */
function calm({ changes, complexity } = NOTHING): number {
  return onScale(changes * complexity, [10, 100_000], [0, 24]);
}

const NOTHING: Pick<FileMeasure, 'changes' | 'complexity'> = { changes: 0, complexity: 0 };

function changesText({ changes } = NOTHING): string {
  return `${changes === 0 ? 'no change' : count(changes, 'change')} in ${HISTORY_MONTHS} months`;
}
