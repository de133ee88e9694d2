/** What kind of file a path of a change is; a deleted one is only known from the fact about its change. */
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import type { AreaOf } from './changes.ts';

export function areaIn(scope: Pick<Scope, 'files'>, pack: EvidencePack): AreaOf {
  const areas = new Map<string, string>();
  for (const { path, data } of factsOf(pack, 'diff')) areas.set(path ?? '', data.area);
  for (const { path, area } of scope.files) areas.set(path, area);
  return (path) => areas.get(path) ?? null;
}
