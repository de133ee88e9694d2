/** What kind of file a path of a change is; a deleted one is only known from the fact about its change. */
import { type EvidencePack, factsOf, type Scope } from '../contracts/evidence-pack.ts';
import type { RoleOf } from './changes.ts';

export function roleIn(scope: Pick<Scope, 'files'>, pack: EvidencePack): RoleOf {
  const roles = new Map<string, string>();
  for (const { path, data } of factsOf(pack, 'diff')) roles.set(path ?? '', data.role);
  for (const { path, role } of scope.files) roles.set(path, role);
  return (path) => roles.get(path) ?? null;
}
