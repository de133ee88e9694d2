/** Resolves flow names as typed. */
import { BatonError, nearest } from '../../runner/core/errors.ts';
import type { Flow } from '../../runner/core/step-spec.ts';

/** Throws `unknown_flow` with the nearest names. */
export function flowNamed(name: string, flows: readonly Flow[]): Flow {
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow !== undefined) return flow;
  const near = nearest(
    name,
    flows.map((candidate) => candidate.name),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'List them with: baton flows';
  throw new BatonError('refused', 'unknown_flow', `There is no flow ${JSON.stringify(name)}. ${hint}`, {
    path: 'flow',
  });
}
