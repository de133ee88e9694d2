/**
 * Renders a form whose fields depend on each other as an ephemeral message: buttons, selects, and a button that opens the
 * text fields. The message itself shows the chosen values, so any process can read them on the next press. Pure.
 */

import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { FormValues } from '../../../runner/core/ports/platform.ts';
import type { Field, FormView, Option } from '../../../runner/core/ports/views.ts';
import { storedOption } from '../../chat/form-options.ts';
import { buttonId } from './buttons.ts';
import { Carriers, type Envelope, envelopeOf } from './form-envelope.ts';
import { type Control, controlId } from './form-ids.ts';
import { LIMITS } from './limits.ts';
import { lineText, smallPrint } from './lines.ts';
import { container, type DiscordMessage, isFitting, textDisplay } from './message.ts';
import { selectOption, WRITABLE } from './modal.ts';
import { escaped, label, oneLine } from './plain-text.ts';
import { typedTexts, typedValue } from './typed-values.ts';

export type FieldErrors = readonly { readonly field: string; readonly message: string }[];

interface Sheet {
  readonly form: string;
  readonly envelope: Envelope;
  readonly carriers: Carriers;
}

/** What a view does not contain: the channel chosen before, and the errors of the last submission. */
type FormExtras = { readonly channel?: FormValues; readonly fieldErrors?: FieldErrors };

/** Characters kept free of typed text, for the rest of the message. */
const ROOM_BESIDES = 200;

/** Throws `DeliveryError` (`form`) if it exceeds one message. */
export function renderFormMessage(
  view: FormView,
  { channel = {}, fieldErrors = [] }: FormExtras = {},
): DiscordMessage {
  const envelope = envelopeOf(view, null);
  const sheet: Sheet = { form: view.form, envelope, carriers: new Carriers(envelope) };
  const parts = [
    textDisplay(`### ${escaped(oneLine(view.title) || '–')}`),
    ...errorTexts(fieldErrors, envelope),
    ...view.fields.flatMap((field) => fieldComponents(sheet, field, channel)),
    row([submitButton(sheet, view)]),
  ];
  sheet.carriers.close();
  const room = LIMITS.text - ROOM_BESIDES - parts.reduce((sum, part) => sum + textLength(part), 0);
  const typed = typedTexts(view, envelope.fields, room);
  const components = [container([...parts.slice(0, -1), ...typed, ...parts.slice(-1)])];
  if (isFitting(components)) return { components, files: [] };
  throw new DeliveryError('form', 'the form has more fields than a Discord message can hold');
}

function textLength(component: APIComponentInContainer): number {
  return component.type === ComponentType.TextDisplay ? component.content.length : 0;
}

function errorTexts(
  fieldErrors: FieldErrors,
  { fields }: Pick<Envelope, 'fields'>,
): APIComponentInContainer[] {
  if (fieldErrors.length === 0) return [];
  const names = new Map(fields);
  const lines = fieldErrors.map(({ field, message }) => {
    const name = names.get(field);
    return name === undefined ? `⚠ ${escaped(message)}` : `⚠ **${escaped(name)}:** ${escaped(message)}`;
  });
  return [textDisplay(lines.join('\n'))];
}

function fieldComponents(sheet: Sheet, field: Field, channel: FormValues): APIComponentInContainer[] {
  switch (field.kind) {
    case 'tabs':
      return optionRows(sheet, field.id, field.options, field.active);
    case 'select':
      return selectComponents(sheet, field);
    case 'text':
      return [];
    case 'toggle':
      return [row([toggleButton(sheet, field)])];
    case 'channel':
      return [
        textDisplay(heading(field.label)),
        row([channelSelect(sheet, field, channel[field.id] ?? field.chosen ?? null)]),
      ];
    case 'note': {
      const text = lineText(field.line);
      return text.trim() === '' ? [] : [textDisplay(text)];
    }
  }
}

type Select = Extract<Field, { kind: 'select' }>;

/** A few options with descriptions are shown as buttons side by side. */
function selectComponents(sheet: Sheet, field: Select): APIComponentInContainer[] {
  const { options, chosen, watched } = field;
  if (options.length === 0) return [textDisplay(`${heading(field.label)}: nothing to choose from`)];
  const isShort =
    options.length <= LIMITS.row && options.every(({ description }) => description !== undefined);
  if (isShort && !watched) {
    const description = smallPrint([options.find(({ value }) => value === chosen)?.description ?? '']);
    const text = description === '' ? heading(field.label) : `${heading(field.label)}\n${description}`;
    return [textDisplay(text), ...optionRows(sheet, field.id, options, chosen)];
  }
  return [textDisplay(heading(field.label)), ...selects(sheet, field)];
}

const heading = (name: string): string => `**${escaped(oneLine(name) || '–')}**`;

/** Options beyond the limit of one select are split over several. */
function selects(sheet: Sheet, { id, label: name, options, chosen }: Select): APIComponentInContainer[] {
  const rows: APIComponentInContainer[] = [];
  for (let at = 0; at < options.length; at += LIMITS.option.count) {
    const part = options.slice(at, at + LIMITS.option.count);
    const which = options.length > LIMITS.option.count ? ` ${at + 1}–${at + part.length}` : '';
    rows.push(
      row([
        {
          type: ComponentType.StringSelect,
          custom_id: control(sheet, { kind: 'select', field: id, option: '' }),
          placeholder: label(`${name}${which}`, LIMITS.placeholder),
          options: part.map((option) => selectOption(option, chosen, sheet.envelope.long)),
        },
      ]),
    );
  }
  return rows;
}

function optionRows(
  sheet: Sheet,
  field: string,
  options: readonly Option[],
  chosen: string | null,
): APIComponentInContainer[] {
  const buttons = options.map(
    (option): APIButtonComponentWithCustomId => ({
      type: ComponentType.Button,
      style: option.value === chosen ? ButtonStyle.Primary : ButtonStyle.Secondary,
      label: label(option.label, LIMITS.button.label),
      custom_id: control(sheet, {
        kind: 'tab',
        field,
        option: storedOption(option.value, sheet.envelope.long),
      }),
    }),
  );
  const rows: APIComponentInContainer[] = [];
  for (let at = 0; at < buttons.length; at += LIMITS.row) rows.push(row(buttons.slice(at, at + LIMITS.row)));
  return rows;
}

type Toggle = Extract<Field, { kind: 'toggle' }>;

function toggleButton(
  sheet: Sheet,
  { id, label: name, description, on }: Toggle,
): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: on ? ButtonStyle.Success : ButtonStyle.Secondary,
    label: label(
      `${name}: ${on ? 'on' : 'off'}${description === '' ? '' : ` · ${description}`}`,
      LIMITS.button.label,
    ),
    custom_id: control(sheet, { kind: 'toggle', field: id, option: '' }),
  };
}

function channelSelect(
  sheet: Sheet,
  { id, label: name }: { readonly id: string; readonly label: string },
  chosen: string | null,
): APIComponentInMessageActionRow {
  return {
    type: ComponentType.ChannelSelect,
    custom_id: control(sheet, { kind: 'channel', field: id, option: '' }),
    placeholder: label(name, LIMITS.placeholder),
    channel_types: [...WRITABLE],
    ...(chosen === null
      ? {}
      : { default_values: [{ id: chosen, type: SelectMenuDefaultValueType.Channel }] }),
  };
}

function submitButton(sheet: Sheet, { fields, submit }: FormView): APIButtonComponentWithCustomId {
  const opens = fields.some(({ kind }) => kind === 'text');
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Success,
    label: label(opens ? `${submit}…` : submit, LIMITS.button.label),
    custom_id: control(sheet, { kind: opens ? 'open' : 'submit', field: '', option: '' }),
  };
}

function control({ carriers, form }: Sheet, which: Omit<Control, 'form' | 'piece'>): string {
  return controlId(carriers, { ...which, form });
}

function row(components: APIComponentInMessageActionRow[]): APIComponentInContainer {
  return { type: ComponentType.ActionRow, components };
}

/** Renders the errors of a modal, which has closed by then: with what was typed, and a button that opens it again. */
export function renderFieldErrors(
  { fields, origin }: Envelope,
  values: FormValues,
  fieldErrors: FieldErrors,
): DiscordMessage {
  const typed = fields.flatMap(([id, name], place) => {
    const value = values[id] ?? '';
    return value === '' ? [] : [{ place, name, value }];
  });
  const share = Math.floor((LIMITS.text - 1_500) / Math.max(1, typed.length));
  const again: APIComponentInContainer[] =
    origin === null
      ? []
      : [
          row([
            {
              type: ComponentType.Button,
              style: ButtonStyle.Primary,
              label: 'Open again…',
              custom_id: buttonId({ kind: 'again', action: origin[0], value: origin[1] }),
            },
          ]),
        ];
  const shown = typed.map(({ place, name, value }) => typedValue(place, name, value, share));
  return { components: [container([...errorTexts(fieldErrors, { fields }), ...shown, ...again])], files: [] };
}
