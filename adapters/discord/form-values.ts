/** Reads the values of an open form back from Discord's payload. Pure. */

import { type APIMessage, type APIModalSubmission, ButtonStyle, ComponentType } from 'discord.js';
import type { FormValues } from '../../runner/core/ports/platform.ts';
import type { FormView } from '../../runner/core/ports/views.ts';
import { optionOf } from '../chat/form-options.ts';
import { type Envelope, openEnvelope } from './render/form-envelope.ts';
import { type Control, readControl, readInputId, readModalId } from './render/form-ids.ts';
import { readTyped } from './render/typed-values.ts';

export interface OpenForm {
  readonly form: string;
  readonly envelope: Envelope;
  readonly values: FormValues;
}

/** Any component of a message, reduced to what is read here. */
export interface Part {
  readonly type: number;
  readonly id?: number;
  readonly custom_id?: string;
  readonly content?: string;
  readonly style?: number;
  readonly label?: string;
  readonly options?: readonly { readonly value: string; readonly default?: boolean }[];
  readonly default_values?: readonly { readonly id: string }[];
}

/** Returns all components of a message; nested ones follow their parent. */
export function partsOf(components: unknown): Part[] {
  if (Array.isArray(components)) return components.flatMap(partsOf);
  if (typeof components !== 'object' || components === null || !('type' in components)) return [];
  const within = 'components' in components ? components.components : [];
  const beside = 'accessory' in components ? components.accessory : [];
  return [components as Part, ...partsOf(within), ...partsOf(beside)];
}

/** Returns the form that a message contains; null if there is none. */
export function formInMessage(message: Pick<APIMessage, 'components'> | undefined): OpenForm | null {
  const parts = partsOf(message?.components);
  const controls = parts.flatMap((part) => {
    const control = readControl(part.custom_id ?? '');
    return control === null ? [] : [{ part, control }];
  });
  const [first] = controls;
  const envelope = openEnvelope(controls.map(({ control }) => control.piece));
  if (first === undefined || envelope === null) return null;
  const values: Record<string, string | null> = {};
  for (const { part, control } of controls) {
    if (control.field !== '')
      values[control.field] = shownValue(part, control, envelope) ?? values[control.field] ?? null;
  }
  const typed = readTyped(parts);
  for (const [place, [field]] of envelope.fields.entries()) {
    if (!Object.hasOwn(values, field)) values[field] = typed.get(place) ?? null;
  }
  return { form: first.control.form, envelope, values };
}

/** Returns null if nothing, or something else, is chosen. */
function shownValue(part: Part, { kind, option }: Control, { long }: Envelope): string | null {
  switch (kind) {
    case 'tab':
      return part.style === ButtonStyle.Primary ? optionOf(option, long) : null;
    case 'toggle':
      return part.style === ButtonStyle.Success ? 'yes' : 'no';
    case 'select': {
      const chosen = part.options?.find((each) => each.default === true)?.value;
      return chosen === undefined ? null : optionOf(chosen, long);
    }
    case 'channel':
      return part.default_values?.[0]?.id ?? null;
    default:
      return null;
  }
}

/** Returns the values after that control was used; `chosen` holds the selected options of a select. */
export function valuesAfter(
  { values, envelope }: OpenForm,
  control: Control,
  chosen: readonly string[],
): FormValues {
  const { kind, field, option } = control;
  const [first] = chosen;
  switch (kind) {
    case 'tab':
      return { ...values, [field]: optionOf(option, envelope.long) };
    case 'toggle':
      return { ...values, [field]: values[field] === 'yes' ? 'no' : 'yes' };
    case 'select':
      return { ...values, [field]: first === undefined ? null : optionOf(first, envelope.long) };
    case 'channel':
      return { ...values, [field]: first ?? null };
    default:
      return values;
  }
}

/**
 * Returns the values submitted with a modal, merged into the form of the message that opened it, if any; null for a
 * modal that does not belong to Baton.
 */
export function submittedForm(data: APIModalSubmission, message: APIMessage | undefined): OpenForm | null {
  const modal = readModalId(data.custom_id);
  if (modal === null) return null;
  const inputs = data.components.flatMap((label) => ('component' in label ? [label.component] : []));
  const held = modal.kind === 'held' ? formInMessage(message) : null;
  const pieces = inputs.map(({ custom_id }) => readInputId(custom_id).piece);
  const envelope = held?.envelope ?? openEnvelope([modal.piece, ...pieces]);
  if (envelope === null || (modal.kind === 'held' && held === null)) return null;
  const values: Record<string, string | null> = { ...held?.values };
  for (const input of inputs) values[readInputId(input.custom_id).field] = inputValue(input, envelope);
  return { form: modal.form, envelope, values };
}

type Input = Extract<APIModalSubmission['components'][number], { component: unknown }>['component'];

function inputValue(input: Input, { long }: Envelope): string | null {
  if (input.type === ComponentType.Checkbox) return input.value ? 'yes' : 'no';
  if ('values' in input) {
    const [first] = input.values;
    return first === undefined ? null : optionOf(first, long);
  }
  return input.value === null || input.value === '' ? null : input.value;
}

/** Returns the form with the values that were typed, as the error message about it shows them. */
export function withTyped(view: FormView, message: Pick<APIMessage, 'components'> | undefined): FormView {
  const typed = readTyped(partsOf(message?.components));
  if (typed.size === 0) return view;
  const places = view.fields.filter(({ kind }) => kind !== 'note' && kind !== 'tabs');
  return {
    ...view,
    fields: view.fields.map((field) => {
      const value = typed.get(places.indexOf(field));
      if (value === undefined) return field;
      if (field.kind === 'text') return { ...field, value };
      if (field.kind === 'select') return { ...field, chosen: value };
      return field.kind === 'toggle' ? { ...field, on: value === 'yes' } : field;
    }),
  };
}
