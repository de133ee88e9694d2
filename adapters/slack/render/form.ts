/**
 * Renders a neutral form as a modal. Fields keep their block ids across versions of the form, so Slack keeps what was
 * typed; a select whose options changed gets a new id, since its old choice may no longer exist.
 */

import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { Field, FormView, Option } from '../../../runner/core/ports/views.ts';
import { storedOption } from '../../chat/form-options.ts';
import { cutLabel } from '../../chat/text.ts';
import { plainElement } from './buttons.ts';
import { type FormOrigin, formMetadata } from './form-metadata.ts';
import { LIMITS } from './limits.ts';
import { plainText } from './plain-text.ts';
import { richText } from './rich-text.ts';

type Select = Extract<Field, { kind: 'select' }>;
type Text = Extract<Field, { kind: 'text' }>;
type Tabs = Extract<Field, { kind: 'tabs' }>;

/** Throws `DeliveryError` (`form`) if Slack would not accept it. */
export function renderForm(view: FormView, origin: FormOrigin): types.ModalView {
  const { metadata, long } = formMetadata(view, origin);
  if (metadata.length > LIMITS.view.metadata) {
    throw new DeliveryError('form', `the form carries ${metadata.length} characters, more than Slack keeps`);
  }
  return {
    type: 'modal',
    callback_id: view.form,
    private_metadata: metadata,
    title: plainElement(view.title, LIMITS.view.title),
    submit: plainElement(view.submit, LIMITS.view.button),
    close: plainElement('Close', LIMITS.view.button),
    blocks: view.fields.flatMap((field) => fieldBlocks(field, long)),
  };
}

function fieldBlocks(field: Field, long: readonly string[]): types.KnownBlock[] {
  switch (field.kind) {
    case 'tabs':
      return [tabsBlock(field)];
    case 'select':
      return field.options.length === 0
        ? richText([[{ text: field.label, mark: 'bold' }, ': nothing to choose from']])
        : [selectBlock(field, long)];
    case 'text':
      return [textBlock(field)];
    case 'toggle':
      return [toggleBlock(field)];
    case 'channel':
      return [
        inputBlock(field, {
          type: 'conversations_select',
          action_id: field.id,
          filter: { include: ['public', 'private'], exclude_bot_users: true },
          ...(field.chosen == null ? {} : { initial_conversation: field.chosen }),
        }),
      ];
    case 'note':
      return richText([field.line]);
  }
}

/** Slack has no tabs, so they are buttons, with the active one highlighted. */
function tabsBlock({ id, label, options, active }: Tabs): types.ActionsBlock {
  return {
    type: 'actions',
    block_id: id,
    elements: options.map((option) => ({
      type: 'button',
      action_id: `${id}:${option.value}`,
      value: option.value,
      text: plainElement(option.label, LIMITS.button.label),
      accessibility_label: cutLabel(`${label}: ${option.label}`, LIMITS.button.label),
      ...(option.value === active ? { style: 'primary' } : {}),
    })),
  };
}

function selectBlock(field: Select, long: readonly string[]): types.InputBlock {
  const options = field.options.map((option) => selectOption(option, long));
  const chosen = options[field.options.findIndex(({ value }) => value === field.chosen)];
  const version = createHash('sha256').update(JSON.stringify(field.options)).digest('hex').slice(0, 8);
  return {
    ...inputBlock(
      field,
      {
        type: 'static_select',
        action_id: field.id,
        ...(options.length <= LIMITS.option.count ? { options } : { option_groups: groups(options) }),
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
      field.optional,
    ),
    block_id: `${field.id}~${version}`,
    dispatch_action: field.watched,
  };
}

function selectOption({ value, label, description }: Option, long: readonly string[]): types.PlainTextOption {
  return {
    text: plainElement(label, LIMITS.option.text),
    value: storedOption(value, long),
    ...(description === undefined ? {} : { description: plainElement(description, LIMITS.option.text) }),
  };
}

function groups(options: readonly types.PlainTextOption[]) {
  const found: { label: types.PlainTextElement; options: types.PlainTextOption[] }[] = [];
  for (let at = 0; at < options.length; at += LIMITS.option.count) {
    const part = options.slice(at, at + LIMITS.option.count);
    found.push({ label: plainElement(`${at + 1}–${at + part.length}`, LIMITS.option.text), options: part });
  }
  return found;
}

function textBlock(field: Text): types.InputBlock {
  const value = plainText(field.value);
  const most = Math.min(field.most, LIMITS.input.value);
  const shown = cutLabel(value, most);
  const placeholder = plainText(field.placeholder);
  return {
    ...inputBlock(
      field,
      {
        type: 'plain_text_input',
        action_id: field.id,
        multiline: field.lines === 'many',
        max_length: most,
        ...(shown === '' ? {} : { initial_value: shown }),
        ...(placeholder === '' ? {} : { placeholder: plainElement(placeholder, LIMITS.input.placeholder) }),
      },
      field.optional,
    ),
    ...(shown === value
      ? {}
      : { hint: plainElement(`Shortened: a field here takes ${most} characters.`, LIMITS.input.label) }),
  };
}

function toggleBlock(field: Extract<Field, { kind: 'toggle' }>): types.InputBlock {
  const option: types.PlainTextOption = {
    text: plainElement(field.description === '' ? field.label : field.description, LIMITS.option.text),
    value: 'yes',
  };
  return inputBlock(
    field,
    {
      type: 'checkboxes',
      action_id: field.id,
      options: [option],
      ...(field.on ? { initial_options: [option] } : {}),
    },
    true,
  );
}

function inputBlock(
  { id, label }: { readonly id: string; readonly label: string },
  element: types.InputBlock['element'],
  optional = false,
): types.InputBlock {
  return { type: 'input', block_id: id, label: plainElement(label, LIMITS.input.label), optional, element };
}
