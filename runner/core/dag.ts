/**
 * Builds the steps of a run from a flow's templates: those of the band, without those that `fast` drops, and with the
 * needs of dropped steps passed on to their dependents. Pure, and the same for every flow.
 */
import { BatonError } from './errors.ts';
import type { Band, StepSpec, StepTemplate } from './step-spec.ts';

/**
 * Returns the steps, needs before dependents: the dependents of a dropped step inherit its needs, and redundant needs are
 * removed. Throws `bad_flow` (kind `refused`) for a flow that can't be run.
 */
export function buildDag(templates: readonly StepTemplate[], band: Band, fast: boolean): readonly StepSpec[] {
  const inBand = templates.filter((template) => template.bands.includes(band));
  const known = new Set(templates.map((template) => template.step_id));
  for (const template of templates) {
    const missing = template.needs.find((need) => !known.has(need));
    if (missing !== undefined)
      throw badFlow(`step ${template.step_id} needs ${missing}, which does not exist`);
  }
  // A step of another band counts as dropped, so its needs must be known although it does not run.
  const dropped = new Map<string, readonly string[]>();
  const present = new Map<string, StepTemplate>();
  for (const template of inBand) {
    if (present.has(template.step_id)) throw badFlow(`two steps are called ${template.step_id}`);
    if (!(fast && template.fast === 'drop')) present.set(template.step_id, template);
  }
  for (const template of templates) {
    if (!present.has(template.step_id)) dropped.set(template.step_id, template.needs);
  }
  const needs = reduce(contract(present, dropped));
  const steps = inOrder(needs).flatMap((step_id) => {
    const template = present.get(step_id);
    return template === undefined ? [] : [specOf(template, needs.get(step_id) ?? [])];
  });
  const sinks = steps.filter((step) => !steps.some((other) => other.needs.includes(step.step_id)));
  if (sinks.length !== 1) {
    throw badFlow(
      `a flow ends in one step, this one in ${sinks.map((sink) => sink.step_id).join(', ') || 'none'}`,
    );
  }
  // It waits for all others, so a step that needs it would never start.
  const early = steps.find((step) => step.always === true && !sinks.includes(step));
  if (early !== undefined) throw badFlow(`${early.step_id} always runs, so it must be the last step`);
  return steps;
}

type Needs = Map<string, readonly string[]>;

/** Returns the needs of every present step, with each absent need replaced by its own needs, recursively. */
function contract(
  present: ReadonlyMap<string, StepTemplate>,
  dropped: ReadonlyMap<string, readonly string[]>,
): Needs {
  const resolve = (need: string, seen: ReadonlySet<string>): string[] => {
    if (present.has(need)) return [need];
    if (seen.has(need)) throw badFlow(`step ${need} needs itself`);
    return (dropped.get(need) ?? []).flatMap((deeper) => resolve(deeper, new Set([...seen, need])));
  };
  return new Map(
    [...present].map(([step_id, template]) => [
      step_id,
      [...new Set(template.needs.flatMap((need) => resolve(need, new Set())))],
    ]),
  );
}

/** Transitive reduction: removes a need that follows from another one. */
function reduce(needs: Needs): Needs {
  const order = inOrder(needs);
  const ancestors = new Map<string, Set<string>>();
  const reduced: Needs = new Map();
  for (const step_id of order) {
    const direct = needs.get(step_id) ?? [];
    const implied = new Set(direct.flatMap((need) => [...(ancestors.get(need) ?? [])]));
    reduced.set(
      step_id,
      direct.filter((need) => !implied.has(need)),
    );
    ancestors.set(step_id, new Set([...direct, ...implied]));
  }
  return reduced;
}

/** Returns needs before dependents, otherwise in the order of the flow. Throws if there is a cycle. */
function inOrder(needs: Needs): string[] {
  const placed = new Set<string>();
  const waiting = [...needs.keys()];
  while (waiting.length > 0) {
    const next = waiting.findIndex((step_id) => (needs.get(step_id) ?? []).every((need) => placed.has(need)));
    if (next === -1) throw badFlow(`steps ${waiting.join(', ')} need each other in a circle`);
    for (const step_id of waiting.splice(next, 1)) placed.add(step_id);
  }
  return [...placed];
}

function specOf(template: StepTemplate, needs: readonly string[]): StepSpec {
  const { bands: _bands, fast: _fast, ...spec } = template;
  return { ...spec, needs };
}

function badFlow(why: string): BatonError {
  return new BatonError('refused', 'bad_flow', `This flow can't be run: ${why}.`);
}
