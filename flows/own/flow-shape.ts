/** The shape of a flow file. It chooses a template and fills it; what a template does is not among its keys. */
import { z } from 'zod';
import { BANDS, CATEGORIES } from '../../runner/core/step-spec.ts';
import { choice, name, sentence, title } from './words.ts';
import type { KeyPath } from './yaml-source.ts';

export const TEMPLATES = ['findings', 'map'] as const;

const size = choice(BANDS);
const SIZES_RULE = 'is a list of sizes: small, medium, large';
const sizes = z.array(size, SIZES_RULE).min(1, 'names no size; leave it out for all of them');
/** An empty list is none of them. */
const someSizes = z.array(size, SIZES_RULE);

const MOST_SKEPTICS = 4;
const SKEPTICS_RULE = `is a whole number from 1 to ${MOST_SKEPTICS}: a flow can't skip the challenge of its findings`;
const skeptics = z
  .int({ error: ({ input }) => (input === undefined ? 'is missing' : SKEPTICS_RULE) })
  .min(1, SKEPTICS_RULE)
  .max(MOST_SKEPTICS, SKEPTICS_RULE);

const MOST_FOCUS = 500;
const MOST_COUNT = 1_000_000;
const COUNT_RULE = 'is a whole number from 1';

export const When = z.strictObject(
  {
    fact: z.string('is the name of a kind of facts'),
    at_least: z.int(COUNT_RULE).min(1, COUNT_RULE).max(MOST_COUNT).default(1),
  },
  'is a kind of facts, or a map of fact and at_least',
);

export const LensShape = z.strictObject(
  {
    persona: name,
    name: name.optional(),
    label: title(40).optional(),
    sizes: sizes.optional(),
    fast: z.union([z.boolean(), someSizes], 'is true, false or a list of sizes').optional(),
    when: z.union([z.string(), When], 'is a kind of facts, or a map of fact and at_least').optional(),
    focus: sentence(MOST_FOCUS).optional(),
  },
  'is the id of a persona, or a map of keys',
);

const COMPARES_RULE = 'is true, false or optional';
const MOST_LENSES = 12;

export const FlowShape = z.strictObject(
  {
    name,
    category: choice(CATEGORIES),
    title: title(60).optional(),
    purpose: sentence(150),
    question: sentence(500).optional(),
    compares: z.union([z.boolean(COMPARES_RULE), z.literal('optional', COMPARES_RULE)]).optional(),
    template: choice(TEMPLATES).default('findings'),
    lenses: z
      .array(z.union([name, LensShape], 'is the id of a persona, or a map of keys'), {
        error: ({ input }) =>
          input === undefined ? 'is missing: name at least one persona' : 'is a list of lenses',
      })
      .min(1, 'is empty: name at least one persona')
      .max(MOST_LENSES, `has more than ${MOST_LENSES} lenses`),
    skeptics: z
      .union(
        [skeptics, z.strictObject({ small: skeptics, medium: skeptics, large: skeptics }, SKEPTICS_RULE)],
        SKEPTICS_RULE,
      )
      .optional(),
    gap: someSizes.optional(),
    arbiter: someSizes.optional(),
    sections: z.array(z.string('is the name of a section'), 'is a list of sections').optional(),
  },
  'a flow is a map of keys and values; begin with name, category, purpose and lenses',
);
export type FlowShape = z.output<typeof FlowShape>;

export function flowKeysAt(path: KeyPath): readonly string[] {
  if (path.at(-1) === 'when') return Object.keys(When.shape);
  if (path[0] === 'lenses') return Object.keys(LensShape.shape);
  return path[0] === 'skeptics' ? BANDS : Object.keys(FlowShape.shape);
}
