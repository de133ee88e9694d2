/** What Discord refuses in the components of messages and modals, beyond what its OpenAPI document says. */
import { isRecord, type Json, list, records, text } from '../chat/json.ts';
import { allComponents } from './message.ts';
import { badLength, type FormFault, invalid, tooLong } from './refusals.ts';

export const TYPES = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radio: 21,
  checkboxes: 22,
  checkbox: 23,
} as const;

const SELECTS: readonly unknown[] = [3, 5, 6, 7, 8];
const LINK = 5;
const MOST_COMPONENTS = 40;
const MOST_TEXT = 4_000;
const MOST_OPTIONS = 25;
const MOST_CUSTOM_ID = 100;

export function isSelect(component: Json): boolean {
  return SELECTS.includes(component.type);
}

/** Of a message. `files` are the names of what can be shown as `attachment://…`. */
export function messageComponentFaults(value: unknown, v2: boolean, files: ReadonlySet<string>): FormFault[] {
  const components = records(value);
  const all = allComponents(components);
  const shape = v2 ? v2Faults(components, all, files) : v1Faults(components);
  return [...shape, ...components.flatMap((one, index) => within(one, `components.${index}`)), ...twice(all)];
}

function v1Faults(components: readonly Json[]): FormFault[] {
  const strange = components.flatMap(({ type }, index) =>
    type === TYPES.row
      ? []
      : [invalid(`components.${index}`, 'UNION_TYPE_CHOICES', 'needs the flag IS_COMPONENTS_V2')],
  );
  return components.length > 5 ? [...strange, badLength('components', 1, 5)] : strange;
}

function v2Faults(
  components: readonly Json[],
  all: readonly Json[],
  files: ReadonlySet<string>,
): FormFault[] {
  const said = all.reduce(
    (sum, { type, content }) => sum + (type === TYPES.textDisplay ? text(content).length : 0),
    0,
  );
  const missing = all.flatMap((component) => {
    const media = [component.file, ...records(component.items).map((item) => item.media)];
    return media.flatMap((item) => {
      const url = isRecord(item) ? text(item.url) : '';
      const name = url.replace('attachment://', '');
      return url.startsWith('attachment://') && !files.has(name)
        ? [invalid('components', 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', `no file ${name}`)]
        : [];
    });
  });
  return [
    ...(components.length === 0 ? [badLength('components', 1, MOST_COMPONENTS)] : []),
    ...(all.length > MOST_COMPONENTS
      ? [
          invalid(
            'components',
            'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
            `at most ${MOST_COMPONENTS} in all`,
          ),
        ]
      : []),
    ...(said > MOST_TEXT
      ? [invalid('components', 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', `text of at most ${MOST_TEXT}`)]
      : []),
    ...missing,
  ];
}

/** What is wrong in a component and what it holds. */
function within(component: Json, at: string): FormFault[] {
  const inside = records(component.components).flatMap((one, index) =>
    within(one, `${at}.components.${index}`),
  );
  const beside = ['accessory', 'component'].flatMap((name) => {
    const one = component[name];
    return isRecord(one) ? within(one, `${at}.${name}`) : [];
  });
  return [...ownFaults(component, at), ...inside, ...beside];
}

function ownFaults(component: Json, at: string): FormFault[] {
  const long =
    text(component.custom_id).length > MOST_CUSTOM_ID ? [tooLong(`${at}.custom_id`, MOST_CUSTOM_ID)] : [];
  return [...long, ...faultsOfKind(component, at)];
}

function faultsOfKind(component: Json, at: string): FormFault[] {
  if (component.type === TYPES.row) return rowFaults(component, at);
  if (component.type === TYPES.button) return buttonFaults(component, at);
  if (component.type === TYPES.textInput) return inputFaults(component, at);
  return isSelect(component) || component.type === TYPES.radio || component.type === TYPES.checkboxes
    ? selectFaults(component, at)
    : [];
}

function rowFaults(row: Json, at: string): FormFault[] {
  const inside = records(row.components);
  const selects = inside.filter(isSelect).length;
  if (selects > 0 && inside.length > 1) {
    return [invalid(at, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'a select has its row to itself')];
  }
  return inside.length < 1 || inside.length > 5 ? [badLength(`${at}.components`, 1, 5)] : [];
}

function buttonFaults(button: Json, at: string): FormFault[] {
  const isLink = button.style === LINK;
  return [
    ...(text(button.label).length > 80 ? [tooLong(`${at}.label`, 80)] : []),
    ...(text(button.label) === '' && !isRecord(button.emoji)
      ? [invalid(at, 'BUTTON_COMPONENT_REQUIRED', 'a label or an emoji is required')]
      : []),
    ...(isLink && text(button.url) === ''
      ? [invalid(`${at}.url`, 'BASE_TYPE_REQUIRED', 'a url is required')]
      : []),
    ...(isLink === (text(button.custom_id) !== '')
      ? [invalid(at, 'BUTTON_COMPONENT_CUSTOM_ID', 'a custom id, or for a link a url, and not both')]
      : []),
  ];
}

function selectFaults(select: Json, at: string): FormFault[] {
  const options = list(select.options);
  const long = records(options).flatMap((option, index) =>
    ['label', 'value', 'description']
      .filter((name) => text(option[name]).length > 100)
      .map((name) => tooLong(`${at}.options.${index}.${name}`, 100)),
  );
  const values = records(options).map(({ value }) => text(value));
  const preset = records(options).filter((option) => option.default === true).length;
  const most = Number(select.max_values ?? 1);
  return [
    ...long,
    ...(options.length > MOST_OPTIONS ? [badLength(`${at}.options`, 1, MOST_OPTIONS)] : []),
    ...(text(select.placeholder).length > 150 ? [tooLong(`${at}.placeholder`, 150)] : []),
    ...(values.some((value, index) => values.indexOf(value) !== index)
      ? [invalid(`${at}.options`, 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'values must be unique')]
      : []),
    ...(Number(select.min_values ?? 1) > most
      ? [invalid(at, 'SELECT_COMPONENT_MAX_VALUES', 'min_values must not exceed max_values')]
      : []),
    ...(preset > most ? [invalid(`${at}.options`, 'SELECT_COMPONENT_TOO_MANY_DEFAULTS', 'too many')] : []),
    ...(select.type === TYPES.stringSelect && options.length > 0 && most > options.length
      ? [invalid(`${at}.max_values`, 'NUMBER_TYPE_MAX', 'more than there are options')]
      : []),
  ];
}

function inputFaults(input: Json, at: string): FormFault[] {
  const most = Number(input.max_length ?? MOST_TEXT);
  return text(input.value).length > most ? [tooLong(`${at}.value`, most)] : [];
}

function twice(all: readonly Json[]): FormFault[] {
  const ids = all.map(({ custom_id }) => text(custom_id)).filter(Boolean);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  return double === undefined
    ? []
    : [invalid('components', 'COMPONENT_CUSTOM_ID_DUPLICATED', `custom id ${double} is there twice`)];
}

/** Of a modal. */
export function modalFaults(data: Json): FormFault[] {
  const components = records(data.components);
  const bare = components.flatMap((one, index) =>
    one.type === TYPES.row || one.type === TYPES.label || one.type === TYPES.textDisplay
      ? []
      : [invalid(`components.${index}`, 'UNION_TYPE_CHOICES', 'must stand in a label')],
  );
  return [
    ...(components.length < 1 || components.length > 5 ? [badLength('data.components', 1, 5)] : []),
    ...bare,
    ...components.flatMap((one, index) => labelFaults(one, `data.components.${index}`)),
    ...components.flatMap((one, index) => within(one, `data.components.${index}`)),
    ...twice(allComponents(components)),
  ];
}

/** The label that holds an input names it; the input has no label of its own then. */
function labelFaults(component: Json, at: string): FormFault[] {
  if (component.type !== TYPES.label || !isRecord(component.component)) return [];
  return component.component.type === TYPES.textInput && text(component.component.label) !== ''
    ? [invalid(`${at}.component.label`, 'BASE_TYPE_FORBIDDEN', 'the label says it already')]
    : [];
}
