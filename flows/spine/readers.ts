/**
 * The personas whose rules apply in a run. By default they are all that return findings; a flow with a subject of its own
 * names them on its `rules` step, whether they look in that size or not: so a small map tells of cycles without an
 * architect, and a report on dependencies tells of no hotspots, whoever reads for it.
 */
import type { StepSpec, StepTemplate } from '../../runner/core/step-spec.ts';

/** What such a flow's `rules` step carries. */
export function readersParam(personas: readonly string[] = []): Pick<StepTemplate, 'params'> {
  return personas.length === 0 ? {} : { params: { readers: personas.join(' ') } };
}

/** Empty where the flow names none. */
export function namedReaders({ params }: Pick<StepSpec, 'params'>): string[] {
  return (params?.readers ?? '').split(' ').filter((persona) => persona !== '');
}
