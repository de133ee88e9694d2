/** Random flows: acyclic templates in random order, of random bands and kinds, that end in one step. */
import { BANDS, type StepTemplate } from '../../../runner/core/step-spec.ts';
import type { Random } from './seeded.ts';

export function template(step_id: string, more: Partial<StepTemplate> = {}): StepTemplate {
  const kind = more.kind ?? 'code';
  return {
    step_id,
    label: step_id,
    kind,
    persona: kind === 'agent' ? 'reader' : null,
    handler: kind === 'code' ? 'work' : null,
    needs: [],
    contract: 'any',
    onFail: kind === 'agent' ? 'continue' : 'fail-run',
    budget: { maxFindings: 1, maxMinutes: 1, maxTurns: 1 },
    bands: BANDS,
    fast: 'keep',
    ...more,
  };
}

/** One to nine steps and an always-step that needs every loose end; needs stand before dependents only by chance. */
export function randomFlow(random: Random): StepTemplate[] {
  const ids = Array.from({ length: 1 + random.below(9) }, (_, index) => `s${index}`);
  const steps = ids.map((step_id, index) => {
    const needs = random.some(ids.slice(0, index), 0.35);
    const kind = random.chance(0.5) ? 'agent' : 'code';
    return template(step_id, {
      kind,
      ...(kind === 'agent' && random.chance(0.4) ? { primary: 'lens' as const } : {}),
      onFail: random.chance(0.6) ? 'continue' : 'fail-run',
      needs,
      bands: BANDS.filter((band) => band === 'large' || random.chance(0.7)),
      fast: random.chance(0.25) ? 'drop' : 'keep',
      ...(random.chance(0.2)
        ? { when: { fact: random.pick(['x', 'y']), op: 'gte', value: 2 } as const }
        : {}),
    });
  });
  const end = template('end', { needs: ids, always: true, bands: BANDS, fast: 'keep' });
  return [...random.shuffled(steps), end];
}
