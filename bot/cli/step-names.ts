/** Resolves the step that the user means: by its id, the end of its id, its label, or its persona. */
import type { StepDocument } from '../../runner/core/documents.ts';
import { BatonError, nearest } from '../../runner/core/errors.ts';

/** Ignores case. Throws `unknown_step` with the nearest names, or `ambiguous_step` with the candidates. */
export function stepNamed(typed: string, steps: readonly StepDocument[]): StepDocument {
  const wanted = typed.trim().toLowerCase();
  const named = steps.filter(({ step_id }) => step_id.toLowerCase() === wanted);
  const meant = named.length > 0 ? named : steps.filter((step) => namesOf(step).includes(wanted));
  const [first, ...others] = meant;
  if (first === undefined) throw unknownStep(typed, steps);
  if (others.length === 0) return first;
  const ids = meant.map(({ step_id }) => step_id).join(', ');
  throw new BatonError(
    'refused',
    'ambiguous_step',
    `Several steps are called ${JSON.stringify(typed)}: ${ids}.`,
    {
      path: 'step',
    },
  );
}

/** Labels and personas count only for agents: a code step is known by its id alone. */
function namesOf({ kind, step_id, label, persona }: StepDocument): string[] {
  if (kind === 'code') return [];
  return [step_id.replace(/^.*?:/, ''), label, persona ?? ''].map((name) => name.toLowerCase());
}

function unknownStep(typed: string, steps: readonly StepDocument[]): BatonError {
  const agents = steps.filter(({ kind }) => kind === 'agent');
  const names = [...new Set(agents.flatMap((step) => [step.step_id, ...namesOf(step)]))];
  const near = nearest(typed, names);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((name) => JSON.stringify(name)).join(' or ')}?`
      : `Its agents are: ${agents.map(({ step_id }) => step_id).join(', ') || 'none'}.`;
  return new BatonError(
    'not_found',
    'unknown_step',
    `The run has no step ${JSON.stringify(typed)}. ${hint}`,
    {
      path: 'step',
    },
  );
}
