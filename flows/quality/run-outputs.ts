/** Finds what the quality steps need among the other steps of a run: by what a step is, not by what it is called. */
import { BatonError } from '../../runner/core/errors.ts';
import type { StepInput, StepView } from '../../runner/core/ports/catalogue.ts';
import type { EvidencePack, Scope } from '../contracts/evidence-pack.ts';

/**
 * The agent steps that this step needs, directly or through others, in the flow's order. What lies behind one of the
 * `borders` (code handlers) was collected by that one.
 */
export function upstreamAgents(input: StepInput, borders: readonly string[]): StepView[] {
  const byId = new Map(input.steps.map((view) => [view.spec.step_id, view]));
  const seen = new Set<string>();
  const visit = (step_id: string): void => {
    const view = byId.get(step_id);
    if (view === undefined || seen.has(step_id)) return;
    seen.add(step_id);
    if (!borders.includes(view.spec.handler ?? '')) view.spec.needs.forEach(visit);
  };
  input.step.needs.forEach(visit);
  return input.steps.filter(({ spec }) => seen.has(spec.step_id) && spec.kind === 'agent');
}

/** The last step with this handler, whatever its status. */
export function stepWithHandler(input: Pick<StepInput, 'steps'>, handler: string): StepView | undefined {
  return input.steps.findLast(({ spec }) => spec.handler === handler);
}

/** The JSON that a step left; null when it left none, or none that can be read. */
export async function documentOf(input: StepInput, view: StepView | undefined): Promise<unknown> {
  const text = view?.status === 'completed' ? await input.read(view.spec.step_id) : null;
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What code steps leave; code is trusted to keep its types. */
export async function leftBy<T>(input: StepInput, handler: string): Promise<T | null> {
  return (await documentOf(input, stepWithHandler(input, handler))) as T | null;
}

/** The same, where this step can't do without. Throws `upstream` (kind `step`). */
export async function needed<T>(input: StepInput, handler: string): Promise<T> {
  const left = await leftBy<T>(input, handler);
  if (left === null) {
    throw new BatonError(
      'step',
      'upstream',
      `Step ${input.step.step_id} needs what ${handler} found, and it left nothing.`,
    );
  }
  return left;
}

export function readScope(input: StepInput): Promise<Scope | null> {
  return leftBy<Scope>(input, 'scope');
}

export function readPack(input: StepInput): Promise<EvidencePack | null> {
  return leftBy<EvidencePack>(input, 'evidence');
}
