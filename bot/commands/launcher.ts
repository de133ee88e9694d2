/**
 * Renders the launcher: a form with the five categories as tabs. Pure over its state and data in memory, so that it
 * opens without waiting.
 */
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Field, FormView, Option } from '../../runner/core/ports/views.ts';
import { BANDS, type Band, CATEGORIES, type Flow } from '../../runner/core/step-spec.ts';
import { plural, shortProject } from '../wording.ts';
import { flowOf, type LauncherState, stateOf } from './launcher-state.ts';
import { MOST_FOCUS } from './parse.ts';

export interface Offer {
  readonly catalogue: Pick<Catalogue, 'flows' | 'plan'>;
  /** project ids */
  readonly projects: readonly string[];
}

export const LAUNCHER = 'launch';
export const MOST_REF = 200;

export function launcherForm(launcher: LauncherState, { catalogue, projects }: Offer): FormView {
  const flow = flowOf(launcher, catalogue.flows);
  return {
    form: LAUNCHER,
    title: 'Run a flow',
    submit: 'Start',
    state: stateOf(launcher),
    fields: [
      {
        kind: 'tabs',
        id: 'category',
        label: 'Category',
        options: CATEGORIES.map((category) => ({ value: category, label: category })),
        active: launcher.category,
      },
      flowField(launcher, flow, catalogue.flows),
      sizeField(launcher, flow, catalogue),
      projectField(launcher, projects),
      ...textFields(launcher, flow),
      {
        kind: 'toggle',
        id: 'fast',
        label: 'Fast',
        description: 'Less breadth and prose; every check stays',
        on: launcher.fast,
      },
    ],
  };
}

function flowField({ category }: LauncherState, flow: Flow | undefined, flows: readonly Flow[]): Field {
  if (flow === undefined) {
    return { kind: 'note', id: 'flow-none', line: [`There is no flow of the category ${category} yet.`] };
  }
  return {
    kind: 'select',
    id: 'flow',
    label: 'Flow',
    options: flows
      .filter((each) => each.category === category)
      .map(({ name, title, purpose }) => ({ value: name, label: title, description: purpose })),
    chosen: flow.name,
    optional: false,
    watched: true,
  };
}

function sizeField({ band }: LauncherState, flow: Flow | undefined, { plan }: Offer['catalogue']): Field {
  const options = BANDS.map((each): Option => {
    const label = `${each[0]?.toUpperCase()}${each.slice(1)}`;
    return flow === undefined
      ? { value: each, label }
      : { value: each, label, description: bandHint(plan, flow, each) };
  });
  return {
    kind: 'select',
    id: 'size',
    label: 'Size',
    options,
    chosen: band,
    optional: false,
    watched: false,
  };
}

/** Returns a hint such as `4 agents, up to 10 minutes each`. */
export function bandHint(plan: Catalogue['plan'], flow: Flow, band: Band): string {
  const agents = plan(flow, band, false).filter(({ kind }) => kind === 'agent');
  if (agents.length === 0) return 'No agents';
  const minutes = plural(Math.max(...agents.map(({ budget }) => budget.maxMinutes)), 'minute');
  return `${plural(agents.length, 'agent')}, up to ${minutes}${agents.length === 1 ? '' : ' each'}`;
}

/** Keeps a project that is not among the offered ones: access is checked at the start. */
function projectField({ project }: LauncherState, offered: readonly string[]): Field {
  const ids = project === null ? offered : [...new Set([...offered, project])];
  const options = ids.map((id) => ({ value: id, label: shortProject(id) }));
  return {
    kind: 'select',
    id: 'project',
    label: 'Project',
    options,
    chosen: project,
    optional: false,
    watched: false,
  };
}

function textFields(launcher: LauncherState, flow: Flow | undefined): Field[] {
  const line = { kind: 'text', lines: 'one', most: MOST_REF, optional: true } as const;
  return [
    {
      kind: 'text',
      id: 'focus',
      label: 'Focus',
      lines: 'many',
      value: launcher.focus,
      placeholder: flow?.question ?? 'What to look at',
      most: MOST_FOCUS,
      optional: true,
    },
    ...(flow?.compares === true
      ? [
          {
            ...line,
            id: 'base',
            label: 'Base to compare with',
            value: launcher.base,
            placeholder: 'The merge base with the default branch',
          },
          { ...line, id: 'head', label: 'Ref to read', value: launcher.head, placeholder: 'HEAD' },
        ]
      : []),
    ...(launcher.paths === null
      ? []
      : [
          {
            ...line,
            lines: 'many' as const,
            most: MOST_FOCUS,
            id: 'paths',
            label: 'Paths',
            value: launcher.paths,
            placeholder: 'Everything; or a glob on each line',
          },
        ]),
  ];
}
