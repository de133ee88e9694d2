/** The lists of flows, personas and projects that the API and the CLI's `--json` share. */
import { z } from 'zod';
import type { Persona } from './ports/catalogue.ts';
import { BANDS, CATEGORIES, type Flow } from './step-spec.ts';

export const FlowDocument = z.object({
  name: z.string(),
  category: z.enum(CATEGORIES),
  title: z.string(),
  purpose: z.string(),
  bands: z.array(z.enum(BANDS)),
  own: z.literal(true).optional().describe('set for a flow of the operator'),
});
export type FlowDocument = z.infer<typeof FlowDocument>;

export const FlowList = z.object({ flows: z.array(FlowDocument) });
export type FlowList = z.infer<typeof FlowList>;

/** Lists the flows in catalogue order; a band is offered if at least one step exists in it. */
export function flowList(flows: readonly Flow[]): FlowList {
  return {
    flows: flows.map(({ name, category, title, purpose, steps, own }) => ({
      name,
      category,
      title,
      purpose,
      bands: BANDS.filter((band) => steps.some((step) => step.bands.includes(band))),
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
