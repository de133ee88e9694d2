/**
 * Personas whose rules apply in a run though no step of theirs returns findings: a flow names them on its `rules` step,
 * so that a map tells of cycles in a size without an architect too.
 */
import type { StepSpec, StepTemplate } from '../../runner/core/step-spec.ts';

/** What such a flow's `rules` step carries. */
export function readersParam(personas: readonly string[] = []): Pick<StepTemplate, 'params'> {
  return personas.length === 0 ? {} : { params: { readers: personas.join(' ') } };
}

export function namedReaders({ params }: Pick<StepSpec, 'params'>): string[] {
  return (params?.readers ?? '').split(' ').filter((persona) => persona !== '');
}
