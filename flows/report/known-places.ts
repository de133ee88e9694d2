/** The files and lines that texts of a report may name: those in scope, of a fact, and of a citation that holds. */

import { pathsIn } from '../checks/drafts/draft-view.ts';
import type { KnownPlaces } from '../checks/places.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import type { Fact } from '../contracts/evidence-pack.ts';
import type { ReportModel } from './report-model.ts';

export function knownPlaces({
  scope,
  pack,
  verdict,
  draft,
}: Pick<ReportModel, 'scope' | 'pack' | 'verdict'> & Partial<Pick<ReportModel, 'draft'>>): KnownPlaces {
  const cited: Pick<CheckedEvidence, 'path' | 'start' | 'end'>[] = [
    ...verdict.claims
      .filter(({ outcome }) => outcome !== 'refuted')
      .flatMap(({ evidence, counter }) => [...evidence, ...counter]),
    ...(pack?.facts ?? []).flatMap(placesOfFact),
  ];
  const paths = [...(scope?.files ?? []), ...(scope?.changed ?? []), ...cited].map(({ path }) => path);
  const planned = draft === null || draft === undefined ? [] : pathsIn(draft.document);
  return { cited, paths: [...new Set([...paths.filter((path) => path !== null), ...planned])] };
}

/** A copy has two places. */
function placesOfFact(fact: Fact): Pick<CheckedEvidence, 'path' | 'start' | 'end'>[] {
  const own = { path: fact.path, start: fact.line, end: fact.end ?? fact.line };
  if (fact.kind !== 'dup') return [own];
  const { path, line, end } = fact.data.other;
  return [own, { path, start: line, end }];
}
