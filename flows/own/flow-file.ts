/** One flow from the text of its file: the shape is checked, defaults are filled in, the names are checked. Pure. */
import type { z } from 'zod';
import { BANDS, type Band, type Flow, type When } from '../../runner/core/step-spec.ts';
import { holdsFindings } from '../contracts/contracts.ts';
import { ALL_BANDS, FROM_MEDIUM, LARGE_ONLY } from '../spine/bands.ts';
import { capitalized } from '../wording.ts';
import { flowFaults } from './flow-faults.ts';
import { FlowShape, flowKeysAt, type LensShape } from './flow-shape.ts';
import { type OwnFlow, type OwnLens, ownFlow } from './flow-steps.ts';
import type { KnownNames, KnownPersona } from './known-names.ts';
import type { Fault, Position } from './problem.ts';
import { shapeFaults } from './shape-faults.ts';
import { readYaml } from './yaml-source.ts';

export interface FlowFile {
  /** null if it has a fault */
  readonly flow: Flow | null;
  /** null where it could not be read */
  readonly name: string | null;
  /** where the name is */
  readonly at: Position;
  readonly faults: readonly Fault[];
}

export function readFlow(text: string, known: KnownNames): FlowFile {
  const read = readYaml(text);
  if ('faults' in read) return { flow: null, name: null, at: { line: 1, column: 1 }, faults: read.faults };
  const { source } = read;
  const at = source.placeOf(['name']);
  const parsed = FlowShape.safeParse(source.value);
  if (!parsed.success) {
    const faults = shapeFaults(parsed.error, source, { kind: 'flow', keysAt: flowKeysAt });
    return { flow: null, name: nameIn(source.value), at, faults };
  }
  const draft = draftOf(parsed.data, known);
  const faults = flowFaults(parsed.data, draft, known, source);
  return { flow: faults.length > 0 ? null : ownFlow(draft), name: draft.name, at, faults };
}

function nameIn(value: unknown): string | null {
  const name: unknown = typeof value === 'object' && value !== null && 'name' in value ? value.name : null;
  return typeof name === 'string' ? name : null;
}

/** With every default filled in. */
function draftOf(shape: FlowShape, { personas }: KnownNames): OwnFlow {
  const { name, category, purpose, template } = shape;
  const isMap = template === 'map';
  const compares = shape.compares ?? category === 'Review';
  const lenses = shape.lenses.map((given) => {
    const each: Given = typeof given === 'string' ? { persona: given } : given;
    return lensOf(
      each,
      personas.find(({ id }) => id === each.persona),
      isMap,
    );
  });
  return {
    ...{ name, category, purpose, template, compares },
    title: shape.title ?? capitalized(name.replaceAll('-', ' ')),
    question: shape.question ?? purpose,
    lenses: withFast(lenses, shape.lenses),
    skeptics: skepticsOf(shape.skeptics, isMap),
    gap: shape.gap ?? LARGE_ONLY,
    arbiter: shape.arbiter ?? FROM_MEDIUM,
    sections: [...(shape.sections ?? usualSections(isMap, compares)), ...(isMap ? ['map'] : [])],
  };
}

function skepticsOf(given: FlowShape['skeptics'], isMap: boolean): Readonly<Record<Band, number>> {
  if (typeof given === 'object') return given;
  if (given !== undefined) return { small: given, medium: given, large: given };
  return isMap ? { small: 1, medium: 1, large: 2 } : { small: 1, medium: 2, large: 3 };
}

function usualSections(isMap: boolean, compares: Flow['compares']): string[] {
  if (isMap) return ['about'];
  return compares === false ? ['at-a-glance'] : ['changed-files', 'dependencies'];
}

type Given = z.output<typeof LensShape>;

function lensOf(given: Given, persona: KnownPersona | undefined, isMap: boolean): OwnLens {
  const contract = persona?.contract ?? 'LensOutput';
  return {
    persona: given.persona,
    name: given.name ?? given.persona,
    label: given.label ?? persona?.name ?? given.persona,
    contract: isMap && !holdsFindings(contract) ? contract : 'LensOutput',
    bands: given.sizes ?? ALL_BANDS,
    fast: [],
    when: conditionOf(given.when),
    focus: given.focus ?? '',
    rules: persona?.rules ?? [],
  };
}

function conditionOf(given: Given['when']): When | null {
  if (given === undefined) return null;
  const { fact, at_least } = typeof given === 'string' ? { fact: given, at_least: 1 } : given;
  return { fact: `K:${fact}`, op: 'gte', value: at_least };
}

/** Unless the file says otherwise, `fast` keeps the first lens of each size. */
function withFast(lenses: readonly OwnLens[], given: FlowShape['lenses']): OwnLens[] {
  return lenses.map((each, at) => {
    const { fast } = typeof given[at] === 'object' ? given[at] : { fast: undefined };
    const isFirst = (band: Band): boolean => lenses.findIndex(({ bands }) => bands.includes(band)) === at;
    const chosen = typeof fast === 'boolean' ? (fast ? each.bands : []) : (fast ?? BANDS.filter(isFirst));
    return { ...each, fast: chosen.filter((band) => each.bands.includes(band)) };
  });
}
