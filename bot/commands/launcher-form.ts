/**
 * Renders the launcher: a form with the flows' categories as tabs. Pure over its state and data in memory, so that it
 * opens without waiting.
 */
import { placeholderOf } from '../../runner/core/field-texts.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Field, FormView } from '../../runner/core/ports/views.ts';
import { RUN_OPTIONS, type RunOption } from '../../runner/core/run-request.ts';
import { CATEGORIES, type Flow } from '../../runner/core/step-spec.ts';
import { capitalized } from '../wording.ts';
import { earlierRunFields } from './earlier-run.ts';
import { isShown, type LauncherState, serializeState } from './launcher-state.ts';
import { projectField, selectField, sizeField } from './select-fields.ts';

export interface LauncherChoices {
  readonly catalogue: Pick<Catalogue, 'flows' | 'plan'>;
  /** project ids */
  readonly projects: readonly string[];
}

export const LAUNCHER_FORM = 'launch';

/** `flow` is the one shown as chosen. */
export function launcherForm(
  launcher: LauncherState,
  flow: Flow,
  { catalogue, projects }: LauncherChoices,
): FormView {
  return {
    form: LAUNCHER_FORM,
    title: launcher.again === null ? 'Run a flow' : 'Run again',
    submit: 'Start',
    state: serializeState(launcher, flow),
    fields: [
      tabs(flow, catalogue.flows),
      flowField(flow, catalogue.flows),
      sizeField(launcher.values.size, flow, catalogue.plan),
      projectField(launcher.values.project ?? null, projects),
      ...(launcher.again === null ? [] : earlierRunFields(launcher.again, launcher.values)),
      ...textFields(launcher, flow),
      ...toggles(launcher),
    ],
  };
}

/** Categories without flows are left out. */
function tabs({ category }: Flow, flows: readonly Flow[]): Field {
  const used = CATEGORIES.filter((each) => flows.some((flow) => flow.category === each));
  const options = used.map((each) => ({ value: each, label: each }));
  return { kind: 'tabs', id: 'category', label: 'Category', options, active: category };
}

function flowField({ name: chosen, category }: Flow, flows: readonly Flow[]): Field {
  const options = flows
    .filter((each) => each.category === category)
    .map(({ name, title, purpose }) => ({ value: name, label: title, description: purpose }));
  return selectField('flow', 'Flow', chosen, options, true);
}

/** The most that a modal of any platform holds. */
const MOST_TEXTS = 5;

/** What the flow takes comes first. Of too many, an empty one is left out that need not be filled in, from the end. */
function textFields(launcher: LauncherState, flow: Flow): Field[] {
  const fields = allTextFields(launcher, flow);
  const empty = fields.filter((field) => field.optional && field.value === '').reverse();
  const dispensable = new Set([...empty, ...fields.toReversed()]);
  const left = [...dispensable].slice(0, Math.max(0, fields.length - MOST_TEXTS));
  return fields.filter((field) => !left.includes(field));
}

type TextField = Extract<Field, { kind: 'text' }>;

function allTextFields(launcher: LauncherState, flow: Flow): TextField[] {
  const shown = RUN_OPTIONS.filter((option) => isShown(option, launcher, flow));
  const ordered = [
    ...shown.filter(({ input }) => input !== undefined),
    ...shown.filter(({ input }) => input === undefined),
  ];
  return ordered.flatMap((option): TextField[] => {
    const { name, field } = option;
    if (field === undefined) return [];
    const { label, lines, most } = field;
    const placeholder = placeholderOf(name, field.placeholder, flow);
    const value = launcher.values[name] ?? '';
    return [
      { kind: 'text', id: name, label, lines, value, placeholder, most, optional: !isNeeded(option, flow) },
    ];
  });
}

/** One of two that do as well is judged when the form is submitted. */
function isNeeded({ input }: RunOption, { inputs = [] }: Flow): boolean {
  return inputs.some(({ name, needed, or }) => name === input && needed && or === undefined);
}

function toggles({ values }: LauncherState): Field[] {
  return RUN_OPTIONS.filter(({ value }) => value === undefined).map(({ name, description }) => ({
    kind: 'toggle',
    id: name,
    label: capitalized(name),
    description: capitalized(description),
    on: values[name] === 'yes',
  }));
}
