/** The lists of flows, personas and projects that the API and the CLI's `--json` share. */
import { z } from 'zod';
import { FLOW_INPUTS } from './flow-input.ts';
import { INPUT_DISPLAYS } from './input-options.ts';
import type { Persona } from './ports/catalogue.ts';
import { BANDS, CATEGORIES, type Flow } from './step-spec.ts';

export const FlowDocument = z.object({
  name: z.string(),
  category: z.enum(CATEGORIES),
  title: z.string(),
  purpose: z.string(),
  bands: z.array(z.enum(BANDS)),
  /** what it takes beside the question */
  inputs: z.array(
    z.object({
      name: z.enum(FLOW_INPUTS),
      label: z.string(),
      required: z.boolean(),
      /** an input that meets the same need; null: none does */
      or: z.enum(FLOW_INPUTS).nullable(),
      /** whether the question stands for it where it is not given */
      question: z.boolean(),
    }),
  ),
  own: z.literal(true).optional().describe('set for a flow of the operator'),
});
export type FlowDocument = z.infer<typeof FlowDocument>;

export const FlowList = z.object({ flows: z.array(FlowDocument) });
export type FlowList = z.infer<typeof FlowList>;

/** Lists the flows in catalogue order; a band is offered if at least one step exists in it. */
export function flowList(flows: readonly Flow[]): FlowList {
  return {
    flows: flows.map(({ name, category, title, purpose, steps, inputs = [], own }) => ({
      name,
      category,
      title,
      purpose,
      bands: BANDS.filter((band) => steps.some((step) => step.bands.includes(band))),
      inputs: inputs.map((input) => ({
        name: input.name,
        label: INPUT_DISPLAYS.get(input.name)?.field?.label ?? input.name,
        required: input.needed,
        or: input.or ?? null,
        question: input.focus === true,
      })),
      ...(own === true ? { own } : {}),
    })),
  };
}

export interface PersonaList {
  readonly personas: readonly {
    readonly id: string;
    readonly name: string;
    readonly category: string;
    readonly contract: string;
    /** set for a persona of the operator */
    readonly own?: true;
  }[];
}

export function personaList(personas: readonly Persona[]): PersonaList {
  return {
    personas: personas.map(({ id, name, category, contract, own }) => ({
      ...{ id, name, category, contract },
      ...(own === true ? { own } : {}),
    })),
  };
}

const defaultBranch = z.string().nullable();

export const ProjectDocument = z.union([
  z.object({ id: z.string(), path: z.string(), default_branch: defaultBranch }),
  z.object({ id: z.string(), url: z.string(), default_branch: defaultBranch }),
]);
export type ProjectDocument = z.infer<typeof ProjectDocument>;

export const ProjectList = z.object({ projects: z.array(ProjectDocument) });
export type ProjectList = z.infer<typeof ProjectList>;
