/** What Slack refuses in interactive elements: buttons, selects, inputs. */
import { isRecord, list as items, type Json, records, text } from '../chat/json.ts';
import { confirmFaults, type Faults, list, optional, sameOption, textObject, within } from './rule-parts.ts';

type ElementRule = (element: Json, at: string) => Faults;

/** The safe length of an option's text, value and description. */
const OPTION = 75;

export function elementFaults(value: unknown, at: string): Faults {
  if (!isRecord(value)) return [`must be an object [json-pointer:${at}]`];
  const rule = ELEMENTS[text(value.type)];
  if (rule === undefined) return [`unsupported type: ${text(value.type)} [json-pointer:${at}/type]`];
  return [
    ...within(value.action_id, 255, `${at}/action_id`),
    ...optional(value.placeholder, (holder) => textObject(holder, 150, `${at}/placeholder`, 'plain_text')),
    ...optional(value.confirm, (confirm) => confirmFaults(confirm, `${at}/confirm`)),
    ...rule(value, at),
  ];
}

const nothingMore: ElementRule = () => [];

const ELEMENTS: Readonly<Record<string, ElementRule>> = {
  button: (button, at) => [
    ...textObject(button.text, 75, `${at}/text`, 'plain_text'),
    ...within(button.value, 2_000, `${at}/value`),
    ...within(button.url, 3_000, `${at}/url`),
    ...within(button.accessibility_label, 75, `${at}/accessibility_label`),
    ...([undefined, 'primary', 'danger'].includes(button.style as string | undefined)
      ? []
      : [`must be a valid enum value [json-pointer:${at}/style]`]),
  ],
  static_select: (select, at) => [...choiceFaults(select, at), ...initialFaults(select, at)],
  multi_static_select: choiceFaults,
  radio_buttons: (radio, at) => [
    ...optionsFaults(radio.options, 10, `${at}/options`),
    ...initialFaults(radio, at),
  ],
  checkboxes: (boxes, at) => [
    ...optionsFaults(boxes.options, 10, `${at}/options`),
    ...items(boxes.initial_options).flatMap((chosen) => memberFaults(chosen, boxes, `${at}/initial_options`)),
  ],
  overflow: (menu, at) => optionsFaults(menu.options, 5, `${at}/options`),
  plain_text_input: (input, at) => [
    ...numberFaults(input.min_length, 0, 3_000, `${at}/min_length`),
    ...numberFaults(input.max_length, 1, 3_000, `${at}/max_length`),
    ...within(input.initial_value, Number(input.max_length ?? 3_000), `${at}/initial_value`),
  ],
  conversations_select: nothingMore,
  channels_select: nothingMore,
  users_select: nothingMore,
  external_select: nothingMore,
  multi_conversations_select: nothingMore,
  multi_channels_select: nothingMore,
  multi_users_select: nothingMore,
  datepicker: nothingMore,
  timepicker: nothingMore,
  number_input: nothingMore,
  url_text_input: nothingMore,
  email_text_input: nothingMore,
  image: nothingMore,
};

/** Every option of a select, radio buttons or checkboxes, in groups or not. */
export function optionsOf(element: Json): Json[] {
  return [
    ...records(element.options),
    ...records(element.option_groups).flatMap((group) => records(group.options)),
  ];
}

function choiceFaults(select: Json, at: string): Faults {
  if (select.option_groups === undefined) return optionsFaults(select.options, 100, `${at}/options`);
  return list(select.option_groups, 1, 100, `${at}/option_groups`, (group, where) =>
    isRecord(group)
      ? [
          ...textObject(group.label, OPTION, `${where}/label`, 'plain_text'),
          ...optionsFaults(group.options, 100, `${where}/options`),
        ]
      : [`must be an object [json-pointer:${where}]`],
  );
}

function optionsFaults(options: unknown, most: number, at: string): Faults {
  return list(options, 1, most, at, (option, where) =>
    isRecord(option)
      ? [
          ...textObject(option.text, OPTION, `${where}/text`),
          ...optional(option.description, (says) => textObject(says, OPTION, `${where}/description`)),
          ...(typeof option.value === 'string'
            ? []
            : [`missing required field: value [json-pointer:${where}]`]),
          ...within(option.value, OPTION, `${where}/value`),
        ]
      : [`must be an object [json-pointer:${where}]`],
  );
}

function initialFaults(element: Json, at: string): Faults {
  return optional(element.initial_option, (chosen) => memberFaults(chosen, element, `${at}/initial_option`));
}

function memberFaults(chosen: unknown, element: Json, at: string): Faults {
  return optionsOf(element).some((option) => sameOption(option, chosen))
    ? []
    : [`must match one of the options [json-pointer:${at}]`];
}

function numberFaults(value: unknown, least: number, most: number, at: string): Faults {
  if (value === undefined) return [];
  return typeof value === 'number' && value >= least && value <= most
    ? []
    : [`must be between ${least} and ${most} [json-pointer:${at}]`];
}
