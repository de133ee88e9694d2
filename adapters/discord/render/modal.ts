/** Renders a form, or its text fields, as a modal. Pure. */

import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Field, FormView } from '../../../runner/core/ports/views.ts';
import { storedOption } from '../../chat/form-options.ts';
import { visibleText } from '../../chat/text.ts';
import { Carriers, type Envelope, envelopeOf, type Origin } from './form-envelope.ts';
import { inputId, modalId } from './form-ids.ts';
import { LIMITS } from './limits.ts';
import { cutLabel, label, oneLine } from './plain-text.ts';

/** Types of channels that people write in. */
export const WRITABLE = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;

/** Returns true if the form fits into one modal: no field depends on another, and it is short. */
export function isModal({ fields }: FormView): boolean {
  return fields.length > 0 && fields.length <= LIMITS.modal.fields && fields.every(isInput);
}

function isInput(field: Field): boolean {
  if (field.kind === 'select') {
    return !field.watched && field.options.length > 0 && field.options.length <= LIMITS.option.count;
  }
  return field.kind === 'text' || field.kind === 'toggle' || field.kind === 'channel';
}

/** Renders the whole form. `origin` is the button that opened it, `opened` the id of that interaction. */
export function renderModal(
  view: FormView,
  origin: Origin,
  opened: string,
): APIModalInteractionResponseCallbackData {
  try {
    return modalWith(view, envelopeOf(view, origin, opened));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    // If there is no room for the id, the form is shown without it.
    return modalWith(view, envelopeOf(view, origin));
  }
}

function modalWith(view: FormView, envelope: Envelope): APIModalInteractionResponseCallbackData {
  const carriers = new Carriers(envelope);
  const custom_id = modalId(carriers, view.form);
  const components = view.fields.map((field) => labelled(field, carriers, envelope.long));
  carriers.close();
  return { custom_id, title: titleOf(view), components };
}

/** Renders the text fields of a form whose message stays open behind the modal. */
export function renderTyping(view: FormView): APIModalInteractionResponseCallbackData {
  const fields = view.fields.filter(({ kind }) => kind === 'text');
  if (fields.length === 0 || fields.length > LIMITS.modal.fields) {
    throw new DeliveryError('form', `${fields.length} fields to type in, where Discord takes 1 to 5`);
  }
  return {
    custom_id: modalId(null, view.form),
    title: titleOf(view),
    components: fields.map((field) => labelled(field, null, [])),
  };
}

const titleOf = ({ title }: FormView): string => label(title, LIMITS.modal.title);

function labelled(field: Field, carriers: Carriers | null, long: readonly string[]): APILabelComponent {
  const description = field.kind === 'toggle' ? oneLine(field.description) : '';
  return {
    type: ComponentType.Label,
    label: label('label' in field ? field.label : field.id, LIMITS.modal.label),
    ...(description === '' ? {} : { description: cutLabel(description, LIMITS.option.description) }),
    component: input(field, inputId(carriers, field.id), long),
  };
}

function input(field: Field, custom_id: string, long: readonly string[]): APIComponentInLabel {
  switch (field.kind) {
    case 'text': {
      const most = Math.min(field.most, LIMITS.input.value);
      const value = visibleText(field.value).slice(0, most);
      const placeholder = oneLine(field.placeholder);
      return {
        type: ComponentType.TextInput,
        custom_id,
        style: field.lines === 'many' ? TextInputStyle.Paragraph : TextInputStyle.Short,
        required: !field.optional,
        max_length: most,
        ...(value === '' ? {} : { value }),
        ...(placeholder === '' ? {} : { placeholder: cutLabel(placeholder, LIMITS.input.placeholder) }),
      };
    }
    case 'select':
      return {
        type: ComponentType.StringSelect,
        custom_id,
        required: !field.optional,
        options: field.options.map((option) => selectOption(option, field.chosen, long)),
      };
    case 'toggle':
      return { type: ComponentType.Checkbox, custom_id, default: field.on };
    case 'channel':
      return {
        type: ComponentType.ChannelSelect,
        custom_id,
        required: true,
        channel_types: [...WRITABLE],
        ...(field.chosen == null
          ? {}
          : { default_values: [{ id: field.chosen, type: SelectMenuDefaultValueType.Channel }] }),
      };
    default:
      throw new DeliveryError('form', `a modal has no ${field.kind}`);
  }
}

export function selectOption(
  option: { readonly value: string; readonly label: string; readonly description?: string },
  chosen: string | null,
  long: readonly string[],
) {
  const description = oneLine(option.description ?? '');
  return {
    label: label(option.label, LIMITS.option.label),
    value: storedOption(option.value, long),
    ...(description === '' ? {} : { description: cutLabel(description, LIMITS.option.description) }),
    ...(option.value === chosen ? { default: true } : {}),
  };
}
