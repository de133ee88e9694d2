/** What several collectors know of the same files, joined; and the facts that only follow from them together. Pure. */

import type { FactDraft, Measure } from '../contracts/collecting.ts';
import { HISTORY_MONTHS, type Scope } from '../contracts/evidence-pack.ts';
import type { FileMeasure, HotspotMeasure } from '../contracts/measures.ts';
import { byWorth, compare, placeOf } from '../ordering.ts';
import { count } from '../wording.ts';
import { draft } from './collector.ts';
import { described } from './collectors/source/syntax-facts.ts';
import type { Linked } from './links.ts';

/** One measure a file, in the order of their paths; files with nothing to weigh are left out. */
export function joinMeasures(parts: readonly Measure[]): FileMeasure[] {
  const joined = [...Map.groupBy(parts, ({ path }) => path)].map(([path, same]): FileMeasure => {
    const all: Measure = Object.assign({}, ...same);
    const { changes = 0, complexity = 0, fan_in = 0, imports = [], tested = null } = all;
    return { path, changes, complexity, fan_in, imports, tested };
  });
  return joined
    .filter(({ changes, complexity, fan_in, imports }) => changes + complexity + fan_in + imports.length > 0)
    .sort((a, b) => compare(a.path, b.path));
}

/**
 * Where change and complexity meet, in source that people write: the functions above complexity 10 of files that changed
 * in the last 12 months, by how often their files change.
 */
export function hotspots(
  measures: readonly FileMeasure[],
  parts: readonly Measure[],
  scope: Scope,
): FactDraft[] {
  const worst = new Map(parts.flatMap((part) => (part.worst === undefined ? [] : [[part.path, part.worst]])));
  const recent = new Map(
    parts.map((part) => [part.path, part.recent ?? 0] as const).filter(([, n]) => n > 0),
  );
  const source = new Map(
    scope.files.filter((file) => file.role === 'src').map((file) => [file.path, file.lines]),
  );
  return measures
    .filter(({ path }) => source.has(path) && recent.has(path))
    .flatMap(({ path, changes, fan_in }) =>
      (worst.get(path) ?? []).map(({ line, end, quote, ...measure }) => {
        const data = { ...measure, changes, recent: recent.get(path) ?? 0, fan_in };
        const value = hotspotValue(data, source.get(path));
        return draft('hotspot', { path, line, end, quote, value, text: hotspotText(data), data });
      }),
    )
    .sort(byWorth(({ value }) => Number(value), placeOf));
}

/**
 * Cognitive complexity × changes × what depends on it, which is 1 + log2(1 + files that import it). A change of the last
 * 12 months counts twice as much as an older one. Where the changes of the function itself are not counted, those of its
 * file × √ of its share of the file's lines stand for them: most changes of a large file are not to a small function of it.
 */
export function hotspotValue(data: HotspotMeasure, linesOfFile = data.lines): number {
  const { cognitive, changes, recent, own, lines, fan_in } = data;
  const counted = own ?? { changes, recent };
  const share = own === undefined ? Math.sqrt(Math.min(1, lines / Math.max(1, linesOfFile))) : 1;
  const weighed = (counted.changes + counted.recent) / 2;
  return Math.round(cognitive * weighed * share * (1 + Math.log2(1 + fan_in)));
}

export function hotspotText({ own, changes, recent, fan_in, ...measure }: HotspotMeasure): string {
  const counted = own ?? { changes, recent };
  const whose = own === undefined ? ' of its file' : '';
  const importers = fan_in === 0 ? '' : `, imported by ${count(fan_in, 'file')}`;
  return `${described(measure)}; ${count(counted.changes, 'change')}${whose} in ${HISTORY_MONTHS} months, ${counted.recent} in the last 12${importers}`;
}

/** Completes facts that need the measures of another collector. */
export function settle(
  fact: FactDraft,
  measures: ReadonlyMap<string, FileMeasure>,
  linkedBy: Linked,
): FactDraft {
  if (fact.kind === 'cochange' && fact.path !== null) {
    const linked = linkedBy(fact.path, fact.data.other);
    const text = linked === false ? `${fact.text}; neither imports the other` : fact.text;
    return { ...fact, text, data: { ...fact.data, linked } };
  }
  if (fact.kind === 'cycles') {
    const changes = fact.data.files.reduce((sum, path) => sum + (measures.get(path)?.changes ?? 0), 0);
    return { ...fact, data: { ...fact.data, changes } };
  }
  if (fact.kind === 'dup' && fact.path !== null) {
    const changesOf = (path: string): number => measures.get(path)?.changes ?? 0;
    const changes = Math.min(changesOf(fact.path), changesOf(fact.data.other.path));
    return { ...fact, data: { ...fact.data, changes } };
  }
  if (fact.kind === 'diff' && fact.path !== null) {
    return { ...fact, data: { ...fact.data, risk: riskOf(measures.get(fact.path), true) } };
  }
  return fact;
}

const CHANGED = 4;
const UNTESTED = 1;

/** On a logarithmic scale, to two digits: 0 for a file without measures, one more for twice the risk. */
export function riskOf(measure: FileMeasure | undefined, changed: boolean): number {
  const { fan_in = 0, changes = 0, complexity = 0, tested = null } = measure ?? {};
  const product = (1 + fan_in) * (1 + changes) * (1 + complexity);
  const risk = Math.log2(product) + (changed ? CHANGED : 0) + (tested === false ? UNTESTED : 0);
  return Math.round(risk * 100) / 100;
}
