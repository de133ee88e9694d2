/** The sections of a tech-debt report: the repository at a glance, its worst functions, and loose ends after the findings. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { sourcePaths } from '../contracts/scope.ts';
import { byWorth, placeOf } from '../ordering.ts';
import { atAGlance } from '../report/at-a-glance.ts';
import type { FlowSections } from '../report/document.ts';
import { looseEnds } from '../report/loose-ends.ts';
import { codeSpan, prose } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { ReportModel } from '../report/report-model.ts';
import { section, table } from '../report/sections.ts';
import { isHot } from '../rules/hotspots.ts';
import { hotspotMap } from './hotspot-map.ts';

export const techDebtSections: FlowSections = {
  before: (model, page) => [...atAGlance(model), ...worstFunctions(model, page)],
  after: looseEndTable,
  map: hotspotMap,
};

const MOST_FUNCTIONS = 5;
/** A file that changes all the time would fill the table by itself. */
const MOST_OF_A_FILE = 2;
/** Simpler functions are nobody's worst. */
const LEAST_COMPLEXITY = 8;

type Measured = FactOf<'hotspot'> | FactOf<'complexity'> | FactOf<'longfn'>;

/** Hotspots, the worst first; then the functions that are the hardest to follow, however seldom they change. */
export function worstFunctions({ pack, scope, failure }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || failure !== null) return [];
  const source = sourcePaths(scope?.files ?? []);
  const measured: Measured[] = [
    ...factsOf(pack, 'hotspot'),
    ...factsOf(pack, 'complexity'),
    ...factsOf(pack, 'longfn'),
  ].filter(({ path, data }) => source.has(path ?? '') && data.complexity >= LEAST_COMPLEXITY);
  const each = new Map(measured.toReversed().map((fact) => [`${fact.path}:${fact.line}`, fact]));
  const [hot, cold] = [true, false].map((wanted) =>
    [...each.values()].filter((fact) => (fact.kind === 'hotspot' && isHot(fact)) === wanted),
  );
  const ranked = [
    ...(hot ?? []).sort(byWorth(({ value }) => Number(value), placeOf)),
    ...(cold ?? []).sort(byWorth(({ data }) => data.cognitive, placeOf)),
  ];
  const worst = ranked
    .filter(
      (fact, at) => ranked.slice(0, at).filter(({ path }) => path === fact.path).length < MOST_OF_A_FILE,
    )
    .slice(0, MOST_FUNCTIONS);
  const rows = worst.map((fact) => [
    codeSpan(fact.data.name),
    page.at(fact),
    String(fact.data.complexity),
    String(fact.data.lines),
    changesOf(fact, pack),
  ]);
  return section(
    'Worst functions',
    table(['Function', 'Location', 'Complexity', 'Lines', 'Changes in 24 months'], rows),
  );
}

/** Of the function where that was counted; never those of its file under its name. */
function changesOf(fact: Measured, { measures = [] }: EvidencePack): string {
  if (fact.kind === 'hotspot' && fact.data.own !== undefined) return String(fact.data.own.changes);
  const ofFile = measures.find(({ path }) => path === fact.path)?.changes ?? 0;
  return ofFile === 0 ? '0' : `${ofFile} of the file`;
}

export function looseEndTable({ pack, scope, failure }: ReportModel, page: Page): ReportSection[] {
  if (pack === null || scope === null || failure !== null) return [];
  const rows = looseEnds(pack, scope).map(({ what, count, worst, why }) => [
    prose(what),
    String(count),
    worst === null ? '–' : page.at(worst),
    prose(why),
  ]);
  return section('Loose ends', table(['', 'Count', 'Example', 'Why'], rows));
}
