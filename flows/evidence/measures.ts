/** What several collectors know of the same files, joined; and the facts that only follow from them together. Pure. */

import type { FactDraft, Measure } from '../contracts/collecting.ts';
import { type FileMeasure, HISTORY_MONTHS, type Scope } from '../contracts/evidence-pack.ts';
import { byWorth, compare } from '../ordering.ts';
import { count, UNNAMED } from '../wording.ts';
import { draft } from './collector.ts';

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

/** Where change and complexity meet, in source that people write; at the most complex function. */
export function hotspots(
  measures: readonly FileMeasure[],
  parts: readonly Measure[],
  scope: Scope,
): FactDraft[] {
  const peaks = new Map(parts.flatMap(({ path, peak }) => (peak === undefined ? [] : [[path, peak]])));
  const source = new Set(scope.files.filter((file) => file.area === 'src').map((file) => file.path));
  return measures
    .filter(({ path, changes, complexity }) => source.has(path) && changes > 0 && complexity > 1)
    .sort(
      byWorth(
        ({ changes, complexity }) => changes * complexity,
        ({ path }) => path,
      ),
    )
    .map(({ path, changes, complexity, fan_in }) => {
      const peak = peaks.get(path);
      const at = peak === undefined ? '' : `; most of it in ${peak.name ?? UNNAMED}`;
      return draft('hotspot', {
        path,
        ...(peak === undefined ? {} : { line: peak.line, end: peak.end, quote: peak.quote }),
        value: changes * complexity,
        text: `${count(changes, 'change')} in ${HISTORY_MONTHS} months × complexity ${complexity}, imported by ${fan_in}${at}`,
        data: { changes, complexity, fan_in },
      });
    });
}

/** Completes facts that need the measures of another collector. */
export function settle(fact: FactDraft, measures: ReadonlyMap<string, FileMeasure>): FactDraft {
  if (fact.kind === 'cochange' && fact.path !== null) {
    const { other } = fact.data;
    const linked = imports(measures, fact.path, other) || imports(measures, other, fact.path);
    const text = linked ? fact.text : `${fact.text}; neither imports the other`;
    return { ...fact, text, data: { ...fact.data, linked } };
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

function imports(measures: ReadonlyMap<string, FileMeasure>, from: string, to: string): boolean {
  return measures.get(from)?.imports.includes(to) ?? false;
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
