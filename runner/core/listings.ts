/** The lists of flows, personas and projects that the API and the CLI's `--json` share. */
import { z } from 'zod';
import { buildDag } from './dag.ts';
import { FLOW_INPUTS } from './flow-input.ts';
import { INPUT_DISPLAYS } from './input-options.ts';
import type { Persona } from './ports/catalogue.ts';
import type { RunOption } from './run-request.ts';
import { sizeOf } from './size.ts';
import { BANDS, type Band, CATEGORIES, type Flow } from './step-spec.ts';

export const FlowDocument = z.object({
  name: z.string(),
  category: z.enum(CATEGORIES),
  title: z.string(),
  purpose: z.string(),
  bands: z.array(z.enum(BANDS)),
  /** what its agents look at if the person gives no focus */
  question: z.string(),
  /** whether it compares two commits: each time, only where a base or a pull request is given, or never */
  compares: z.enum(['always', 'optional', 'never']),
  sizes: z.array(
    z.object({
      band: z.enum(BANDS),
      agents: z.int(),
      /** how long one of them may take, at most */
      minutes: z.int(),
    }),
  ),
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
    flows: flows.map(({ name, category, title, purpose, question, compares, steps, inputs = [], own }) => ({
      ...{ name, category, title, purpose, question },
      bands: bandsOf(steps),
      compares: compares === true ? 'always' : compares === false ? 'never' : compares,
      sizes: bandsOf(steps).map((band) => ({ band, ...sizeOf(buildDag(steps, band, false)) })),
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

const bandsOf = (steps: Flow['steps']): Band[] =>
  BANDS.filter((band) => steps.some((step) => step.bands.includes(band)));

/** A flow with those who work in it. */
export const FlowDetail = z.object({
  flow: FlowDocument,
  personas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** its text, in Markdown: what it looks for, and how */
      body: z.string(),
      /** the sizes of the flow in which it works */
      bands: z.array(z.enum(BANDS)),
      own: z.literal(true).optional().describe('set for a persona of the operator'),
    }),
  ),
});
export type FlowDetail = z.infer<typeof FlowDetail>;

/** Lists the flow's personas in the order of its steps. */
export function flowDetail(flow: Flow, personas: readonly Persona[]): FlowDetail {
  const [document] = flowList([flow]).flows;
  if (document === undefined) throw new Error('a list of one flow has it');
  const ids = new Set(flow.steps.flatMap(({ persona }) => persona ?? []));
  return {
    flow: document,
    personas: [...ids].flatMap((id) => {
      const persona = personas.find((each) => each.id === id);
      if (persona === undefined) return [];
      const { name, body, own } = persona;
      const bands = BANDS.filter((band) =>
        flow.steps.some((step) => step.persona === id && step.bands.includes(band)),
      );
      return [{ id, name, body, bands, ...(own === true ? { own } : {}) }];
    }),
  };
}

/** An option of a run as a form shows it. */
export const RunOptionDocument = z.object({
  /** as people type it: `--size`, or `size:` in a slash command */
  name: z.string(),
  /** its place in the body of `POST /api/runs`, such as `input.question` */
  path: z.string(),
  description: z.string(),
  kind: z.enum(['text', 'choice', 'switch', 'list']),
  /** of a choice */
  choices: z.array(z.string()),
  /** its text field in a form; null for an option that has none */
  field: z
    .object({
      label: z.string(),
      /** null: the question of the chosen flow */
      placeholder: z.string().nullable(),
      lines: z.enum(['one', 'many']),
      /** characters */
      most: z.int(),
      /** for each flow, for flows that compare, for flows that take it, or where it has a value already */
      when: z.enum(['always', 'compares', 'listed', 'filled']),
    })
    .nullable(),
  /** the input that it gives: only flows that list it take it; null for an option of every flow */
  input: z.enum(FLOW_INPUTS).nullable(),
});
export type RunOptionDocument = z.infer<typeof RunOptionDocument>;
export const RunOptionList = z.object({ options: z.array(RunOptionDocument) });
export type RunOptionList = z.infer<typeof RunOptionList>;

export function runOptionList(options: readonly RunOption[]): RunOptionList {
  return {
    options: options.map(({ name, path, description, choices, field, input, value, multiple }) => ({
      ...{ name, path, description, field: field ?? null, input: input ?? null },
      kind: value === undefined ? 'switch' : choices !== undefined ? 'choice' : multiple ? 'list' : 'text',
      choices: [...(choices ?? [])],
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
